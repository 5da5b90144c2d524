using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

public class TranslationTests
{
    private static readonly PciAddress Nic = RemappingBench.Nic;

    [Fact]
    public void The_path_goes_through_root_context_and_second_stage()
    {
        var bench = new RemappingBench();
        bench.Attach(Nic, 7, levels: 3);
        bench.Map(0x4000_0000, 0x8000_0000, 0x20_0000, levels: 3);
        var result = bench.Walk(Nic, 0x4012_3456);
        Assert.Equal((DmaOutcome.Translated, new PhysicalAddress(0x8012_3456), new ByteCount(0x20_0000)), (result.Outcome, result.Physical, result.PageSize));
        Assert.Equal([DmaWalkLevel.Root, DmaWalkLevel.Context, DmaWalkLevel.SecondStage, DmaWalkLevel.SecondStage], result.Path.Select(step => step.Level));
        Assert.Equal([0, Nic.DevFn, 1, 0], result.Path.Select(step => step.Index));
        Assert.All(result.Path, step => Assert.Equal(step.Low, bench.Memory.Word(step.EntryAddress)));
        Assert.Equal(0x701UL, result.Path[1].High);
    }

    [Fact]
    public void With_translation_off_requests_go_where_they_say()
    {
        var bench = new RemappingBench(enable: false);
        var result = bench.Dma(Nic, 0x1234);
        Assert.Equal((DmaOutcome.Untranslated, new PhysicalAddress(0x1234)), (result.Outcome, result.Physical));
        Assert.Equal(new LeafRun<Iova>(default, default, new(1UL << 46), ByteCount.Page, AccessRights.ReadWrite), Assert.Single(bench.Unit.Mappings(bench.Memory, Nic, true)));
    }

    [Fact]
    public void Pass_through_lets_requests_through_whatever_the_second_stage_pointer_says()
    {
        var bench = new RemappingBench();
        bench.Put(Nic, ContextEntry.PassThrough(7, 1));
        var result = bench.Dma(Nic, 0x1234, AccessKind.Write);
        Assert.Equal((DmaOutcome.PassThrough, new PhysicalAddress(0x1234)), (result.Outcome, result.Physical));
        Assert.Equal(1UL << 39, Assert.Single(bench.Unit.Mappings(bench.Memory, Nic, true)).Length.Value);
    }

    [Theory]
    [InlineData(0xfedf_ffffUL, false)]
    [InlineData(0xfee0_0000UL, true)]
    [InlineData(0xfeef_ffffUL, true)]
    [InlineData(0xfef0_0000UL, false)]
    public void Writes_to_the_interrupt_window_are_interrupts(ulong iova, bool interrupt)
    {
        var bench = new RemappingBench();
        Assert.Equal(interrupt ? DmaOutcome.Interrupt : DmaOutcome.Fault, bench.Dma(Nic, iova, AccessKind.Write).Outcome);
        Assert.Equal(DmaOutcome.Fault, bench.Dma(Nic, iova, AccessKind.Read).Outcome);
        var off = new RemappingBench(enable: false);
        Assert.Equal(interrupt ? DmaOutcome.Interrupt : DmaOutcome.Untranslated, off.Dma(Nic, iova, AccessKind.Write).Outcome);
    }

    [Fact]
    public void Mappings_are_the_second_stage_leaves_of_the_requester()
    {
        var bench = new RemappingBench();
        var other = new PciAddress(0, 4, 0);
        bench.Attach(Nic, 7);
        bench.Attach(other, 8, tree: 1);
        bench.Map(0x1000, 0x5000, 0x3000);
        bench.Map(0x1000, 0x9000, tree: 1);
        Assert.Equal(0x3000UL, Assert.Single(bench.Unit.Mappings(bench.Memory, Nic, true)).Length.Value);
        Assert.Equal(3, bench.Unit.Mappings(bench.Memory, Nic, false).Count());
        Assert.Equal(0x9000UL, Assert.Single(bench.Unit.Mappings(bench.Memory, other, true)).Output.Value);
        Assert.Empty(bench.Unit.Mappings(bench.Memory, new PciAddress(0, 5, 0), true));
        Assert.Empty(bench.Unit.Mappings(bench.Memory, new PciAddress(1, 0, 0), true));
    }
}
