using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Tests.Inspection;

/// <summary>What tables reach is taken over from moment to moment only where nothing of it changed.</summary>
public sealed class ReachOfMomentsTests
{
    private static readonly PlatformState platform = LargeDomain.Instance.On(TranslationRuns.PlatformAt("jump"));
    private static readonly TableReach reach = TableReach.Of(platform);

    [Fact]
    public void AtEveryMomentOfARunItIsWhatItWouldBeByItself()
    {
        var run = TranslationRuns.Rfc;
        int[] indices = [.. Enumerable.Range(0, run.Timeline.Moments.Length), 40, 12, 41];
        foreach (int index in indices)
        {
            var (expected, told) = (TableReach.Of(run.Timeline.Moments[index].Machine.Platform), run.ReachAt(index));
            Assert.Equal(expected.Tables, told.Tables);
            Assert.Equal(expected.Targets, told.Targets);
            Assert.Equal(expected.Devices.Select(device => (device.Device, device.DomainId, device.TopTable, device.Pages)), told.Devices.Select(device => (device.Device, device.DomainId, device.TopTable, device.Pages)));
        }
    }

    [Fact]
    public void ItHoldsWhereMemoryElsewhereChanged()
    {
        var memory = platform.Memory.Write();
        Assert.True(memory.TryWriteWord(LargeDomain.Instance.OutputOf(new(0x1000)), 7));
        Assert.True(reach.HoldsFor(platform, platform with { Memory = memory.Seal() }));
    }

    [Fact]
    public void ItDoesNotWhereOneOfItsTablesChanged()
    {
        var memory = platform.Memory.Write();
        Assert.True(memory.TryWriteWord(PageTableGeometry.EntryAddress(LargeDomain.Instance.Leaves[30_000], 9), 0));
        Assert.False(reach.HoldsFor(platform, platform with { Memory = memory.Seal() }));
    }

    [Fact]
    public void ItDoesNotWhereAFunctionMayAskThatMightNot()
    {
        var nic = platform.Functions[TranslationRuns.Nic];
        Assert.False(reach.HoldsFor(platform, platform with { Functions = platform.Functions.SetItem(TranslationRuns.Nic, nic with { BusMaster = !nic.BusMaster }) }));
    }
}
