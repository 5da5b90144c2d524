using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Web.Tests.Scenes;

public sealed class MemorySceneTests
{
    private static MemoryScene Scene(string step, MapLayers layers = MapLayers.All, bool narrow = false, Camera? camera = null) =>
        MemoryScene.Of(ExampleRun.Inspection, ExampleRun.Step(step), layers, camera, narrow);

    [Theory]
    [InlineData("power-on")]
    [InlineData("load-kernel-b")]
    [InlineData("jump")]
    [InlineData("guest-goes-on")]
    public void ExtentsCoverExactlyWhatTheOwnershipMapCovers(string step)
    {
        var map = ExampleRun.Inspection.OwnershipAt(ExampleRun.Step(step));
        foreach (var layers in new[] { MapLayers.None, MapLayers.All, ExplorerView.DefaultLayers })
            Assert.Equal(Joined(map.Extents.Select(extent => extent.Range)), Joined(Scene(step, layers).Extents.Select(extent => extent.Range)));
    }

    [Fact]
    public void BlocksCoverExactlyTheCarveOut() =>
        Assert.Equal([ExampleRun.Region], Joined(Scene("load-kernel-b").Blocks.Select(block => block.Range)));

    [Fact]
    public void CellsAreWhatTheMediumSays()
    {
        var scene = Scene("load-kernel-b");
        var reader = new PkernfsReader(ExampleRun.At("load-kernel-b").Machine.Platform.Memory, ExampleRun.Region);
        foreach (var owner in reader.BlockOwners())
        {
            var cell = scene.Blocks.Single(block => block.Range.Contains(reader.RunBytes(owner.Run)));
            var expected = owner.Use switch
            {
                BlockUse.Data => MapFill.Guest,
                BlockUse.RootTables => MapFill.RootAndContext,
                BlockUse.DomainTables => MapFill.SecondStage,
                _ => MapFill.Metadata,
            };
            Assert.Equal(expected, cell.Fill);
        }
        Assert.Equal(reader.BlockOwners().Aggregate(0UL, (sum, owner) => sum + owner.Count), 512 - (ulong)scene.Blocks.Where(block => block.Fill == MapFill.Free).Sum(block => (long)(block.Range.Length.Value >> 21)));
    }

    [Fact]
    public void CellsCarryTheirLetters()
    {
        var scene = Scene("load-kernel-b");
        Assert.Equal("SIRMDM", string.Concat(scene.BlockMarks.OrderBy(mark => mark.Range.Start).Select(mark => mark.Letters)));
        Assert.Equal(["BM", "RT", "CT", "CT", "BM", "L4", "L3", "L2", "L1"], scene.PageMarks.OrderBy(mark => mark.Range.Start).Select(mark => mark.Letters));
    }

    [Fact]
    public void ABlockOfTablesHasItsPagesInThePageGrid()
    {
        var grids = Scene("load-kernel-b").Sections.Single(section => section.IsCarveOut).Grids;
        Assert.Equal([new MapGrid(ByteCount.FromMiB(2), 64), new MapGrid(ByteCount.Page, 32)], grids);
    }

    [Fact]
    public void LabelsNameRunsWithTheirBlocks()
    {
        var labels = Scene("load-kernel-b").Labels.Select(label => label.Text).ToList();
        Assert.Contains("guest-ram, 512 MiB, blocks 4–259", labels);
        Assert.Contains("iommu/dom-0, block 260, 0x120800000", labels);
        Assert.Contains("249 blocks free, 498 MiB", labels);
        Assert.Contains("kernel 6.7.0, 0x30a00000", labels);
    }

    [Fact]
    public void AfterTheJumpLabelsSayWhatMemoryWas() =>
        Assert.Contains("was kernel 6.7.0", Scene("jump").Labels.Select(label => label.Text));

    [Fact]
    public void LandingsAreThoseOfTheStep()
    {
        var step = ExampleRun.At("jump").Step;
        var scene = Scene("jump");
        Assert.Equal(step.DmaByDevice.SelectMany(device => device.Value.Landings), scene.Landings);
        Assert.Equal("01:00.0", scene.LandedBy);
    }

