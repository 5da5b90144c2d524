using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

public class FaultRecordingTests
{
    /// <summary>As the known unit, but with three fault records, at 0x400.</summary>
    private const ulong ThreeRecords = (RemappingBench.Capability & ~(0x3ffUL << 24)) | 0x40UL << 24 | 2UL << 40;
    private const int Records = 0x400;

    [Fact]
    public void Records_are_taken_in_turn_and_the_first_pending_is_the_oldest()
    {
        var bench = new RemappingBench(ThreeRecords);
        Fault(bench, 0x1000);
        Fault(bench, 0x2000);
        Assert.Equal((FaultStatus.Pending, 0), Status(bench));
        Assert.Equal([0x1000UL, 0x2000UL, 0UL], Pages(bench));
        Clear(bench, 0);
        Assert.Equal((FaultStatus.Pending, 1), Status(bench));
        Fault(bench, 0x3000);
        Fault(bench, 0x4000);
        Assert.Equal([0x4000UL, 0x2000UL, 0x3000UL], Pages(bench));
        Assert.Equal((FaultStatus.Pending, 1), Status(bench));
    }

    [Fact]
    public void A_fault_without_a_free_record_sets_overflow_and_recording_stops_until_it_is_cleared()
    {
        var bench = new RemappingBench(ThreeRecords);
        for (ulong page = 1; page <= 4; page++) Fault(bench, page << 12);
        Assert.Equal((FaultStatus.Pending | FaultStatus.Overflow, 0), Status(bench));
        Assert.Equal([0x1000UL, 0x2000UL, 0x3000UL], Pages(bench));

        for (int index = 0; index < 3; index++) Clear(bench, index);
        Fault(bench, 0x5000);
        Assert.Equal((FaultStatus.Overflow, 0), Status(bench));
        bench.Write(VtdRegisters.FaultStatus, 1);
        Assert.Equal((FaultStatus.None, 0), Status(bench));
        Fault(bench, 0x6000);
        Assert.Equal([0x6000UL, 0x2000UL, 0x3000UL], Pages(bench));
        Assert.Equal((FaultStatus.Pending, 0), Status(bench));
    }

    [Theory]
    [InlineData(12, 4, 0x8000_0000UL, true)]
    [InlineData(12, 4, 0x7fff_ffffUL, false)]
    [InlineData(8, 8, 0x8000_0000_0000_0000UL, true)]
    [InlineData(8, 8, 0x7fff_ffff_ffff_ffffUL, false)]
    [InlineData(8, 4, 0xffff_ffffUL, false)]
    [InlineData(0, 8, 0xffff_ffff_ffff_ffffUL, false)]
    [InlineData(4, 4, 0xffff_ffffUL, false)]
    public void Only_a_one_in_F_clears_a_record_by_halves_or_whole(int place, int size, ulong value, bool clears)
    {
        var bench = new RemappingBench(ThreeRecords);
        Fault(bench, 0x1000);
        var before = bench.Unit.FaultRecords[0];
        bench.Write(Records + place, value, size);
        Assert.Equal(clears ? before.Cleared() : before, bench.Unit.FaultRecords[0]);
        Assert.Equal(clears ? 0UL : 2UL, bench.Read(VtdRegisters.FaultStatus));
    }

    [Fact]
    public void Records_read_as_the_layout_says_by_quarters_too()
    {
        var bench = new RemappingBench(ThreeRecords);
        Fault(bench, 0x1_2345_6789);
        Fault(bench, 0x2000, AccessKind.Write);
        Assert.Equal([0x2345_6000UL, 1UL, 0x18UL, 0xc000_0002UL], ((int[])[0, 4, 8, 12]).Select(place => bench.Read(Records + place)));
        Assert.Equal(0x8000_0002_0000_0018UL, bench.Read(Records + 24, 8));
        Assert.Equal(0UL, bench.Read(Records + 48, 8));
    }

    [Fact]
    public void Pending_is_no_bit_that_software_clears()
    {
        var bench = new RemappingBench(ThreeRecords);
        Fault(bench, 0x1000);
        bench.Write(VtdRegisters.FaultStatus, 0xffff_ffff);
        Assert.Equal((FaultStatus.Pending, 0), Status(bench));
    }

    [Fact]
    public void The_event_is_raised_when_a_condition_arises_and_not_again_while_it_lasts()
    {
        var bench = new RemappingBench(ThreeRecords);
        Assert.Equal(0x8000_0000UL, bench.Read(VtdRegisters.FaultEventControl));
        bench.Write(VtdRegisters.FaultEventControl, 0);
        for (ulong page = 1; page <= 5; page++) Fault(bench, page << 12);
        Assert.Equal(1, bench.Unit.FaultEvent.MessagesSent);
        for (int index = 0; index < 3; index++) Clear(bench, index);
        bench.Write(VtdRegisters.FaultStatus, 1);
        Fault(bench, 0x9000);
        Assert.Equal(2, bench.Unit.FaultEvent.MessagesSent);
    }

    [Fact]
    public void A_masked_event_waits_and_goes_out_when_the_mask_goes()
    {
        var bench = new RemappingBench(ThreeRecords);
        Fault(bench, 0x1000);
        Assert.Equal(0xc000_0000UL, bench.Read(VtdRegisters.FaultEventControl));
        Assert.Equal(0, bench.Unit.FaultEvent.MessagesSent);
        bench.Write(VtdRegisters.FaultEventControl, 0);
        Assert.Equal(0UL, bench.Read(VtdRegisters.FaultEventControl));
        Assert.Equal(1, bench.Unit.FaultEvent.MessagesSent);
    }

    [Fact]
    public void A_waiting_event_is_dropped_when_software_deals_with_the_fault_first()
    {
        var bench = new RemappingBench(ThreeRecords);
        Fault(bench, 0x1000);
        Clear(bench, 0);
        Assert.Equal(0x8000_0000UL, bench.Read(VtdRegisters.FaultEventControl));
        bench.Write(VtdRegisters.FaultEventControl, 0);
        Assert.Equal(0, bench.Unit.FaultEvent.MessagesSent);
    }

    private static void Fault(RemappingBench bench, ulong iova, AccessKind access = AccessKind.Read) =>
        Assert.Equal(FaultReason.ContextNotPresent, bench.Dma(RemappingBench.Nic, iova, access).Fault);

    private static void Clear(RemappingBench bench, int index) => bench.Write(Records + (index * 16) + 12, 0x8000_0000);

    private static (FaultStatus Status, int First) Status(RemappingBench bench)
    {
        ulong value = bench.Read(VtdRegisters.FaultStatus);
        return ((FaultStatus)(value & 0xff), (int)(value >> 8));
    }

    private static ulong[] Pages(RemappingBench bench) => [.. Enumerable.Range(0, 3).Select(index => bench.Read(Records + (index * 16), 8))];
}
