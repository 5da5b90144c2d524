using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.Platform;

/// <summary>What the unit remembers is served until it is told to forget, and no longer.</summary>
public class CacheTests
{
    private static readonly PciAddress Nic = RemappingBench.Nic;
    private static readonly PciAddress Disk = new(0, 4, 1);
    private static readonly PciAddress DiskOther = new(0, 4, 5);

    [Fact]
    public void A_remapped_page_is_served_stale_and_a_walk_says_so()
    {
        var bench = Warm();
        bench.Remap(0x1000, 0x9000);
        var stale = bench.Dma(Nic, 0x1234);
        Assert.Equal((new PhysicalAddress(0x5234), true), (stale.Physical, stale.FromCache));
        Assert.Empty(stale.Path);
        var walk = bench.Walk(Nic, 0x1234);
        Assert.Equal((new PhysicalAddress(0x9234), false), (walk.Physical, walk.FromCache));
    }

    [Fact]
    public void An_unmapped_page_is_served_stale_without_a_fault()
    {
        var bench = Warm();
        bench.Unmap(0x1000);
        Assert.True(bench.Dma(Nic, 0x1000, AccessKind.Write).ReachesMemory);
        Assert.Equal(FaultStatus.None, bench.Unit.FaultStatus);
    }

    [Fact]
    public void A_cleared_context_entry_is_served_stale()
    {
        var bench = Warm();
        bench.Put(Nic, default);
        bench.Map(0x3000, 0xa000);
        var result = bench.Dma(Nic, 0x3000);
        Assert.Equal((new PhysicalAddress(0xa000), true), (result.Physical, result.FromCache));
        Assert.Equal(4, result.Path.Length);
        Assert.Equal(FaultReason.ContextNotPresent, bench.Walk(Nic, 0x3000).Fault);
    }

    [Fact]
    public void Stale_leaves_outlive_their_context_entry_by_the_domain_id()
    {
        var bench = Warm();
        bench.Map(0x1000, 0xb000, tree: 5);
        bench.Attach(Nic, 7, tree: 5);
        ContextCommand(bench, InvalidationGranularity.Global);
        Assert.Equal(new PhysicalAddress(0x5000), bench.Dma(Nic, 0x1000).Physical);
        bench.Attach(Nic, 9, tree: 5);
        ContextCommand(bench, InvalidationGranularity.Global);
        Assert.Equal(new PhysicalAddress(0xb000), bench.Dma(Nic, 0x1000).Physical);
    }

    [Fact]
    public void Two_devices_of_one_domain_share_remembered_leaves()
    {
        var bench = Warm();
        bench.Attach(DiskOther, 7);
        bench.Remap(0x1000, 0x9000);
        Assert.Equal(new PhysicalAddress(0x5000), bench.Dma(DiskOther, 0x1000).Physical);
    }

    [Fact]
    public void A_right_given_later_needs_no_invalidation()
    {
        var bench = new RemappingBench();
        bench.Attach(Nic, 7);
        bench.Map(0x1000, 0x5000, rights: AccessRights.Read);
        bench.Dma(Nic, 0x1000);
        Assert.Equal(FaultReason.NoWritePermission, bench.Dma(Nic, 0x1000, AccessKind.Write).Fault);
        bench.Unmap(0x1000);
        bench.Map(0x1000, 0x5000);
        Assert.Equal(DmaOutcome.Translated, bench.Dma(Nic, 0x1000, AccessKind.Write).Outcome);
        Assert.Equal(AccessRights.ReadWrite, Assert.Single(bench.Unit.Iotlb).Rights);
    }

    [Fact]
    public void What_failed_is_not_remembered()
    {
        var bench = new RemappingBench();
        bench.Dma(Nic, 0x1000);
        Assert.Empty(bench.Unit.ContextCache);
        bench.Attach(Nic, 7);
        bench.Dma(Nic, 0x1000);
        Assert.Single(bench.Unit.ContextCache);
        bench.Map(0x1000, 0x5000);
        Assert.Equal(DmaOutcome.Translated, bench.Dma(Nic, 0x1000).Outcome);
    }

