using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

/// <summary>Every fault of legacy mode, and that of two causes the earlier check wins.</summary>
public class TranslationFaultTests
{
    private const ulong FiveLevels = RemappingBench.Capability | (1UL << 11);
    private static readonly PciAddress Nic = RemappingBench.Nic;

    private static readonly Dictionary<string, Action<RemappingBench>> Damages = new()
    {
        ["root table outside RAM"] = bench => bench.Memory.Holes.Add(RemappingBench.RootTable),
        ["root entry not present"] = bench => EditRoot(bench, low => low & ~1UL, 0),
        ["root entry reserved low"] = bench => EditRoot(bench, low => low | 2, 0),
        ["root entry reserved high"] = bench => EditRoot(bench, low => low, 1),
        ["context table outside RAM"] = bench => bench.Memory.Holes.Add(RemappingBench.ContextTable),
        ["context not present"] = bench => EditContext(bench, low => low & ~1UL, high => high),
        ["context reserved"] = bench => EditContext(bench, low => low | 0x10, high => high),
        ["context reserved high"] = bench => EditContext(bench, low => low, high => high | 0x80),
        ["AW unsupported"] = bench => EditContext(bench, low => low, high => (high & ~7UL) | 3),
        ["TT reserved"] = bench => EditContext(bench, low => low | 0xc, high => high),
        ["TT needs device TLB"] = bench => EditContext(bench, low => low | 0x4, high => high),
        ["top table outside RAM"] = bench => bench.Memory.Holes.Add(RemappingBench.SecondStage().Table),
        ["level 3 outside RAM"] = bench => bench.Memory.Holes.Add(Table(bench, 3)),
        ["level 1 outside RAM"] = bench => bench.Memory.Holes.Add(Table(bench, 1)),
        ["level 4 read-only"] = bench => EditPaging(bench, 4, entry => entry & ~2UL),
        ["level 1 read-only"] = bench => EditPaging(bench, 1, entry => entry & ~2UL),
        ["level 1 not present"] = bench => EditPaging(bench, 1, entry => entry & ~3UL),
        ["level 4 reserved"] = bench => EditPaging(bench, 4, entry => entry | 0x80),
        ["level 1 reserved"] = bench => EditPaging(bench, 1, entry => entry | 1UL << 51),
    };

    [Theory]
    [InlineData(0x8, 0, "root table outside RAM", "context not present")]
    [InlineData(0x1, 1, "root entry not present", "root entry reserved high")]
    [InlineData(0xa, 1, "root entry reserved low", "context table outside RAM")]
    [InlineData(0xa, 1, "root entry reserved high")]
    [InlineData(0x9, 1, "context table outside RAM")]
    [InlineData(0x2, 2, "context not present", "context reserved")]
    [InlineData(0xb, 2, "context reserved", "AW unsupported")]
    [InlineData(0xb, 2, "context reserved high", "TT reserved")]
    [InlineData(0x3, 2, "AW unsupported", "level 1 not present")]
    [InlineData(0x3, 2, "TT reserved", "level 1 not present")]
    [InlineData(0x3, 2, "TT needs device TLB")]
    [InlineData(0x3, 2, "top table outside RAM")]
    [InlineData(0x7, 3, "level 3 outside RAM")]
    [InlineData(0x7, 5, "level 1 outside RAM")]
    [InlineData(0x5, 3, "level 4 read-only", "level 4 reserved")]
    [InlineData(0x5, 6, "level 1 read-only", "level 1 reserved")]
    [InlineData(0x5, 6, "level 1 not present", "level 1 reserved")]
    [InlineData(0xc, 3, "level 4 reserved", "level 1 read-only")]
    [InlineData(0xc, 6, "level 1 reserved")]
    public void The_first_failed_check_names_the_fault(int code, int entriesRead, params string[] damages)
    {
        var bench = Mapped();
        // From the leaf up: an edit finds its entry by a walk.
        foreach (string damage in damages.Reverse()) Damages[damage](bench);

        var walk = bench.Walk(Nic, 0x1000, AccessKind.Write);
        Assert.Equal((DmaOutcome.Fault, (FaultReason)code), (walk.Outcome, walk.Fault));
        Assert.Equal(entriesRead, walk.Path.Length);
        Assert.False(bench.Unit.FaultRecords[0].Pending);

        var result = bench.Dma(Nic, 0x1abc, AccessKind.Write);
        Assert.Equal((DmaOutcome.Fault, (FaultReason)code, false), (result.Outcome, result.Fault, result.ReachesMemory));
        Assert.Equal(FaultRecord.Of(Nic, new(0x1000), AccessKind.Write, (FaultReason)code), bench.Unit.FaultRecords[0]);
        Assert.Empty(bench.Unit.Iotlb);
    }

