using Pkernfs.Core.Inspection;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Scenes.Translation;

namespace Pkernfs.Web.Tests.Scenes.Translation;

public sealed class TranslationLayoutTests
{
    private static readonly PciAddress nic = new(1, 0, 0);
    private static readonly PciAddress disk = new(0, 3, 0);
    private static readonly Lazy<RunInspection> run = new(() => new(Runner.Run(ScenarioLibrary.Load("pkernfs-rfc").Scenario!.Plan)));

    [Fact]
    public void AtEveryStepTheWholePathFitsThePane()
    {
        for (int index = 0; index < run.Value.Timeline.Moments.Length; index++)
        {
            var scene = Draw(index);
            Assert.InRange(scene.Width, 1, 826);
            Assert.InRange(scene.Height, 1, 205);
        }
    }

    [Fact]
    public void AtEveryStepNoTwoNodesOverlapAndNoKeyComesTwice()
    {
        for (int index = 0; index < run.Value.Timeline.Moments.Length; index++)
        {
            var nodes = Draw(index).Nodes;
            Assert.Equal(nodes.Length, nodes.Select(node => node.Key).Distinct().Count());
            Assert.All(nodes, node => Assert.Equal(node.Rows.Length, node.Rows.Select(row => row.Key).Distinct().Count()));
            foreach (var (node, other) in nodes.SelectMany((node, i) => nodes.Skip(i + 1).Select(other => (node, other))))
                Assert.False(node.X < other.Right && other.X < node.Right && node.Y < other.Bottom && other.Y < node.Bottom, $"Step {index}: {node.Key} lies over {other.Key}.");
        }
    }

    [Fact]
    public void AWalkLightsEveryNodeFromDeviceToPage()
    {
        var scene = Draw(IndexOf("set-iommu-b"), new(0xa3b7d40));
        Assert.Equal(
            ["device:01:00.0", "root", "context:01", "table:01:00.0:4", "table:01:00.0:3", "table:01:00.0:2", "runs:01:00.0", "pages"],
            scene.Nodes.Where(node => node.IsLit).OrderBy(node => node.Key == "pages").ThenBy(node => node.X).Select(node => node.Key));
        var row = Assert.Single(scene.Nodes.Single(node => node.Key == "table:01:00.0:2").Rows, row => row.IsLit);
        Assert.Equal("[81]", row.Left);
    }

    [Fact]
    public void TheClearedEntryIsHatchedAndSaysP0()
    {
        var row = Draw(IndexOf("jump")).Nodes.SelectMany(node => node.Rows).Single(row => row.Key == "entry:00:03.0");
        Assert.Equal((RowLook.Blocked, "P = 0"), (row.Look, row.Right));
    }

    [Fact]
    public void TheUnfoldedDeviceComesFirstSoThatItsWiresCrossNone()
    {
        var scene = Draw(IndexOf("run-guest"), focus: disk);
        Assert.True(scene.Nodes.Single(node => node.Key == "device:00:03.0").Y < scene.Nodes.Single(node => node.Key == "device:01:00.0").Y);
        Assert.True(scene.Nodes.Single(node => node.Key == "context:00").Y < scene.Nodes.Single(node => node.Key == "context:01").Y);
        Assert.Contains(scene.Nodes, node => node.Key == "domain:01:00.0");
    }

    [Fact]
    public void UnfoldingATableShowsItsLines()
    {
        int index = IndexOf("run-guest");
        int folded = Draw(index).Nodes.Single(node => node.Key == "table:01:00.0:1").Rows.Length;
        int unfolded = Draw(index, unfolded: "table:01:00.0:1").Nodes.Single(node => node.Key == "table:01:00.0:1").Rows.Length;
        Assert.True(unfolded > folded, $"{unfolded} rows unfolded, {folded} folded.");
    }

    private static int IndexOf(string step)
    {
        Assert.True(run.Value.Timeline.TryFind(step, out var moment));
        return moment.Step.Index;
    }

    private static TranslationScene Draw(int index, Iova? walk = null, PciAddress? focus = null, params string[] unfolded)
    {
        var reading = TranslationReading.Of(run.Value, index);
        var ownership = run.Value.OwnershipAt(index);
        var walked = walk is { } iova ? TranslationWalk.Of(run.Value.Timeline.Moments[index].Machine.Platform, nic, iova, ownership) : null;
        return TranslationLayout.Of(new(reading.Tree, reading.Sides, run.Value.Timeline.Plan.Devices, focus ?? nic, ownership, [.. unfolded], new(reading.Changes), walked, reading.Blocked, reading.ProcessorEnded, reading.Before));
    }
}
