using System.Text;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>The way from one kernel to the next is memory: whatever is wrong there is found where it is used, and never stops the explorer.</summary>
public class KexecTests
{
    private const ulong Destination = 1, Indirection = 2, Done = 4, Source = 8;

    private static PhysicalAddress PageList => Runs.Intended.Before("jump").Machine.Kernel!.NextKernel!.PageList;

    private static PhysicalAddress BootParameters => Runs.Intended.At("relocate-kernel").Machine.Platform.Processor.BootParameters;

    [Fact]
    public void The_next_kernel_stands_where_the_list_says_after_the_copy_and_not_before()
    {
        var next = Runs.Intended.Before("jump").Machine.Kernel!.NextKernel!;
        var (before, after) = (Runs.Intended.At("jump").Machine.Platform, Runs.Intended.At("relocate-kernel").Machine.Platform);
        Assert.Equal(PageList, before.Processor.InstructionPointer);
        Assert.Equal(next.Entry, after.Processor.InstructionPointer);
        Assert.Null(Core.Kernel.BootParameters.Read(before.Memory, next.BootParameters, out _));
        var parameters = Core.Kernel.BootParameters.Read(after.Memory, next.BootParameters, out string? problem);
        Assert.Null(problem);
        Assert.Equal(Runs.Intended.Plan.KernelB.CommandLine, parameters!.CommandLine);
        Assert.Equal(Runs.Intended.Plan.Board.FirmwareMap, parameters.MemoryMap);
    }

    [Theory]
    [InlineData(0x0, "holds 0x0, which is no entry of such a list")]
    [InlineData(0x1000 | 0x10, "holds 0x1010, which is no entry of such a list")]
    [InlineData(0x9000_0000 | Indirection, "leaves RAM at 0x90000000")]
    [InlineData(0xffff_ffff_ffff_f000 | Destination, "no physical address is that wide")]
    [InlineData(0x10_0000_0000_0000 | Indirection, "no physical address is that wide")]
    public void A_damaged_page_list_ends_in_a_sentence(ulong entry, string words) => Assert.Contains(words, Relocated(entry), StringComparison.Ordinal);

    [Fact]
    public void A_page_list_that_runs_in_a_circle_ends() => Assert.Contains("never ends", Relocated(PageList.Value | Indirection), StringComparison.Ordinal);

    [Fact]
    public void A_destination_without_RAM_is_named() =>
        Assert.Contains("names 0x90000000, where no RAM answers", Relocated(0x9000_0000 | Destination, 0x100000 | Source, Done), StringComparison.Ordinal);

    /// <summary>The relocation code copies page after page, so a run that overlaps its destination spreads its first page.</summary>
    [Fact]
    public void Pages_that_overlap_their_destination_are_copied_one_after_another()
    {
        const ulong at = 0x4000_0000;
        var machine = Runs.Intended.Poke("jump", memory =>
        {
            PutList(memory, (at + 0x1000) | Destination, at | Source, (at + 0x1000) | Source, Done);
            memory.TryWriteWord(new(at), 0x1111);
            memory.TryWriteWord(new(at + 0x1000), 0x2222);
        });
        var moment = Runs.Intended.GoOn("jump", machine, 1)[0];
        Assert.Empty(moment.Step.Problems);
        foreach (ulong page in (ulong[])[at, at + 0x1000, at + 0x2000])
        {
            Assert.True(moment.Machine.Platform.Memory.TryReadWord(new(page), out ulong word));
            Assert.Equal(0x1111ul, word);
        }
    }

    [Fact]
    public void A_page_may_stand_where_it_belongs()
    {
        const ulong at = 0x4000_0000;
        var machine = Runs.Intended.Poke("jump", memory => PutList(memory, at | Destination, at | Source, Done));
        Assert.Empty(Runs.Intended.GoOn("jump", machine, 1)[0].Step.Problems);
    }

