using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State.Comparing;

namespace Pkernfs.Web.Rendering;

/// <summary>Draws what a link to the compare page shows.</summary>
internal sealed class ComparisonSource(SessionStore store)
{
    /// <summary>The picture, or a sentence that says why there is none.</summary>
    public async Task<(RenderedPicture? Picture, string? Problem)> DrawAsync(PictureQuery query, CancellationToken cancellation)
    {
        var (view, messages) = CompareView.Parse("/compare?" + query.Link);
        if (!messages.IsEmpty) return (null, messages[0]);
        if (ScenarioOf(view.Left, out string? problem) is not { } left || ScenarioOf(view.Right, out problem) is not { } right) return (null, problem);
        var (leftRun, leftProblem) = await store.HoldAsync(left.Name, left, cancellation: cancellation).ConfigureAwait(false);
        using var leftHeld = leftRun;
        if (leftHeld is null) return (null, leftProblem);
        var (rightRun, rightProblem) = await store.HoldAsync(right.Name, right, cancellation: cancellation).ConfigureAwait(false);
        using var rightHeld = rightRun;
        if (rightHeld is null) return (null, rightProblem);
        var (a, b) = Moments(view, leftHeld, rightHeld);
        return (new ComparisonMaker(leftHeld.Run, left.Title, rightHeld.Run, right.Title).Make(view, a, b, query.Theme, query.Size), null);
    }

    /// <summary>As the page finds them: a side without a step is at the moment that matches the other's, and without any both are at their end.</summary>
    private static (int Left, int Right) Moments(CompareView view, HeldRun left, HeldRun right)
    {
        int? a = IndexOf(left, view.Left.Step), b = IndexOf(right, view.Right.Step);
        if (a is { } first && b is { } second) return (first, second);
        if (a is null && b is null) return (left.Run.Timeline.Moments.Length - 1, right.Run.Timeline.Moments.Length - 1);
        var aligned = StepAlignment.Of(left.Run.Timeline, right.Run.Timeline);
        return a is { } only ? (only, aligned.OfLeft(only).Right) : (aligned.OfRight(b!.Value).Left, b.Value);
    }

    private static int? IndexOf(HeldRun held, string? step) => step is not null && held.Run.Timeline.TryFind(step, out var moment) ? moment.Step.Index : null;

    private Scenario? ScenarioOf(CompareSide side, out string? problem)
    {
        problem = null;
        var scenario = ScenarioLibrary.Names.Contains(side.Machine) ? ScenarioLibrary.Load(side.Machine).Scenario : store.Find(side.Machine)?.Scenario;
        if (scenario is null)
        {
            problem = $"There is no scenario and no open session \"{side.Machine}\" to compare. Built in are: {string.Join(", ", ScenarioLibrary.Names)}.";
            return null;
        }
        if (side.Edits.Length == 0 || !PlanEdits.TryParse(side.Edits, out var edits, out problem)) return problem is null ? scenario : null;
        var edited = scenario with { Plan = scenario.Plan with { Edits = edits } };
        var problems = PlanEdits.Check(edited.Plan);
        if (!problems.IsEmpty) problem = string.Join(' ', problems);
        return problems.IsEmpty ? edited : null;
    }
}
