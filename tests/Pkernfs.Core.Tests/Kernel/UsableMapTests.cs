using CsCheck;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Core.Tests.Kernel;

public class UsableMapTests
{
    private static readonly Board Board = ScenarioLibrary.LoadBoard("q35-6g");

    [Fact]
    public void Without_parameters_only_the_kernels_own_trims_are_made()
    {
        var map = Build("");
        Assert.Equal(
            ["e820: update [mem 0x00000000-0x00000fff] usable ==> reserved", "e820: remove [mem 0x000a0000-0x000fffff] usable"],
            map.Edits.Select(edit => edit.LogLine));
        Assert.Equal(["[0x1000-0x9fbff]", "[0x100000-0x7ffd6fff]", "[0x100000000-0x1ffffffff]"], map.Usable.Select(range => range.ToString()));
    }

    /// <summary>The board's own log, taken with this parameter: its removal, its "user:" map and its early memory node ranges.</summary>
    [Fact]
    public void The_literal_example_gives_what_the_real_kernel_logged()
    {
        var map = Build("memmap=1G%1G");
        Assert.Equal("e820: remove [mem 0x40000000-0x7fffffff]", map.Edits[0].LogLine);
        Assert.Equal("memmap=1G%1G", map.Edits[0].Cause);
        Assert.Equal(["[0x40000000-0x7ffd6fff] Usable", "[0x7ffd7000-0x7fffffff] Reserved"], map.Edits[0].Affected.Select(range => $"{range.Range} {range.Kind}"));
        Assert.Equal(["[0x1000-0x9efff]", "[0x100000-0x3fffffff]", "[0x100000000-0x1ffffffff]"], map.UsablePages.Select(range => range.ToString()));
        Assert.DoesNotContain(map.Ranges, range => range.Range.Overlaps(new(new(1UL << 30), ByteCount.FromGiB(1))));
    }

    [Theory]
    [InlineData("memmap=1G$4G", "e820: add [mem 0x100000000-0x13fffffff] reserved", "[0xfffc0000-0x13fffffff] Reserved")]
    [InlineData("memmap=1G!4G", "e820: add [mem 0x100000000-0x13fffffff] persistent (type 12)", "[0x100000000-0x13fffffff] Persistent")]
    [InlineData("memmap=1G#4G", "e820: add [mem 0x100000000-0x13fffffff] ACPI data", "[0x100000000-0x13fffffff] AcpiData")]
    [InlineData("memmap=1G%4G-1+2", "e820: update [mem 0x100000000-0x13fffffff] usable ==> reserved", "[0xfffc0000-0x13fffffff] Reserved")]
    [InlineData("memmap=1G%4G+4", "e820: add [mem 0x100000000-0x13fffffff] ACPI NVS", "[0x100000000-0x13fffffff] AcpiNvs")]
    [InlineData("memmap=1G%4G-1", "e820: remove [mem 0x100000000-0x13fffffff] usable", "[0x140000000-0x1ffffffff] Usable")]
    [InlineData("mem=5G", "e820: remove [mem 0x140000000-0xfffffffffffffffe] usable", "[0x100000000-0x13fffffff] Usable")]
    [InlineData("memmap=1G@10G", "e820: add [mem 0x280000000-0x2bfffffff] usable", "[0x280000000-0x2bfffffff] Usable")]
    public void Each_form_edits_the_map_in_its_way(string text, string log, string range)
    {
        var map = Build(text);
        Assert.Equal(log, map.Edits[0].LogLine);
        Assert.Contains(range, map.Ranges.Select(each => $"{each.Range} {each.Kind}"));
    }

    [Fact]
    public void A_usable_request_does_not_win_over_what_firmware_reserved() =>
        Assert.Contains("[0x7ffd7000-0x7fffffff] Reserved", Build("memmap=1M@2047M").Ranges.Select(range => $"{range.Range} {range.Kind}"));

    [Fact]
    public void A_removal_of_other_kinds_leaves_ram_alone() =>
        Assert.Equal(Build("").Usable, Build("memmap=1G%1G-2").Usable);

    [Fact]
    public void Exactmap_forgets_the_firmwares_map()
    {
        var map = Build("memmap=exactmap,512M@1M");
        Assert.Equal("[0x100000-0x200fffff]", Assert.Single(map.Usable).ToString());
        Assert.Equal(Board.FirmwareMap.Length, map.Edits[0].Affected.Length);
    }

    [Fact]
    public void Ranges_never_overlap_and_usable_ones_were_usable_or_asked_for() =>
        Gen.Select(Gen.Int[0, 4].Select(index => "@#$!%"[index]), Gen.ULong[0, 0x300], Gen.ULong[1, 0x300]).Array[0, 6].Sample(requests =>
        {
            var line = KernelCommandLine.Parse(string.Join(' ', requests.Select(r => $"memmap={r.Item3}M{r.Item1}{r.Item2}M")));
            var map = UsableMap.Build(Board.FirmwareMap, line);
            for (int i = 1; i < map.Ranges.Length; i++) Assert.True(map.Ranges[i - 1].Range.End <= map.Ranges[i].Range.Start);
            var asked = Board.FirmwareMap.Where(range => range.Kind == FirmwareRangeKind.Usable).Select(range => range.Range)
                .Concat(line.Memmap.Where(option => option.Action == MemmapAction.Usable).Select(option => option.Range)).ToList();
            foreach (var usable in map.Usable)
            {
                IEnumerable<PhysicalRange> left = [usable];
                foreach (var range in asked) left = left.SelectMany(part => part.Except(range));
                Assert.Empty(left);
            }
        });

    private static UsableMap Build(string commandLine) => UsableMap.Build(Board.FirmwareMap, KernelCommandLine.Parse(commandLine));
}
