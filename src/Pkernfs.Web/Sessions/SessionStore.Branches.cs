using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Sessions;

/// <summary>What-ifs of sessions.</summary>
public sealed partial class SessionStore
{
    /// <summary>
    /// The branch of a session where a scenario goes on with some edits; it is computed where the session has none of those edits, from the
    /// moment on that they change. Nothing is left of one that is given up.
    /// </summary>
    /// <param name="edits">Beside those that the scenario itself has; none for the scenario's own run.</param>
    /// <param name="progress">Told several times a second how far the run is.</param>
    public async Task<BranchResult> BranchAsync(MachineSession session, ImmutableArray<PlanEdit> edits, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var branches = session.Branches;
        if (branches.Find(PlanEdits.Write(edits)) is { } known) return new(known, null);
        var plan = session.Scenario.Plan;
        plan = plan with { Edits = plan.Edits.AddRange(edits) };
        if (Refusal(session, plan) is { } refusal) return BranchResult.Refused(refusal);

        var steps = Approaches.Steps(plan);
        var parent = branches.All.MaxBy(branch => Core.Timeline.Runner.SharedSteps(branch.Timeline, steps))!;
        var lease = runs.Take(plan, parent.Lease);
        try
        {
            var (run, problem) = await RunAsync(lease, $"{session.ScenarioName} with {SessionBranch.NameOf(edits)}", progress, cancellation).ConfigureAwait(false);
            if (run is null) return BranchResult.Refused(problem!);
            if (session.HasEnded) return BranchResult.Refused("The session was closed meanwhile.");
            var branch = branches.Add(new(edits, SessionBranch.NameOf(edits), run, new MomentCursor(run.Timeline.Moments.Length, 0, time), lease));
            lease = null;
            return new(branch, null);
        }
        finally
        {
            lease?.Dispose();
        }
    }

    private string? Refusal(MachineSession session, LiveUpdatePlan plan)
    {
        if (session.Branches.All.Length > limits.MaxBranches) return $"This session has {limits.MaxBranches} branches, as many as it may. Remove one first.";
        if (plan.Edits.Length > PlanEdits.Most) return $"There are more than {PlanEdits.Most} edits, as many as one what-if may have.";
        var problems = PlanEdits.Check(plan);
        return problems.IsEmpty ? null : string.Join(' ', problems);
    }
}