    [Fact]
    public void WithoutTheMediumsLayerTheCarveOutIsOneThingAndHasNoLetters()
    {
        var scene = Scene("load-kernel-b", MapLayers.Allocator);
        Assert.Equal(MapFill.NotShown, Assert.Single(scene.Blocks).Fill);
        Assert.Empty(scene.BlockMarks);
        Assert.Empty(scene.PageMarks);
    }

    [Fact]
    public void WithoutTheAllocatorsLayerNothingOutsideTheCarveOutIsOwned()
    {
        var scene = Scene("load-kernel-b", MapLayers.Medium);
        Assert.DoesNotContain(scene.Extents, extent => extent.Fill is MapFill.KernelImage or MapFill.KernelData or MapFill.Vmm or MapFill.SecondStageEphemeral);
        Assert.Contains(scene.Extents, extent => extent.Fill == MapFill.Guest);
    }

    [Fact]
    public void TheTablesLayerShowsTablePagesInOrdinaryRam()
    {
        Assert.Contains(Scene("load-kernel-b", MapLayers.Allocator | MapLayers.Tables).Extents, extent => extent.Fill == MapFill.SecondStageEphemeral);
        Assert.DoesNotContain(Scene("load-kernel-b", MapLayers.Allocator).Extents, extent => extent.Fill == MapFill.SecondStageEphemeral);
    }

    [Fact]
    public void TheDisagreementLayerSaysWhatDiffers()
    {
        Assert.Contains("Tables map 131,040 pages for 01:00.0, vfio_dma records cover 0.", Scene("jump").Findings.Select(finding => finding.Sentence));
        Assert.Empty(Scene("jump", ExplorerView.DefaultLayers).Findings);
    }

    [Fact]
    public void ANarrowMapHasShorterRowsAndStrips()
    {
        var sections = Scene("load-kernel-b", narrow: true).Sections;
        Assert.Equal([1, 16, 1], sections.Select(section => section.Rows));
        Assert.Equal(32, sections[1].Grids[0].Columns);
    }

    [Fact]
    public void SectionsAreTheRamAroundTheCarveOut() =>
        Assert.Equal(
            [("RAM below 4 GiB", 8), ("pkernfs carve-out", 8), ("RAM above the carve-out", 12)],
            Scene("load-kernel-b").Sections.Select(section => (section.Title, section.Rows)));

    [Fact]
    public void UnchangedIsSaidOnlyWhereNoByteDiffers()
    {
        foreach (var moment in ExampleRun.Inspection.Timeline.Moments.Skip(1))
        {
            var before = ExampleRun.Inspection.Timeline.Moments[moment.Step.Index - 1];
            bool same = !moment.Machine.Platform.Memory.ChangedRuns(before.Machine.Platform.Memory, ExampleRun.Region).Any();
            string fact = MemoryScene.Of(ExampleRun.Inspection, moment.Step.Index, MapLayers.All).Sections.Single(section => section.IsCarveOut).Fact;
            Assert.Equal(same, fact.EndsWith("unchanged", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void AFoldedMapStillCoversTheSameBytes()
    {
        var many = Enumerable.Range(0, 40_000)
            .Select(i => new SceneExtent(new(new((ulong)i << 16), new(1 << 16)), i % 2 == 0 ? MapFill.Stale : MapFill.KernelData, $"{i % 7}", false)).ToList();
        var folded = SceneExtents.Fold([.. many], default);
        Assert.True(folded.Length <= SceneExtents.Most, $"{folded.Length} extents are left.");
        Assert.Equal(Joined(many.Select(extent => extent.Range)), Joined(folded.Select(extent => extent.Range)));
    }

    [Fact]
    public void PackedExtentsHoldAddressesToTheByte()
    {
        var scene = Scene("jump");
        var packed = PackedScene.Of(scene);
        var runs = PackedRuns.Decode(packed.Extents.Runs);
        Assert.Equal(scene.Extents.Select(extent => extent.Range), runs);
        for (int i = 0; i < runs.Length; i++)
        {
            uint look = BitConverter.ToUInt32(packed.Extents.Looks, i * PackedPieces.LookBytes);
            Assert.Equal((byte)scene.Extents[i].Fill, (byte)look);
            Assert.Equal(scene.Extents[i].Words, packed.Words.Words[(int)(look >> 8)]);
        }
    }

    private static List<PhysicalRange> Joined(IEnumerable<PhysicalRange> ranges) => [.. Pkernfs.Core.Inspection.Layers.RangeSet.Join(ranges)];
}
