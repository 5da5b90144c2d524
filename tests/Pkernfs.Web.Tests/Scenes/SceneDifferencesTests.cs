using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Scenes;

public sealed class SceneDifferencesTests
{
    private static readonly Moment then = ExampleRun.At("run-guest"), now = ExampleRun.At("guest-goes-on");

    private static MemoryScene Scene(Camera? camera = null, Moment? against = null, bool narrow = false) => MemoryScene.Of(
        ExampleRun.Inspection, ExampleRun.Step("guest-goes-on"), MapLayers.All, camera, narrow, against: against ?? then);

    private static List<PhysicalRange> Changed => [.. now.Machine.Platform.Memory.ChangedRuns(then.Machine.Platform.Memory)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EveryDifferenceIsMarkedAndNoCellWithoutOne(bool narrow)
    {
        var scene = Scene(narrow: narrow);
        var cells = scene.Differences!.Cells;
        var onMap = Changed.SelectMany(run => scene.Sections.Select(section => run.Intersect(section.Range))).Where(run => !run.IsEmpty).ToList();
        Assert.NotEmpty(onMap);
        Assert.All(onMap, run => Assert.Contains(cells, cell => cell.Contains(run)));
        Assert.All(cells, cell => Assert.Contains(Changed, run => run.Overlaps(cell)));
        Assert.Equal(RangeSet(Changed), scene.Differences.Bytes.Value);
    }

    [Fact]
    public void MarksAreBlocksFromAfarAndPagesNearBy()
    {
        var far = Scene().Differences!.Cells;
        var block = new PhysicalRange(new(Changed.First(run => ExampleRun.Region.Contains(run)).Start.Value & ~0x1fffffUL), ByteCount.FromMiB(2));
        Assert.All(far.Where(cell => ExampleRun.Region.Contains(cell)), cell => Assert.True(cell.Start.IsAligned(ByteCount.FromMiB(2)) && cell.Length.Value % (2 << 20) == 0));
        var near = Scene(new(block.Start, block.Length, MapLevel.Page)).Differences!.Cells.Where(block.Overlaps).ToList();
        Assert.Equal(Changed.Select(run => run.Intersect(block)).Where(run => !run.IsEmpty), near);
    }

    [Fact]
    public void AnotherCameraTellsThemAnewAndTheSameOnesNothing()
    {
        var scene = Scene();
        var memory = now.Machine.Platform.Memory;
        Assert.Same(scene, scene.Near(null, memory, then));
        Assert.NotSame(scene, scene.Near(new(new(0x100800000), ByteCount.FromMiB(2), MapLevel.Page), memory, then));
    }

    [Fact]
    public void ThereIsNoneToTheMomentItself()
    {
        var differences = Scene(against: now).Differences!;
        Assert.Empty(differences.Cells);
        Assert.Equal(0UL, differences.Bytes.Value);
    }

    [Fact]
    public void WithoutAChosenMomentItIsTheStepBefore()
    {
        var scene = MemoryScene.Of(ExampleRun.Inspection, ExampleRun.Step("jump"), MapLayers.Differences);
        Assert.Equal(ExampleRun.Step("jump") - 1, scene.Differences!.Step.Index);
        Assert.Null(MemoryScene.Of(ExampleRun.Inspection, 0, MapLayers.Differences).Differences);
        Assert.Null(MemoryScene.Of(ExampleRun.Inspection, ExampleRun.Step("jump"), ExplorerView.DefaultLayers).Differences);
    }

    /// <summary>Terabytes that differ everywhere are told by as many cells as a screen has, and a terabyte where one page differs by one.</summary>
    [Fact]
    public void MarksGrowWithTheScreenAndNotWithTheMachine()
    {
        var ram = new PhysicalRange(new(4UL << 30), ByteCount.FromGiB(1 << 12));
        var empty = PhysicalMemory.Empty([ram]);
        var writer = empty.Write();
        for (ulong at = 0; at < ram.Length.Value; at += 1UL << 28) writer.TryWrite(ram.Start + new ByteCount(at), (byte[])[1]);
        var sections = SectionLayout.Of([ram], null, false);
        var other = then with { Machine = then.Machine with { Platform = then.Machine.Platform with { Memory = empty } } };
        var scattered = SceneDifferences.Between(writer.Seal(), other, sections, null);
        Assert.InRange(scattered.Cells.Length, 1, SectionLayout.MostRows * 1024);
        Assert.Equal((1UL << 42 >> 28) << 12, scattered.Bytes.Value);
    }

    [Fact]
    public void PersistenceIsALayerThatNeedsNoOwners()
    {
        int index = ExampleRun.Step("load-kernel-b");
        var scene = MemoryScene.Of(ExampleRun.Inspection, index, MapLayers.Persistence);
        Assert.Equal(MapFill.Persists, Assert.Single(scene.Blocks).Fill);
        Assert.Contains(scene.Extents, extent => extent.Fill == MapFill.Lost);
        Assert.Contains(scene.Persistent!.Value, range => range.Contains(ExampleRun.Region));
        Assert.Null(MemoryScene.Of(ExampleRun.Inspection, index, ExplorerView.DefaultLayers).Persistent);
    }

    [Fact]
    public void LandingsAreALayer()
    {
        int index = ExampleRun.Step("jump");
        Assert.NotEmpty(MemoryScene.Of(ExampleRun.Inspection, index, MapLayers.Dma).Landings);
        var without = MemoryScene.Of(ExampleRun.Inspection, index, MapLayers.All & ~MapLayers.Dma);
        Assert.Empty(without.Landings);
        Assert.Empty(without.LandedBy);
    }

    private static ulong RangeSet(IEnumerable<PhysicalRange> ranges) => ranges.Aggregate(0UL, (sum, range) => sum + range.Length.Value);
}
