using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Scenarios;

/// <summary>Whether the region of pkernfs= is memory that this board has and that the kernel leaves alone.</summary>
internal static class CarveOutChecks
{
    private static readonly ByteCount Block = ByteCount.FromMiB(2);

    // Super block with bitmap, and inode store (RFC 02/18, 03/18).
    private static readonly ByteCount FixedBlocks = ByteCount.FromMiB(4);

    // A kernel's image, page structs and page tables with room to work; below this none boots.
    private static readonly ByteCount LeastSystemRam = ByteCount.FromMiB(256);

    public static void Check(ScenarioSection scenario, KernelsSection kernels, Board board, PersistentMemory memory)
    {
        if (memory == PersistentMemory.Dynamic)
        {
            CheckChosen(scenario, kernels, board);
            return;
        }
        var findings = new Place(scenario, kernels.A, kernels.A.Last("pkernfs"));
        foreach (var kernel in new[] { kernels.A, kernels.B })
        {
            // A pkernfs= that cannot be read has its own finding already, but as a warning: the kernel boots without pkernfs.
            if (kernel.CommandLine.PkernfsSize is { } size) new Place(scenario, kernel, kernel.Last("pkernfs")).Error($"pkernfs= gives a size and no base: write pkernfs={MemText(size.Value)}!<base> with a memmap= to match, or let the kernel choose the place with options: memory: dynamic.");
            else if (kernel.CommandLine.Pkernfs is null) new Place(scenario, kernel, kernel.Last("pkernfs")).Error($"{char.ToUpperInvariant(kernel.Name[0])}{kernel.Name[1..]} has no pkernfs region: add memmap=<size>%<base> pkernfs=<size>!<base> to its command line (RFC 01/18).");
        }
        if (kernels.A.CommandLine.Pkernfs is not { } region) return;
        CheckShape(findings, region);
        CheckRam(findings, region, board);
        var map = UsableMap.Build(board.FirmwareMap, kernels.A.CommandLine);
        CheckMemmap(findings, region, map);
        CheckFirmware(findings, region, board);
        CheckRest(findings, map);
    }

    /// <summary>memory: dynamic: both kernels are given one size and no base, and the board has room for it.</summary>
    private static void CheckChosen(ScenarioSection scenario, KernelsSection kernels, Board board)
    {
        foreach (var kernel in new[] { kernels.A, kernels.B })
        {
            var place = new Place(scenario, kernel, kernel.Last("pkernfs"));
            string name = char.ToUpperInvariant(kernel.Name[0]) + kernel.Name[1..];
            if (kernel.CommandLine.Pkernfs is { } fixedAt) place.Error($"{name} says where the region is, {fixedAt}; with memory: dynamic the kernel chooses that: write pkernfs={MemText(fixedAt.Length.Value)} and no memmap= for it.");
            else if (kernel.CommandLine.PkernfsSize is null) place.Error($"{name} has no pkernfs=<size>: with memory: dynamic it is to choose a region of that size.");
            if (kernel.CommandLine.Handover is null) new Place(scenario, kernel, kernel.Last("kho")).Error($"Kexec HandOver of {kernel.Name} is off: with memory: dynamic it carries the region to the next kernel: add kho=on.");
        }
        if (kernels.A.CommandLine is not { PkernfsSize: { } size, Pkernfs: null }) return;
        var findings = new Place(scenario, kernels.A, kernels.A.Last("pkernfs"));
        CheckSize(findings, size);
        if (kernels.B.CommandLine.PkernfsSize is { } next && next != size)
            new Place(scenario, kernels.B, kernels.B.Last("pkernfs")).Error($"Kernel b's region of {next} is not kernel a's of {size}: it would not take the one that is handed on.");
        var map = UsableMap.Build(board.FirmwareMap, kernels.A.CommandLine);
        if (!PageAllocator.Over(map.UsablePages).TryTopDown(size, Block, new(1UL << 46), out var chosen))
        {
            findings.Error($"The board '{board.Name}' has no run of {size} of usable RAM from which the kernel could choose a region.");
            return;
        }
        var rest = map with { Ranges = [.. map.Ranges.SelectMany(range => range.Range.Except(chosen).Select(part => range with { Range = part }))] };
        CheckRest(findings, rest);
        if (kernels.A.CommandLine.Handover is { Scratch.IsEmpty: false } handover) HandoverChecks.CheckScratch(scenario, kernels.A, handover, [.. rest.UsablePages]);
    }

