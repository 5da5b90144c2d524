using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

/// <summary>CAP.CM: what was refused is remembered, so software invalidates after it makes an entry present (VT-d 6.1).</summary>
public class CachingModeTests
{
    private const ulong CachingMode = RemappingBench.Capability | 1UL << 7;

    private static readonly Pkernfs.Core.Platform.PciAddress Nic = RemappingBench.Nic;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_page_that_was_not_present_stays_refused_until_it_is_invalidated(bool cachingMode)
    {
        var bench = Attached(cachingMode);
        Assert.Equal(FaultReason.NoReadPermission, bench.Dma(Nic, 0x1000).Fault);
        bench.Map(0x1000, 0x5000);
        var stale = bench.Dma(Nic, 0x1000, AccessKind.Write);
        Assert.Equal((cachingMode ? FaultReason.NoWritePermission : null, cachingMode), (stale.Fault, stale.Fault is not null && stale.FromCache));
        Assert.True(bench.Walk(Nic, 0x1000).ReachesMemory);
        bench.EnableQueue();
        bench.Submit(InvalidationDescriptor.IotlbPages(7, new(0x1000), 0));
        Assert.Equal(new PhysicalAddress(0x5000), bench.Dma(Nic, 0x1000).Physical);
    }

    [Fact]
    public void Each_refusal_from_the_cache_is_recorded_as_a_fault()
    {
        var bench = Attached(true);
        bench.Dma(Nic, 0x1000);
        bench.Write(bench.Unit.Capability.FaultRecordOffset + 12, 1u << 31);
        bench.Dma(Nic, 0x1000, AccessKind.Write);
        Assert.Equal((true, FaultReason.NoWritePermission), (bench.Unit.FaultRecords[0].Pending, bench.Unit.FaultRecords[0].Reason));
    }

    /// <summary>Only the page that was asked for is remembered; the invalidation finds it by the entry's domain id.</summary>
    [Fact]
    public void A_refusal_covers_one_page_of_its_domain()
    {
        var bench = Attached(true);
        bench.Dma(Nic, 0x1000);
        bench.Map(0x1000, 0x5000, 0x2000);
        Assert.Equal(new PhysicalAddress(0x6000), bench.Dma(Nic, 0x2000).Physical);
        bench.EnableQueue();
        bench.Submit(InvalidationDescriptor.IotlbDomain(8));
        Assert.Equal(DmaOutcome.Fault, bench.Dma(Nic, 0x1000).Outcome);
        bench.Submit(InvalidationDescriptor.IotlbDomain(7));
        Assert.Equal(new PhysicalAddress(0x5000), bench.Dma(Nic, 0x1000).Physical);
    }

    /// <summary>A context entry that was not present has no domain id, so it is remembered under 0.</summary>
    [Theory]
    [InlineData(7, false)]
    [InlineData(0, true)]
    public void A_context_entry_that_was_not_present_is_found_under_domain_id_0(int domain, bool found)
    {
        var bench = new RemappingBench(CachingMode);
        Assert.Equal(FaultReason.ContextNotPresent, bench.Dma(Nic, 0x1000).Fault);
        bench.Attach(Nic, 7);
        bench.Map(0x1000, 0x5000);
        var stale = bench.Dma(Nic, 0x1000);
        Assert.Equal((FaultReason.ContextNotPresent, true), (stale.Fault, stale.FromCache));
        bench.EnableQueue();
        bench.Submit(InvalidationDescriptor.ContextCacheDevice((ushort)domain, Nic));
        Assert.Equal(found, bench.Dma(Nic, 0x1000).ReachesMemory);
    }

    [Fact]
    public void Entries_with_reserved_bits_are_remembered_too()
    {
        var bench = Attached(true);
        bench.Put(Nic, new(0x7000 | 0x10 | 1, 0x702));
        Assert.Equal(FaultReason.ContextReserved, bench.Dma(Nic, 0x1000).Fault);
        bench.Attach(Nic, 7);
        bench.Map(0x1000, 0x5000);
        Assert.Equal(FaultReason.ContextReserved, bench.Dma(Nic, 0x1000).Fault);
    }

    [Fact]
    public void A_right_that_a_leaf_lacks_is_still_looked_up_again()
    {
        var bench = Attached(true);
        bench.Map(0x1000, 0x5000, rights: AccessRights.Read);
        Assert.Equal(FaultReason.NoWritePermission, bench.Dma(Nic, 0x1000, AccessKind.Write).Fault);
        bench.Unmap(0x1000);
        bench.Map(0x1000, 0x5000);
        Assert.True(bench.Dma(Nic, 0x1000, AccessKind.Write).ReachesMemory);
    }

    private static RemappingBench Attached(bool cachingMode)
    {
        var bench = new RemappingBench(cachingMode ? CachingMode : RemappingBench.Capability);
        bench.Attach(Nic, 7);
        return bench;
    }
}