    [Theory]
    [InlineData(0x202, 4, "No boot parameters at")]
    [InlineData(0x228, 0xff, "where no RAM answers")]
    public void Damaged_boot_parameters_end_the_boot_with_a_sentence(int offset, byte value, string words)
    {
        var machine = Runs.Intended.Poke("relocate-kernel", memory => memory.TryWrite(BootParameters + new ByteCount((ulong)offset), [value, value, value, value]));
        machine = Runs.Poke(machine, memory => { if (offset == 0x228) memory.TryWrite(BootParameters + new ByteCount(0xc8), [0xff, 0xff, 0xff, 0xff]); });
        var moments = Runs.Intended.GoOn("relocate-kernel", machine);
        Assert.Contains(words, Assert.Single(moments[0].Step.Problems), StringComparison.Ordinal);
        Assert.All(moments, moment => Assert.Null(moment.Machine.Kernel));
        Assert.All(moments.Skip(1).Where(moment => moment.Step.Boot == 2), moment => Assert.NotEmpty(moment.Step.Problems));
    }

    [Fact]
    public void RAM_that_the_map_names_but_the_board_has_not_is_told()
    {
        var machine = Runs.Intended.Poke("relocate-kernel", memory => memory.TryWriteWord(BootParameters + new ByteCount(0x2d0 + 20 * 8), 0x3_0000_0000));
        var step = Runs.Intended.GoOn("relocate-kernel", machine, 2)[1].Step;
        Assert.Contains(step.Problems, problem => problem.Contains("is System RAM, but not all of it is", StringComparison.Ordinal));
    }

    /// <summary>The command line of boot 2 comes from memory, not from the plan.</summary>
    [Theory]
    [InlineData("liveupdate", "liveupdatX", "liveupdate is missing")]
    [InlineData("pkernfs=1G!4G", "pkernfX=1G!4G", "no usable pkernfs=")]
    public void A_changed_word_of_the_command_line_is_noticed_when_it_is_parsed(string word, string changed, string words)
    {
        var moments = WithCommandLine(text => text.Replace(word, changed, StringComparison.Ordinal));
        Assert.Empty(moments[0].Step.Problems);
        Assert.Equal("parse-command-line-b", moments[1].Step.Id);
        Assert.Contains(moments[1].Step.Problems, problem => problem.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_memmap_the_next_kernel_takes_the_region_for_RAM_and_overwrites_it()
    {
        var moments = WithCommandLine(text => text.Replace("memmap=1G%4G", "memmXp=1G%4G", StringComparison.Ordinal));
        var memory = moments.First(moment => moment.Step.Id == "boot-memory-b").Machine;
        Assert.Contains(memory.Kernel!.Pages.Allocations, allocation => allocation.Range.Overlaps(Runs.Region));
        Assert.DoesNotContain(Runs.Intended.At("boot-memory-b").Machine.Kernel!.Pages.Allocations, allocation => allocation.Range.Overlaps(Runs.Region));
    }

    [Theory]
    [InlineData("pkernfs=1G!4G", "pkernfs=1G!40", "is not a multiple of 4 KiB")]
    [InlineData("pkernfs=1G!4G", "pkernfs=1M!4G", "cannot be used: not all of it is RAM, or it is too small")]
    public void A_region_that_cannot_be_one_is_refused(string word, string changed, string words)
    {
        var step = WithCommandLine(text => text.Replace(word, changed, StringComparison.Ordinal)).First(moment => moment.Step.Id == "restore-pkernfs").Step;
        Assert.Contains(step.Problems, problem => problem.Contains(words, StringComparison.Ordinal));
    }

    private static IReadOnlyList<Core.Timeline.Moment> WithCommandLine(Func<string, string> change)
    {
        var parameters = Core.Kernel.BootParameters.Read(Runs.Intended.At("relocate-kernel").Machine.Platform.Memory, BootParameters, out _)!;
        string changed = change(parameters.CommandLine);
        Assert.NotEqual(parameters.CommandLine, changed);
        var machine = Runs.Intended.Poke("relocate-kernel", memory => memory.TryWrite(parameters.CommandLineAddress, Encoding.ASCII.GetBytes(changed + "\0")));
        return Runs.Intended.GoOn("relocate-kernel", machine);
    }

    private static string Relocated(params ulong[] entries)
    {
        var machine = Runs.Intended.Poke("jump", memory => PutList(memory, entries));
        return Assert.Single(Runs.Intended.GoOn("jump", machine, 1)[0].Step.Problems);
    }

    private static void PutList(MemoryWriter memory, params ulong[] entries)
    {
        for (int i = 0; i < entries.Length; i++) memory.TryWriteWord(PageList + new ByteCount((ulong)i * 8), entries[i]);
    }
}
