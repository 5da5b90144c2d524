using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>
/// What survives is bytes: each structure that must survive is taken away between shutdown and jump, and the run that goes on from there must
/// notice, at that step and with these words. Nothing may be restored from anywhere else.
/// </summary>
public class SurvivalTests
{
    private const string LastBeforeJump = "keep-01-00.0";

    /// <summary>The structure, the first step at which its loss shows, and what that step says.</summary>
    public static TheoryData<string, string, string> FirstProblems => new()
    {
        { "super block's magic", "restore-pkernfs", "magic number is gone, so pkernfs was formatted anew" },
        { "inode of root-pgtables", "adopt-root-table", "was never taken: there is no root table to restore" },
        { "bitmap of root-pgtables", "adopt-root-table", "was never taken: there is no root table to restore" },
        { "root table", "adopt-root-table", "has no present entry: no device's translation survived" },
        { "context entry of 01:00.0", "adopt-root-table", "No present context entry for 01:00.0" },
        { "bitmap of dom-0", "set-iommu-b", "is in use, but the bitmap of its region" },
        { "mappings block of guest-ram", "start-vmm-b", "cannot be a data block: the mappings block is damaged" },
        { "mappings block of vm-state", "restore-vm", "cannot be a data block: the mappings block is damaged" },
        { "magic of the VM's state", "restore-vm", "begins with \"........\" instead of \"VMSTATE1\"" },
        { "one byte of the VM's state", "restore-vm", "does not match its checksum" },
    };

    /// <summary>The structure, whether the unit still remembers it, and the fault that hardware gives once it looks again.</summary>
    public static TheoryData<string, FaultReason> Faults => new()
    {
        { "super block's magic", FaultReason.RootNotPresent },
        { "inode of root-pgtables", FaultReason.RootNotPresent },
        { "bitmap of root-pgtables", FaultReason.RootNotPresent },
        { "root table", FaultReason.RootNotPresent },
        { "context entry of 01:00.0", FaultReason.ContextNotPresent },
    };