    [Fact]
    public void A_narrower_context_does_not_reach_leaves_that_a_wider_one_brought()
    {
        var bench = new RemappingBench();
        bench.Attach(Nic, 7, levels: 4);
        bench.Map(1UL << 40, 0x5000);
        bench.Dma(Nic, 1UL << 40);
        bench.Attach(Disk, 7, tree: 1, levels: 3);
        Assert.Equal(FaultReason.AddressBeyondWidth, bench.Dma(Disk, 1UL << 40).Fault);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Setting_the_root_pointer_forgets_only_where_the_unit_says_so(bool forgets)
    {
        var bench = Warm(RemappingBench.Capability | (forgets ? 1UL << 63 : 0));
        var root = new PhysicalAddress(0x15000);
        bench.Write(VtdRegisters.RootTableAddress, root.Value, 8);
        Assert.Equal(RemappingBench.RootTable, bench.Unit.RootTable);
        bench.Write(VtdRegisters.GlobalCommand, (uint)(GlobalCommand.TranslationEnable | GlobalCommand.SetRootTablePointer));
        Assert.Equal(root, bench.Unit.RootTable);
        Assert.Equal(forgets, bench.Dma(Nic, 0x1000).Outcome == DmaOutcome.Fault);
        Assert.Equal(FaultReason.RootNotPresent, bench.Walk(Nic, 0x1000).Fault);
    }

    [Fact]
    public void Turning_translation_off_and_on_forgets_nothing()
    {
        var bench = Warm();
        bench.Remap(0x1000, 0x9000);
        bench.Write(VtdRegisters.GlobalCommand, 0);
        Assert.Equal(new PhysicalAddress(0x1000), bench.Dma(Nic, 0x1000).Physical);
        bench.Write(VtdRegisters.GlobalCommand, (uint)GlobalCommand.TranslationEnable);
        Assert.Equal(new PhysicalAddress(0x5000), bench.Dma(Nic, 0x1000).Physical);
    }

    [Theory]
    [InlineData("context global", "")]
    [InlineData("context domain 7", "disk")]
    [InlineData("context domain 8", "nic")]
    [InlineData("context domain 9", "nic disk")]
    [InlineData("context device nic", "disk")]
    [InlineData("context device nic wrong domain", "nic disk")]
    [InlineData("context device disk other function", "nic disk")]
    [InlineData("context device disk other function masked 1", "nic")]
    [InlineData("context device disk other function masked 3", "nic")]
    public void Context_entries_go_as_the_invalidation_says(string invalidation, string left)
    {
        foreach (bool queued in (bool[])[false, true])
        {
            var bench = Warm();
            if (queued) bench.EnableQueue();
            int mask = invalidation.Contains("masked") ? invalidation[^1] - '0' : 0;
            var device = invalidation.Contains("nic") ? Nic : DiskOther;
            ushort domain = invalidation.Contains("wrong") ? (ushort)9 : invalidation.Contains("domain") ? (ushort)(invalidation[^1] - '0') : invalidation.Contains("nic") ? (ushort)7 : (ushort)8;
            var granularity = invalidation.Contains("global") ? InvalidationGranularity.Global
                : invalidation.Contains("device") ? InvalidationGranularity.DeviceOrPage : InvalidationGranularity.Domain;
            if (!queued) ContextCommand(bench, granularity, domain, device, mask);
            else bench.Submit(granularity switch
            {
                InvalidationGranularity.Global => InvalidationDescriptor.ContextCacheGlobal(),
                InvalidationGranularity.Domain => InvalidationDescriptor.ContextCacheDomain(domain),
                _ => InvalidationDescriptor.ContextCacheDevice(domain, device, mask),
            });
            string[] names = [.. bench.Unit.ContextCache.Select(cached => cached.Requester == Nic ? "nic" : "disk")];
            Assert.Equal(left, string.Join(' ', names));
            Assert.Equal(4, bench.Unit.Iotlb.Length);
        }
    }

    /// <summary>Remembered: domain 7 has 0x1000, 0x2000 and 2 MiB at 0x400000; domain 8 has 0x1000.</summary>
    [Theory]
    [InlineData(InvalidationGranularity.Global, 0, 0x0UL, 0, "")]
    [InlineData(InvalidationGranularity.Domain, 7, 0x0UL, 0, "8:1000")]
    [InlineData(InvalidationGranularity.Domain, 9, 0x0UL, 0, "7:1000 7:2000 7:400000 8:1000")]
    [InlineData(InvalidationGranularity.DeviceOrPage, 7, 0x1000UL, 0, "7:2000 7:400000 8:1000")]
    [InlineData(InvalidationGranularity.DeviceOrPage, 7, 0x0UL, 1, "7:2000 7:400000 8:1000")]
    [InlineData(InvalidationGranularity.DeviceOrPage, 7, 0x0UL, 2, "7:400000 8:1000")]
    [InlineData(InvalidationGranularity.DeviceOrPage, 7, 0x3000UL, 2, "7:400000 8:1000")]
    [InlineData(InvalidationGranularity.DeviceOrPage, 7, 0x5f_f000UL, 0, "7:1000 7:2000 8:1000")]
    [InlineData(InvalidationGranularity.DeviceOrPage, 7, 0x60_0000UL, 0, "7:1000 7:2000 7:400000 8:1000")]
    [InlineData(InvalidationGranularity.DeviceOrPage, 7, 0x0UL, 18, "8:1000")]
    public void Leaves_go_as_the_invalidation_says(InvalidationGranularity granularity, int domain, ulong address, int mask, string left)
    {
        foreach (bool queued in (bool[])[false, true])
        {
            var bench = Warm();
            if (queued) bench.EnableQueue();
            if (!queued) Iotlb(bench, granularity, (ushort)domain, address, mask);
            else bench.Submit(granularity switch
            {
                InvalidationGranularity.Global => InvalidationDescriptor.IotlbGlobal(),
                InvalidationGranularity.Domain => InvalidationDescriptor.IotlbDomain((ushort)domain),
                _ => InvalidationDescriptor.IotlbPages((ushort)domain, new(address), mask),
            });
            Assert.Equal(left, Remembered(bench));
            Assert.Equal(2, bench.Unit.ContextCache.Length);
        }
    }

    [Theory]
    [InlineData(RemappingBench.Capability, 19)]
    [InlineData(RemappingBench.Capability & ~(1UL << 39), 0)]
    public void A_register_request_finer_than_the_unit_can_do_covers_the_domain(ulong capability, int mask)
    {
        var bench = Warm(capability);
        Iotlb(bench, InvalidationGranularity.DeviceOrPage, 7, 0x7f_0000_0000, mask, actual: InvalidationGranularity.Domain);
        Assert.Equal("8:1000", Remembered(bench));
    }

    [Fact]
    public void A_reserved_granularity_does_nothing_and_says_so()
    {
        var bench = Warm();
        Iotlb(bench, InvalidationGranularity.Reserved, 7, 0, 0, actual: InvalidationGranularity.Reserved);
        ContextCommand(bench, InvalidationGranularity.Reserved, 7);
        Assert.Equal((4, 2), (bench.Unit.Iotlb.Length, bench.Unit.ContextCache.Length));
    }

    [Fact]
    public void Invalidation_registers_do_nothing_while_the_queue_is_on()
    {
        var bench = Warm();
        bench.EnableQueue();
        bench.Write(VtdRegisters.ContextCommand, 1UL << 63 | 1UL << 61, 8);
        bench.Write(bench.Unit.ExtendedCapability.IotlbOffset + VtdRegisters.IotlbInvalidate, 1UL << 63 | 1UL << 60, 8);
        Assert.Equal((4, 2), (bench.Unit.Iotlb.Length, bench.Unit.ContextCache.Length));
        Assert.Equal(0UL, bench.Read(VtdRegisters.ContextCommand, 8) >> 63);
    }

    [Fact]
    public void Both_caches_are_bounded_and_the_oldest_goes_first()
    {
        var bench = new RemappingBench();
        bench.Attach(Nic, 7);
        bench.Map(0, 0x100_0000, (VtdLimits.IotlbEntries + 2) * 0x1000UL);
        for (ulong page = 0; page < VtdLimits.IotlbEntries + 2; page++) bench.Dma(Nic, page << 12);
        Assert.Equal(VtdLimits.IotlbEntries, bench.Unit.Iotlb.Length);
        Assert.Equal((0x2000UL, (VtdLimits.IotlbEntries + 1) * 0x1000UL), (bench.Unit.Iotlb[0].Input.Value, bench.Unit.Iotlb[^1].Input.Value));

        for (int devFn = 0; devFn < VtdLimits.ContextCacheEntries + 1; devFn++)
        {
            var device = PciAddress.FromSourceId((ushort)devFn);
            bench.Attach(device, 7);
            bench.Dma(device, 0);
        }
        Assert.Equal(VtdLimits.ContextCacheEntries, bench.Unit.ContextCache.Length);
        Assert.DoesNotContain(bench.Unit.ContextCache, cached => cached.Requester == Nic);
    }

    [Fact]
    public void An_earlier_unit_keeps_what_it_remembered()
    {
        var bench = Warm();
        var before = bench.Unit;
        ContextCommand(bench, InvalidationGranularity.Global);
        Iotlb(bench, InvalidationGranularity.Global, 0, 0, 0);
        Assert.Equal((0, 0), (bench.Unit.Iotlb.Length, bench.Unit.ContextCache.Length));
        Assert.Equal((4, 2), (before.Iotlb.Length, before.ContextCache.Length));
    }

    private static RemappingBench Warm(ulong capability = RemappingBench.Capability)
    {
        var bench = new RemappingBench(capability);
        bench.Attach(Nic, 7);
        bench.Attach(Disk, 8, tree: 1);
        bench.Map(0x1000, 0x5000);
        bench.Map(0x2000, 0x7000);
        bench.Map(0x40_0000, 0x80_0000, 0x20_0000);
        bench.Map(0x1000, 0x6000, tree: 1);
        foreach (ulong iova in (ulong[])[0x1000, 0x2000, 0x40_0000]) bench.Dma(Nic, iova);
        bench.Dma(Disk, 0x1000);
        return bench;
    }

    private static string Remembered(RemappingBench bench) =>
        string.Join(' ', bench.Unit.Iotlb.Select(leaf => $"{leaf.DomainId}:{leaf.Input.Value:x}"));

    private static void ContextCommand(RemappingBench bench, InvalidationGranularity granularity, ushort domain = 0, PciAddress device = default, int functionMask = 0)
    {
        bench.Write(VtdRegisters.ContextCommand, 1UL << 63 | (ulong)(uint)granularity << 61 | (ulong)(uint)functionMask << 32 | (ulong)device.SourceId << 16 | domain, 8);
        ulong done = bench.Read(VtdRegisters.ContextCommand, 8);
        Assert.Equal((0UL, (ulong)(uint)granularity), (done >> 63, done >> 59 & 3));
    }

    private static void Iotlb(RemappingBench bench, InvalidationGranularity granularity, ushort domain, ulong address, int mask, InvalidationGranularity? actual = null)
    {
        int at = bench.Unit.ExtendedCapability.IotlbOffset;
        bench.Write(at + VtdRegisters.InvalidateAddress, address | (uint)mask, 8);
        bench.Write(at + VtdRegisters.IotlbInvalidate, 1UL << 63 | (ulong)(uint)granularity << 60 | (ulong)domain << 32, 8);
        ulong done = bench.Read(at + VtdRegisters.IotlbInvalidate, 8);
        Assert.Equal((0UL, (ulong)(uint)(actual ?? granularity)), (done >> 63, done >> 57 & 3));
    }
}
