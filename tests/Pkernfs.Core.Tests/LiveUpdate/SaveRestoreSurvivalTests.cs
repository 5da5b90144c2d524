using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>What save and restore carries over is bytes, too: each structure is taken away between shutdown and jump, and the step that needs it misses it.</summary>
public class SaveRestoreSurvivalTests
{
    private const string LastBeforeJump = "keep-01-00.0";

    /// <summary>The structure, the first step at which its loss shows, and what that step says.</summary>
    public static TheoryData<string, string, string> FirstProblems => new()
    {
        { "super block's magic", "restore-pkernfs", "magic number is gone, so pkernfs was formatted anew" },
        { "root directory's inode", "adopt-root-table", "inode 1 is not a directory" },
        { "inode of root-pgtables", "adopt-root-table", "was never taken: there is no root table to restore" },
        { "bitmap of root-pgtables", "adopt-root-table", "was never taken: there is no root table to restore" },
        { "root table", "adopt-root-table", "has no present entry: no device's translation survived" },
        { "context entry of 01:00.0", "adopt-root-table", "No present context entry for 01:00.0" },
        { "inode of dom-0", "adopt-root-table", "was never taken: there is no root table to restore" },
        { "bitmap of dom-0", "restore-temporary-domain", "is in use, but the bitmap of its region" },
        { "top table of dom-0", "restore-temporary-domain", "map nothing: the device's mappings are lost" },
        { "level 3 table of dom-0", "restore-temporary-domain", "map nothing: the device's mappings are lost" },
        { "mappings block of guest-ram", "start-vmm-b", "cannot be a data block: the mappings block is damaged" },
        { "mappings block of vm-state", "restore-vm", "cannot be a data block: the mappings block is damaged" },
        { "magic of the VM's state", "restore-vm", "begins with \"........\" instead of \"VMSTATE1\"" },
        { "one byte of the VM's state", "restore-vm", "does not match its checksum" },
    };

    [Fact]
    public void With_every_structure_in_place_nothing_goes_wrong() =>
        Assert.All(Runs.SaveRestore.GoOn(LastBeforeJump, Runs.SaveRestore.At(LastBeforeJump).Machine), moment => Assert.Empty(moment.Step.Problems));

    [Theory]
    [MemberData(nameof(FirstProblems))]
    public void A_structure_that_is_lost_is_missed(string structure, string step, string words)
    {
        var first = Without(structure).First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal(step, first.Step.Id);
        Assert.Contains(first.Step.Problems, problem => problem.Contains(words, StringComparison.Ordinal));
    }

    /// <summary>A table that leads to memory of nobody's is no domain, whatever it maps.</summary>
    [Fact]
    public void An_entry_that_points_out_of_the_saved_files_is_not_restored()
    {
        var machine = Runs.SaveRestore.At(LastBeforeJump).Machine;
        var entry = PersistedStructure.Find("context entry of 01:00.0", machine);
        var moments = Runs.SaveRestore.GoOn(LastBeforeJump, Runs.Poke(machine, memory =>
        {
            Assert.True(memory.TryReadWord(entry.Start, out ulong low));
            memory.TryWriteWord(entry.Start, low + 0x1000);
        }));
        var first = moments.First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal("restore-temporary-domain", first.Step.Id);
        Assert.Contains("is the top table of no file in /iommu", first.Step.Problems[0], StringComparison.Ordinal);
    }

    /// <summary>Kernel A's own tables are ordinary memory: all of it can be lost at the jump.</summary>
    [Fact]
    public void Nothing_is_needed_of_the_tables_in_ordinary_memory()
    {
        var machine = Runs.SaveRestore.At("jump").Machine;
        var ordinary = Runs.SaveRestore.At("run-guest").Machine;
        var tables = ordinary.Kernel!.Pages.Allocations.Where(allocation => allocation.Label.Contains("HWPT", StringComparison.Ordinal) || allocation.Kind == Core.Memory.OwnerClass.RootAndContext).ToArray();
        Assert.True(tables.Sum(table => (long)table.Range.Length.PagesRoundedUp) > 6);
        var moments = Runs.SaveRestore.GoOn("jump", Runs.Poke(machine, memory => Assert.All(tables, table => Assert.True(memory.TryWrite(table.Range.Start, new byte[table.Range.Length.Value])))));
        Assert.All(moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.All(moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
    }

    private static IReadOnlyList<Moment> Without(string structure)
    {
        var machine = Runs.SaveRestore.At(LastBeforeJump).Machine;
        var bytes = PersistedStructure.Find(structure, machine);
        var damaged = Runs.Poke(machine, memory => Assert.True(memory.TryWrite(bytes.Start, new byte[bytes.Length.Value])));
        Assert.False(damaged.Platform.Memory.SameBytes(machine.Platform.Memory));
        return Runs.SaveRestore.GoOn(LastBeforeJump, damaged);
    }
}