    [Fact]
    public void With_every_structure_in_place_nothing_goes_wrong()
    {
        var moments = Runs.Intended.GoOn(LastBeforeJump, Runs.Intended.At(LastBeforeJump).Machine);
        Assert.All(moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.All(moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
        Assert.True(moments[^1].Machine.Vmm is { GuestRuns: true });
    }

    [Theory]
    [MemberData(nameof(FirstProblems))]
    public void A_structure_that_is_lost_is_missed(string structure, string step, string words)
    {
        var first = Without(structure).First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal(step, first.Step.Id);
        Assert.Contains(first.Step.Problems, problem => problem.Contains(words, StringComparison.Ordinal));
    }

    /// <summary>Context cache and IOTLB hide the loss from the device until the next kernel flushes them with its root pointer.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public void The_device_faults_once_the_caches_are_flushed(string structure, FaultReason reason)
    {
        var first = Without(structure).First(moment => moment.Dma(Runs.Assigned).Counts.Failures() > 0);
        Assert.Equal("set-root-pointer-b", first.Step.Id);
        Assert.Equal(reason, first.Dma(Runs.Assigned).LastFault!.Reason);
        Assert.Equal(first.Dma(Runs.Assigned).Counts.Reads + first.Dma(Runs.Assigned).Counts.Writes, first.Dma(Runs.Assigned).Counts.Faults);
    }

    /// <summary>The IOTLB remembers few leaves, so pages that it does not know fault in the very next step, before any kernel runs.</summary>
    [Theory]
    [InlineData("top table of dom-0")]
    [InlineData("level 3 table of dom-0")]
    public void Lost_second_stage_tables_fault_at_once_where_nothing_is_cached(string structure)
    {
        var moments = Without(structure);
        Assert.Equal("jump", moments.First(moment => moment.Dma(Runs.Assigned).Counts.Faults > 0).Step.Id);
        var afterFlush = moments.First(moment => moment.Step.Id == "set-root-pointer-b").Dma(Runs.Assigned);
        Assert.Equal(afterFlush.Counts.Reads + afterFlush.Counts.Writes, afterFlush.Counts.Faults);
        Assert.True(afterFlush.LastFault!.Reason is FaultReason.NoReadPermission or FaultReason.NoWritePermission);
    }

    [Fact]
    public void A_lost_domain_is_told_when_the_VMM_adopts_it()
    {
        var first = Without("top table of dom-0").First(moment => moment.Step.Problems.Length > 0);
        Assert.Equal("set-iommu-b", first.Step.Id);
        Assert.Contains("maps nothing: the device's mappings are lost", first.Step.Problems[0], StringComparison.Ordinal);
    }

    /// <summary>The lists go newest first, so an inode that is lost takes all older ones of its directory with it.</summary>
    [Theory]
    [InlineData("inode of guest-ram", "adopt-root-table")]
    [InlineData("inode of vm-state", "adopt-root-table")]
    [InlineData("inode of dom-0", "adopt-root-table")]
    [InlineData("root directory's inode", "adopt-root-table")]
    public void A_lost_inode_loses_what_its_list_goes_on_to(string structure, string step) =>
        Assert.Equal(step, Without(structure).First(moment => moment.Step.Problems.Length > 0).Step.Id);

    /// <summary>Boot 2 allocates nothing, so only who reads the medium as a whole sees that its bitmap is gone.</summary>
    [Fact]
    public void A_lost_bitmap_shows_in_the_medium_alone()
    {
        var moments = Without("allocation bitmap");
        Assert.All(moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.NotEmpty(new PkernfsReader(moments[^1].Machine.Platform.Memory, Runs.Region).Problems);
        Assert.Empty(new PkernfsReader(Runs.Intended.Moments[^1].Machine.Platform.Memory, Runs.Region).Problems);
    }

    [Fact]
    public void Registers_are_hardware_and_survive_the_jump()
    {
        var before = Runs.Intended.At(LastBeforeJump).Machine.Platform.Unit;
        Assert.True(before.TranslationEnabled);
        foreach (string step in (string[])["jump", "relocate-kernel", "decompress-kernel-b", "parse-command-line-b", "boot-memory-b", "restore-pkernfs", "adopt-root-table"])
        {
            var unit = Runs.Intended.At(step).Machine.Platform.Unit;
            Assert.Equal(before.RootTable, unit.RootTable);
            foreach (int register in (int[])[VtdRegisters.GlobalStatus & ~7, VtdRegisters.RootTableAddress, VtdRegisters.QueueAddress, VtdRegisters.QueueHead, VtdRegisters.QueueTail])
                Assert.Equal(before.ReadRegister(register, 8), unit.ReadRegister(register, 8));
            Assert.Empty(Runs.Intended.At(step).Step.RegisterWrites);
        }
    }

    [Fact]
    public void Translation_is_never_off_again()
    {
        int first = Runs.Intended.At("enable-translation").Step.Index;
        Assert.All(Runs.Intended.Moments, moment => Assert.Equal(moment.Step.Index >= first, moment.Machine.Platform.Unit.TranslationEnabled));
    }

    /// <summary>Were the registers lost too, the device's bus addresses would go to memory untranslated: to other memory than the guest's.</summary>
    [Fact]
    public void A_unit_that_is_reset_at_the_jump_lets_DMA_go_astray()
    {
        var machine = Runs.Intended.At(LastBeforeJump).Machine;
        var reset = machine with { Platform = machine.Platform with { Unit = VtdUnit.Reset(machine.Platform.Board.RemappingUnit) } };
        var counts = Runs.Intended.GoOn(LastBeforeJump, reset, 1)[0].Dma(Runs.Assigned).Counts;
        Assert.Equal(0, counts.Faults);
        Assert.Equal(counts.Reads + counts.Writes, counts.Misdirected);
    }

    private static IReadOnlyList<Moment> Without(string structure)
    {
        var machine = Runs.Intended.At(LastBeforeJump).Machine;
        var bytes = PersistedStructure.Find(structure, machine);
        var damaged = Runs.Poke(machine, memory => Assert.True(memory.TryWrite(bytes.Start, new byte[bytes.Length.Value])));
        Assert.False(damaged.Platform.Memory.SameBytes(machine.Platform.Memory));
        return Runs.Intended.GoOn(LastBeforeJump, damaged);
    }
}
