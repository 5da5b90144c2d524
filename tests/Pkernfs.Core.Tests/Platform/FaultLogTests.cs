using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

/// <summary>Advanced fault logging: faults go to a page in memory, where the unit can do that and was told to.</summary>
public class FaultLogTests
{
    private const ulong WithLog = RemappingBench.Capability | 1UL << 3;
    private const ulong Log = 0x5_0000;
    private const uint Levels = (uint)(GlobalCommand.TranslationEnable | GlobalCommand.EnableAdvancedFaultLog);

    [Fact]
    public void Faults_are_logged_one_after_another_and_the_records_stay_free()
    {
        var bench = Logging();
        Assert.Equal(0xf000_0000UL, bench.Read(VtdRegisters.GlobalStatus));
        bench.Dma(RemappingBench.Nic, 0x1234);
        bench.Dma(RemappingBench.Nic, 0x7000, AccessKind.Write);
        Assert.Equal(
            [FaultRecord.Of(RemappingBench.Nic, new(0x1000), AccessKind.Read, FaultReason.ContextNotPresent).Cleared(), FaultRecord.Of(RemappingBench.Nic, new(0x7000), AccessKind.Write, FaultReason.ContextNotPresent).Cleared()],
            (FaultRecord[])[Logged(bench, 0), Logged(bench, 1)]);
        Assert.Equal(default, Logged(bench, 2));
        Assert.All(bench.Unit.FaultRecords, record => Assert.Equal(default, record));
        Assert.Equal((2, FaultStatus.AdvancedPending), (bench.Unit.LoggedFaults, bench.Unit.FaultStatus));
    }

    [Fact]
    public void The_first_record_raises_the_event_and_writing_one_clears_APF()
    {
        var bench = Logging();
        bench.Write(VtdRegisters.FaultEventControl, 0);
        bench.Dma(RemappingBench.Nic, 0x1000);
        bench.Dma(RemappingBench.Nic, 0x2000);
        Assert.Equal(1, bench.Unit.FaultEvent.MessagesSent);
        bench.Write(VtdRegisters.FaultStatus, (uint)FaultStatus.AdvancedPending);
        Assert.Equal(0UL, bench.Read(VtdRegisters.FaultStatus));
        bench.Dma(RemappingBench.Nic, 0x3000);
        Assert.Equal((2, 3), (bench.Unit.FaultEvent.MessagesSent, bench.Unit.LoggedFaults));
    }

    [Fact]
    public void A_full_log_sets_AFO_and_loses_faults_until_its_pointer_is_set_anew()
    {
        var bench = Logging();
        for (ulong page = 0; page < 256; page++) bench.Dma(RemappingBench.Nic, page << 12);
        Assert.Equal(FaultStatus.AdvancedPending, bench.Unit.FaultStatus);
        bench.Dma(RemappingBench.Nic, 0x200_0000);
        Assert.Equal(FaultStatus.AdvancedPending | FaultStatus.AdvancedOverflow, bench.Unit.FaultStatus);
        Assert.Equal((new Iova(0xf_f000), default), (Logged(bench, 255).Page, Logged(bench, 256)));

        bench.Write(VtdRegisters.GlobalCommand, Levels | (uint)GlobalCommand.SetFaultLog);
        bench.Write(VtdRegisters.FaultStatus, (uint)(FaultStatus.AdvancedPending | FaultStatus.AdvancedOverflow));
        bench.Dma(RemappingBench.Nic, 0x300_0000);
        Assert.Equal((new Iova(0x300_0000), new Iova(0x1000)), (Logged(bench, 0).Page, Logged(bench, 1).Page));
    }

    [Fact]
    public void The_pointer_is_taken_when_software_says_so()
    {
        var bench = Logging();
        bench.Write(VtdRegisters.FaultLog, 0x6_0000 | 2UL << 9, 8);
        bench.Dma(RemappingBench.Nic, 0x1000);
        Assert.Equal(new Iova(0x1000), Logged(bench, 0).Page);
        bench.Write(VtdRegisters.GlobalCommand, Levels | (uint)GlobalCommand.SetFaultLog);
        Assert.Equal(new PhysicalRange(new(0x6_0000), new(0x4000)), bench.Unit.FaultLog);
    }

    [Fact]
    public void A_question_that_is_no_request_leaves_the_log_alone()
    {
        var bench = Logging();
        bench.Unit.Translate(bench.Memory, RemappingBench.Nic, new(0x1000), AccessKind.Read);
        bench.Walk(RemappingBench.Nic, 0x1000);
        Assert.Equal(default, Logged(bench, 0));
    }

    [Fact]
    public void A_unit_without_a_log_records_as_ever()
    {
        var bench = Logging(RemappingBench.Capability);
        Assert.Equal(0xc000_0000UL, bench.Read(VtdRegisters.GlobalStatus));
        bench.Dma(RemappingBench.Nic, 0x1000);
        Assert.Equal((FaultStatus.Pending, default), (bench.Unit.FaultStatus, Logged(bench, 0)));
    }

    /// <summary>A log of one page, 256 records.</summary>
    private static RemappingBench Logging(ulong capability = WithLog)
    {
        var bench = new RemappingBench(capability);
        bench.Write(VtdRegisters.FaultLog, Log, 8);
        bench.Write(VtdRegisters.GlobalCommand, Levels | (uint)GlobalCommand.SetFaultLog);
        return bench;
    }

    private static FaultRecord Logged(RemappingBench bench, int index)
    {
        var at = new PhysicalAddress(Log + ((ulong)index * 16));
        Assert.True(bench.Memory.TryReadWord(at, out ulong low) & bench.Memory.TryReadWord(at + new ByteCount(8), out ulong high));
        return new(low, high);
    }
}
