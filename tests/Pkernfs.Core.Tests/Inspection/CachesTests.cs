using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Tests.LiveUpdate;

namespace Pkernfs.Core.Tests.Inspection;

public class CachesTests
{
    [Fact]
    public void What_the_unit_remembers_of_the_assigned_device_is_what_memory_says()
    {
        var caches = Of(Runs.Intended.At("jump").Machine, Runs.Assigned);
        Assert.Equal(9, caches.Context!.Value.Entry.DomainId);
        Assert.False(caches.IsContextStale);
        Assert.NotEmpty(caches.Pages);
        Assert.DoesNotContain(caches.Pages, page => page.IsStale);
    }

    [Fact]
    public void A_zap_that_flushes_leaves_nothing_remembered()
    {
        var caches = Of(Runs.Intended.At("zap-00-03.0").Machine, Runs.Host);
        Assert.Null(caches.Context);
        Assert.Empty(caches.Pages);
    }

    [Fact]
    public void An_entry_that_is_cleared_without_a_flush_is_remembered_as_it_was()
    {
        var table = Assert.Single(TranslationTree.Of(Runs.Intended.At("run-guest").Machine.Platform, [Runs.Assigned]).Devices).ContextTable!.Value;
        var machine = Runs.Intended.Poke("run-guest", memory => new ContextEntry(0, 0).TryWrite(memory, table, Runs.Assigned.DevFn));
        var caches = Of(machine, Runs.Assigned);
        Assert.True(caches.IsContextStale);
        Assert.NotEmpty(caches.Pages);
    }

    [Fact]
    public void A_leaf_that_is_changed_without_a_flush_is_stale()
    {
        var before = Of(Runs.Intended.At("run-guest").Machine, Runs.Assigned);
        var page = before.Pages[0].Translation;
        var top = before.Context!.Value.Entry.SecondStageTable;
        var machine = Runs.Intended.Poke("run-guest", memory => memory.TryFill(new(top, ByteCount.Page), Frame.Zero));
        Assert.All(Of(machine, Runs.Assigned).Pages, cached => Assert.True(cached.IsStale));
        Assert.Contains(Of(machine, Runs.Assigned).Pages, cached => cached.Translation == page);
    }

    private static CachedFacts Of(MachineState machine, PciAddress function) =>
        new MomentInspection(machine, Runs.Region, OwnershipMap.Of(machine, Runs.Region, null)).CachesOf(function);
}
