using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

/// <summary>PMEN and its ranges (VT-d 11.4.8): DMA that no table translates stays out, without a fault.</summary>
public class ProtectedMemoryTests
{
    private const ulong Both = RemappingBench.Capability | 1UL << 5 | 1UL << 6;
    private const ulong Low = RemappingBench.Capability | 1UL << 5;
    private const ulong High = RemappingBench.Capability | 1UL << 6;
    private const uint Protect = 1u << 31;

    private static readonly PciAddress Nic = RemappingBench.Nic;

    /// <summary>Low 4 to 8 MiB, high 4 GiB + 2 MiB to 4 GiB + 4 MiB.</summary>
    [Theory]
    [InlineData(Both, 0x3f_ffffUL, false)]
    [InlineData(Both, 0x40_0000UL, true)]
    [InlineData(Both, 0x7f_ffffUL, true)]
    [InlineData(Both, 0x80_0000UL, false)]
    [InlineData(Both, 0x1_001f_ffffUL, false)]
    [InlineData(Both, 0x1_0020_0000UL, true)]
    [InlineData(Both, 0x1_003f_ffffUL, true)]
    [InlineData(Both, 0x1_0040_0000UL, false)]
    [InlineData(Low, 0x40_0000UL, true)]
    [InlineData(Low, 0x1_0020_0000UL, false)]
    [InlineData(High, 0x40_0000UL, false)]
    [InlineData(High, 0x1_0020_0000UL, true)]
    [InlineData(RemappingBench.Capability, 0x40_0000UL, false)]
    [InlineData(RemappingBench.Capability, 0x1_0020_0000UL, false)]
    public void Untranslated_requests_are_blocked_in_the_ranges_that_the_unit_has(ulong capability, ulong address, bool blocked)
    {
        var bench = Protected(capability);
        foreach (var access in (AccessKind[])[AccessKind.Read, AccessKind.Write])
        {
            var result = bench.Dma(Nic, address, access);
            Assert.Equal((blocked ? DmaOutcome.Protected : DmaOutcome.Untranslated, !blocked), (result.Outcome, result.ReachesMemory));
            Assert.Equal(result.Outcome, bench.Walk(Nic, address, access).Outcome);
        }
        Assert.Equal((FaultStatus.None, 0), (bench.Unit.FaultStatus, bench.Unit.FaultRecords.Count(record => record.Pending)));
    }

    [Fact]
    public void Passed_through_requests_are_blocked_and_translated_ones_are_left_to_the_tables()
    {
        var bench = Protected(Both);
        bench.Enable();
        bench.Put(Nic, ContextEntry.PassThrough(7, 2));
        Assert.Equal((DmaOutcome.Protected, DmaOutcome.PassThrough), (bench.Dma(Nic, 0x40_0000).Outcome, bench.Dma(Nic, 0x80_0000).Outcome));
        var translated = new PciAddress(0, 4, 0);
        bench.Attach(translated, 8);
        bench.Map(0x1000, 0x40_0000);
        Assert.Equal(new PhysicalAddress(0x40_0000), bench.Dma(translated, 0x1000).Physical);
        Assert.Equal(FaultStatus.None, bench.Unit.FaultStatus);
    }

    [Fact]
    public void What_a_function_can_reach_leaves_the_ranges_out()
    {
        var bench = Protected(Both);
        var runs = bench.Unit.Mappings(bench.Memory, Nic, fold: true).Select(run => (run.Input.Value, run.Output.Value, run.Length.Value));
        Assert.Equal([(0UL, 0UL, 0x40_0000UL), (0x80_0000UL, 0x80_0000UL, 0x1_0020_0000UL - 0x80_0000UL), (0x1_0040_0000UL, 0x1_0040_0000UL, (1UL << 46) - 0x1_0040_0000UL)], runs);
    }

    [Fact]
    public void Nothing_is_blocked_before_PMEN_says_so_or_after()
    {
        var bench = Protected(Both);
        Assert.Equal(0x8000_0001UL, bench.Read(VtdRegisters.ProtectedMemoryEnable));
        bench.Write(VtdRegisters.ProtectedMemoryEnable, 1);
        Assert.Equal(0UL, bench.Read(VtdRegisters.ProtectedMemoryEnable));
        Assert.Equal(DmaOutcome.Untranslated, bench.Dma(Nic, 0x40_0000).Outcome);
    }

    [Fact]
    public void A_limit_below_its_base_makes_no_range_and_the_same_value_makes_one_granule()
    {
        var bench = Protected(Low);
        bench.Write(VtdRegisters.ProtectedLowLimit, 0x20_0000);
        Assert.Empty(bench.Unit.ProtectedMemory);
        Assert.Equal(DmaOutcome.Untranslated, bench.Dma(Nic, 0x40_0000).Outcome);
        bench.Write(VtdRegisters.ProtectedLowLimit, 0x40_0000);
        Assert.Equal(new PhysicalRange(new(0x40_0000), ByteCount.FromMiB(2)), Assert.Single(bench.Unit.ProtectedMemory));
    }

    private static RemappingBench Protected(ulong capability)
    {
        var bench = new RemappingBench(capability, enable: false);
        bench.Write(VtdRegisters.ProtectedLowBase, 0x40_0000);
        bench.Write(VtdRegisters.ProtectedLowLimit, 0x60_0000);
        bench.Write(VtdRegisters.ProtectedHighBase, 0x1_0020_0000, 8);
        bench.Write(VtdRegisters.ProtectedHighLimit, 0x1_0020_0000, 8);
        bench.Write(VtdRegisters.ProtectedMemoryEnable, Protect);
        return bench;
    }
}