    [Fact]
    public void A_read_without_the_read_right_is_reason_6()
    {
        var bench = Mapped();
        EditPaging(bench, 1, entry => entry & ~1UL);
        Assert.Equal(FaultReason.NoReadPermission, bench.Dma(Nic, 0x1000).Fault);
        Assert.Equal(DmaOutcome.Translated, bench.Dma(Nic, 0x1000, AccessKind.Write).Outcome);
    }

    [Theory]
    [InlineData(RemappingBench.Capability, 3, 39)]
    [InlineData(RemappingBench.Capability, 4, 48)]
    [InlineData(FiveLevels, 5, 48)]
    [InlineData((FiveLevels & ~(0x3fUL << 16)) | 56UL << 16, 5, 57)]
    [InlineData((RemappingBench.Capability & ~(0x3fUL << 16)) | 41UL << 16, 4, 42)]
    public void An_address_beyond_the_width_is_reason_4_before_any_table_is_read(ulong capability, int levels, int width)
    {
        var bench = new RemappingBench(capability);
        bench.Attach(Nic, 7, levels: levels);
        bench.Memory.Holes.Add(RemappingBench.SecondStage().Table);
        Assert.Equal(FaultReason.AddressBeyondWidth, bench.Walk(Nic, 1UL << width).Fault);
        Assert.Equal(FaultReason.ContextInvalid, bench.Walk(Nic, (1UL << width) - 1).Fault);
    }

    [Fact]
    public void Five_levels_need_their_bit_in_SAGAW()
    {
        var bench = new RemappingBench(FiveLevels);
        bench.Attach(Nic, 7, levels: 5);
        bench.Map(0x1000, 0x5000, levels: 5);
        Assert.Equal(new PhysicalAddress(0x5123), bench.Dma(Nic, 0x1123).Physical);
        Assert.Equal([0, 0, 5, 4, 3, 2, 1], bench.Walk(Nic, 0x1000).Path.Select(step => step.PageTableLevel));
    }

    [Theory]
    [InlineData("context not present", false)]
    [InlineData("AW unsupported", false)]
    [InlineData("level 1 read-only", false)]
    [InlineData("level 1 reserved", false)]
    [InlineData("level 1 outside RAM", false)]
    [InlineData("context reserved", true)]
    public void Fault_processing_disabled_silences_qualified_faults_and_blocks_all_the_same(string damage, bool recorded)
    {
        var bench = Mapped();
        Damages[damage](bench);
        EditContext(bench, low => low | 2, high => high);
        Assert.Equal(DmaOutcome.Fault, bench.Dma(Nic, 0x1000, AccessKind.Write).Outcome);
        Assert.Equal(recorded, bench.Unit.FaultRecords[0].Pending);
    }

    private static RemappingBench Mapped()
    {
        var bench = new RemappingBench();
        bench.Attach(Nic, 7);
        bench.Map(0x1000, 0x5000);
        return bench;
    }

    private static PhysicalAddress Table(RemappingBench bench, int level) =>
        bench.Walk(Nic, 0x1000).Path.Single(step => step.PageTableLevel == level).Table;

    private static void EditPaging(RemappingBench bench, int level, Func<ulong, ulong> change)
    {
        var step = bench.Walk(Nic, 0x1000).Path.Single(step => step.PageTableLevel == level);
        bench.Memory.Put(step.EntryAddress, change(step.Low));
    }

    private static void EditRoot(RemappingBench bench, Func<ulong, ulong> low, ulong high)
    {
        bench.Memory.Put(RemappingBench.RootTable, low(bench.Memory.Word(RemappingBench.RootTable)));
        bench.Memory.Put(RemappingBench.RootTable + new ByteCount(8), high);
    }

    private static void EditContext(RemappingBench bench, Func<ulong, ulong> low, Func<ulong, ulong> high)
    {
        ContextEntry.TryRead(bench.Memory, RemappingBench.ContextTable, Nic.DevFn, out var entry);
        bench.Put(Nic, new(low(entry.Low), high(entry.High)));
    }
}
