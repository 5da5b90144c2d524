using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Components.Layout;
using Pkernfs.Web.Scenes.Timeline;
using Pkernfs.Web.Tests.Streaming;

namespace Pkernfs.Web.Tests.Timeline;

public sealed class StepChangesTests
{
    [Fact]
    public void AScenarioAsItIsHasNone()
    {
        var changes = StepChanges.Of(SharedRuns.Example.Timeline);
        Assert.Empty(changes.ById);
        Assert.Empty(changes.Ghosts);
    }

    [Fact]
    public void ASkippedStepIsAGhostAtItsPlaceInItsOwnPhase()
    {
        var run = Branch("skip:save-vm", "skip:pause-vcpus");
        var changes = StepChanges.Of(run);
        Assert.Empty(changes.ById);
        Assert.Equal(["pause-vcpus", "save-vm"], changes.Ghosts.Select(ghost => ghost.Id));
        Assert.All(changes.Ghosts, ghost => Assert.Equal(("load-kernel-b", true), (run.Moments[ghost.Neighbour].Step.Id, ghost.IsBefore)));
    }

    [Fact]
    public void AChangedArgumentIsShownFromOldToNew()
    {
        var change = StepChanges.Of(Branch("set:map-memory-b:iova=0x200000", "set:map-memory-b:size=2M")).ById["map-memory-b"];
        Assert.Equal((StepChangeKind.Changed, "changed"), (change.Kind, change.Mark));
        Assert.Contains("iova 0x100000 → 0x200000", change.Words, StringComparison.Ordinal);
        Assert.Contains("→ 2M", change.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void AMovedStepSaysWhereTheScenarioHasIt()
    {
        var changes = StepChanges.Of(Branch("move:open-device-b@map-memory-b"));
        var change = Assert.Single(changes.ById).Value;
        Assert.Equal((StepChangeKind.Moved, "moved"), (change.Kind, change.Mark));
        Assert.Contains("after \"Map memory, LIVE_UPDATE\"", change.Words, StringComparison.Ordinal);
        Assert.Empty(changes.Ghosts);
    }

    [Fact]
    public void AMovedStepWithAnotherArgumentSaysBoth()
    {
        var change = StepChanges.Of(Branch("set:map-memory-b:iova=0x200000", "move:map-memory-b@guest-goes-on")).ById["map-memory-b"];
        Assert.Equal("moved, changed", change.Mark);
        Assert.Contains("0x200000", change.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void AFaultIsMarkedByItsNumberInListAndTimeline()
    {
        var run = Branch("fault:unlink-guest-ram@run-guest", "skip:save-vm");
        var change = StepChanges.Of(run).ById["fault-unlink-guest-ram"];
        Assert.Equal((StepChangeKind.Fault, "F1"), (change.Kind, change.Mark));
        var scene = TimelineScene.Of(run, Tracks.Of(run), 1176);
        Assert.Equal(["fault", "skipped"], scene.Changes.Select(one => one.Look));
        Assert.All(scene.Changes, one => Assert.InRange(one.X, 0, scene.Scale.Width));
        Assert.Contains("Guest RAM file unlinked", scene.Changes[0].Title, StringComparison.Ordinal);
        Assert.Empty(TimelineScene.Of(SharedRuns.Example.Timeline, Tracks.Of(SharedRuns.Example.Timeline), 1176).Changes);
        Assert.Equal(Catalogue<Core.LiveUpdate.Faults.Fault>.Find("unlink-guest-ram")!.Expectation, StepChanges.Of(run).ById["fault-unlink-guest-ram"].Expected);
    }

    [Fact]
    public void APanickedKernelSaysSoOnItsBadgeAndTrackFromThatStepOn()
    {
        const string panic = "cannot adopt the root table";
        var example = SharedRuns.Example.Timeline;
        int at = example.Moments.Single(moment => moment.Step.Id == "adopt-root-table").Step.Index;
        var run = example with
        {
            Moments = [.. example.Moments.Select((moment, index) => index < at ? moment : moment with { Machine = moment.Machine with { Kernel = moment.Machine.Kernel! with { Panic = panic }, Vmms = [] } })],
        };
        var tracks = Tracks.Of(run);
        Assert.False(KernelStatus.Of(tracks, run.Moments[at - 1].Step).HasPanicked);
        var status = KernelStatus.Of(tracks, run.Moments[at].Step);
        Assert.Equal((true, "kernel B panicked", panic), (status.HasPanicked, status.Name, status.Detail));
        var bars = TimelineScene.Of(run, tracks, 1176).Rows[0].Bars;
        Assert.Equal("panicked", bars[^1].Look);
        Assert.Equal($"kernel B panicked: {panic}", bars[^1].Title);
        Assert.Contains(tracks.Devices[0].Dma, span => span.Last > at && span.State.Counts.Writes > 0);
    }

    private static RunTimeline Branch(params string[] edits)
    {
        Assert.True(PlanEdits.TryParse(string.Join(';', edits), out var read, out string? problem), problem);
        return Runner.Branch(SharedRuns.Example.Timeline, SharedRuns.Example.Timeline.Plan with { Edits = read });
    }
}
