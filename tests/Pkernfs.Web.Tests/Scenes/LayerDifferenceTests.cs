using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.Memory;

namespace Pkernfs.Web.Tests.Scenes;

public sealed class LayerDifferenceTests
{
    private static TableReach Reach(string step) => TableReach.Of(ExampleRun.At(step).Machine.Platform);

    private static ImmutableArray<LayerDifference> At(string step) =>
        LayerDifferences.Of(ExampleRun.At(step).Machine, ExampleRun.Inspection.OwnershipAt(ExampleRun.Step(step)), Reach(step), ExampleRun.Region);

    [Fact]
    public void NothingIsReachedBeforeTranslationIsOn() => Assert.Same(TableReach.None, Reach("power-on"));

    [Fact]
    public void TheAssignedDeviceReachesGuestRamWithoutItsHole()
    {
        var device = Reach("jump").Devices.Single(device => device.Device.ToString() == "01:00.0");
        Assert.Equal(131_040UL, device.Pages);
        Assert.All(device.Ranges, range => Assert.True(ExampleRun.Region.Contains(range)));
    }

    [Fact]
    public void TablesAreThePagesThatARequestPassesThrough()
    {
        var tables = Reach("jump").Tables;
        foreach (ulong page in new ulong[] { 0x100401000, 0x100403000, 0x120801000, 0x120802000, 0x120803000, 0x120804000 })
            Assert.Contains(tables, range => range.Contains(new PhysicalAddress(page)));
        Assert.DoesNotContain(tables, range => range.Contains(new PhysicalAddress(0x120800000)));
    }

    [Theory]
    [InlineData("load-kernel-b", false)]
    [InlineData("jump", true)]
    [InlineData("defer-attach", true)]
    [InlineData("map-memory-b", false)]
    public void RecordsAndTablesDifferFromTheJumpUntilUserSpaceHasMappedAgain(string step, bool expected) =>
        Assert.Equal(expected, At(step).Any(finding => finding.Kind == LayerDifferenceKind.ReachAgainstRecords));

    [Fact]
    public void AfterTheUpdateTheDomainIdInHardwareIsNotTheKernels() =>
        Assert.Contains(At("guest-goes-on"), finding => finding.Kind == LayerDifferenceKind.DomainId);

    [Fact]
    public void ABitWithoutAnOwnerIsFoundOnTheMedium()
    {
        var machine = ExampleRun.At("load-kernel-b").Machine;
        var block = new BlockIndex(400);
        var writer = machine.Platform.Memory.Write();
        Assert.True(writer.TryWrite(PkernfsLayout.BitmapAddress(ExampleRun.Region, block), [1]));
        var altered = machine with { Platform = machine.Platform with { Memory = writer.Seal() } };
        var findings = LayerDifferences.Of(altered, OwnershipMap.Of(altered, ExampleRun.Region, null), TableReach.Of(altered.Platform), ExampleRun.Region);
        var finding = Assert.Single(findings, finding => finding.Kind == LayerDifferenceKind.Medium);
        Assert.Equal([new PhysicalRange(PkernfsLayout.BlockAddress(ExampleRun.Region, block), ByteCount.FromMiB(2))], finding.Ranges);
        Assert.DoesNotContain(At("load-kernel-b"), finding => finding.Kind == LayerDifferenceKind.Medium);
    }

    [Fact]
    public void MemoryThatNobodyOwnsButADeviceReachesIsFound()
    {
        var machine = ExampleRun.At("load-kernel-b").Machine;
        // The kernel forgets all that it handed out, its devices' buffers too; hardware's tables stay.
        var forgetful = machine with { Kernel = null, Vmms = [] };
        var map = OwnershipMap.Of(forgetful, ExampleRun.Region, null);
        var findings = LayerDifferences.Of(forgetful, map, TableReach.Of(forgetful.Platform), ExampleRun.Region);
        var finding = Assert.Single(findings, finding => finding.Kind == LayerDifferenceKind.ReachWithoutOwner);
        Assert.StartsWith("00:03.0 reaches", finding.Sentence, StringComparison.Ordinal);
        Assert.All(finding.Ranges, range => Assert.Equal(OwnerClass.Stale, map.At(range.Start)!.Class));
    }
}