    private static void CheckSize(Place place, ByteCount size)
    {
        if (size.Value % Block.Value != 0) place.Error($"The region's size {size} is not a multiple of 2 MiB, the block size of pkernfs.");
        if (size <= FixedBlocks) place.Error($"The region's size {size} leaves nothing for files: the super block and the inode store take 4 MiB.");
    }

    private static void CheckShape(Place place, PhysicalRange region)
    {
        if (!region.Start.IsAligned(Block)) place.Error($"The region's base {region.Start} is not a multiple of 2 MiB, the block size of pkernfs.");
        CheckSize(place, region.Length);
    }

    private static void CheckRam(Place place, PhysicalRange region, Board board)
    {
        IEnumerable<PhysicalRange> missing = [region];
        foreach (var ram in board.Ram) missing = missing.SelectMany(part => part.Except(ram));
        var parts = missing.ToList();
        if (parts.Count > 0) place.Error($"The region {region} is not all RAM: the board '{board.Name}' has none at {List(parts)}.");
    }

    private static void CheckMemmap(Place place, PhysicalRange region, UsableMap map)
    {
        var taken = map.Usable.Select(range => range.Intersect(region)).Where(part => !part.IsEmpty).ToList();
        if (taken.Count > 0) place.Error($"memmap= does not cover the region: {List(RamRule.Join(taken))} stays usable RAM, and the kernel would use it. Write memmap={MemText(region.Length.Value)}%{MemText(region.Start.Value)}.");
    }

    private static void CheckFirmware(Place place, PhysicalRange region, Board board)
    {
        var reserved = board.FirmwareMap.Where(range => range.Kind != FirmwareRangeKind.Usable && range.Range.Overlaps(region)).ToList();
        if (reserved.Count == 0) return;
        var tables = board.FirmwareTables.Where(table => table.Range.Overlaps(region)).Select(table => table.Signature).Distinct().ToList();
        string what = tables.Count == 0 ? "" : $", and in it the ACPI tables {string.Join(", ", tables)}";
        place.Warning($"The region covers memory that firmware keeps: {List(reserved.Select(range => range.Range))} ({E820Type.Word(reserved[0].Kind)}){what}. pkernfs would write over it.");
    }

    private static void CheckRest(Place place, UsableMap map)
    {
        ulong left = map.UsablePages.Aggregate(0UL, (sum, range) => sum + range.Length.Value);
        if (left < LeastSystemRam.Value) place.Error($"Only {new ByteCount(left)} of RAM are left to the kernel; it needs {LeastSystemRam} at least.");
    }

    private static string List(IEnumerable<PhysicalRange> ranges)
    {
        var shown = ranges.Take(4).Select(range => range.ToString()).ToList();
        return string.Join(", ", shown) + (ranges.Skip(4).Any() ? " and more" : "");
    }

    /// <summary>As memparse reads it back: 1G, 4098M, 0x1234.</summary>
    private static string MemText(ulong value)
    {
        foreach (var (shift, suffix) in new[] { (30, 'G'), (20, 'M'), (10, 'K') })
        {
            if (value != 0 && (value & ((1UL << shift) - 1)) == 0) return $"{value >> shift}{suffix}";
        }
        return $"0x{value:x}";
    }

    /// <summary>Where findings on one parameter of one kernel go.</summary>
    private sealed class Place(ScenarioSection scenario, KernelsSection.Entry kernel, KernelParameter? parameter)
    {
        public void Error(string message) => scenario.Findings.Error(scenario.File, kernel.Scalar.Line, kernel.ColumnOf(parameter), message);

        public void Warning(string message) => scenario.Findings.Warning(scenario.File, kernel.Scalar.Line, kernel.ColumnOf(parameter), message);
    }
}
