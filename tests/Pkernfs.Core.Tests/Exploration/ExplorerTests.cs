using Pkernfs.Core.Exploration;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;
using Pkernfs.Core.Tests.Faults;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Exploration;

/// <summary>Exploring tries all there is, in order, and can be given up.</summary>
public class ExplorerTests
{
    private static readonly Lazy<Task<ExplorationTable>> Explored = new(() => Explorer.RunAsync(FaultRuns.Of("pkernfs-rfc")));

    [Fact]
    public async Task Every_fault_is_tried_wherever_it_may_strike()
    {
        var run = FaultRuns.Of("pkernfs-rfc");
        var table = await Explored.Value;
        Assert.Equal(Explorer.Sites(run).Select(site => (site.Fault.Id, run.Moments[site.Index].Step.Id)), table.Cells.Select(cell => (cell.Fault.Id, cell.Step)));
    }

    [Fact]
    public async Task The_VMM_crashes_after_every_step_that_has_one()
    {
        var table = await Explored.Value;
        Assert.Equal(
            FaultRuns.Of("pkernfs-rfc").Moments.Where(moment => moment.Machine.Vmm is not null).Select(moment => moment.Step.Id),
            table.Cells.Where(cell => cell.Fault is CrashVmm).Select(cell => cell.Step));
    }

    /// <summary>A cell's link gives the same run: its edits can be read, and the step that it opens is the fault.</summary>
    [Fact]
    public async Task Each_cell_names_a_branch_that_can_be_opened()
    {
        var run = FaultRuns.Of("pkernfs-rfc");
        foreach (var cell in (await Explored.Value).Cells)
        {
            Assert.True(PlanEdits.TryParse(cell.Edits, out var edits, out string? problem), problem);
            var plan = run.Plan with { Edits = edits };
            Assert.Empty(PlanEdits.Check(plan));
            Assert.Contains(Approaches.Steps(plan), step => step.Id == cell.FaultStep && step.Fault == cell.Fault.Id);
        }
    }

    /// <summary>The expectation against which all is judged: a run is no worse than itself.</summary>
    [Theory]
    [InlineData("pkernfs-rfc")]
    [InlineData("pkernfs-rfc-as-posted")]
    public void A_run_held_against_itself_survives(string scenario)
    {
        var run = FaultRuns.Of(scenario);
        Assert.Equal(OutcomeKind.Survives, new Judge(run).Of(run, 0).Kind);
    }

    [Fact]
    public void Damage_to_one_byte_of_guest_memory_is_seen()
    {
        var run = FaultRuns.Of("pkernfs-rfc");
        Assert.True(run.TryFind("pause-vcpus", out var paused));
        var fill = paused.Machine.Platform.Ledger.Fills[0].Range;
        var damaged = LiveUpdate.Runs.Poke(paused.Machine, memory => Assert.True(memory.TryWrite(fill.Start + new ByteCount(0x1234), [0xee])));
        int index = paused.Step.Index;
        RunTimeline other = run with { Moments = [.. run.Moments[..index], paused with { Machine = damaged }, .. LiveUpdate.Runs.GoOn(run, "pause-vcpus", damaged)] };
        var outcome = new Judge(run).Of(other, index);
        Assert.Equal((OutcomeKind.SilentCorruption, "pause-vcpus", null), (outcome.Kind, outcome.FirstShown, outcome.Noticing));
    }

    [Fact]
    public void What_the_scenario_itself_suffers_is_not_the_fault_s_doing()
    {
        var run = FaultRuns.Of("pkernfs-rfc-as-posted");
        Assert.True(run.TryFind("save-vm", out var moment));
        Assert.Equal(OutcomeKind.Survives, Explorer.Try(run, Catalogue<Fault>.Find("fill-volume")!, moment.Step.Index).Outcome.Kind);
    }

    [Fact]
    public async Task Exploring_can_be_given_up()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Explorer.RunAsync(FaultRuns.Of("pkernfs-rfc"), cancellation: cancelled.Token));
    }

    [Fact]
    public void Neighbours_that_end_alike_make_one_run()
    {
        var run = FaultRuns.Of("pkernfs-rfc");
        var fault = Catalogue<Fault>.Find("crash-vmm")!;
        var cells = new[] { "pause-vcpus", "save-vm", "load-kernel-b" }.Select(step => run.TryFind(step, out var moment) ? Explorer.Try(run, fault, moment.Step.Index) : null!).ToArray();
        var runs = OutcomeRun.Of(cells);
        Assert.Equal(["after pause-vcpus", "after save-vm to load-kernel-b (2 steps)"], runs.Select(one => one.Span));
    }
}
