using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Rendering.Story;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State.Comparing;

namespace Pkernfs.Web.Rendering;

/// <summary>Draws what a link to the compare page shows.</summary>
internal sealed class ComparisonSource(SessionStore store)
{
    /// <summary>The picture, or a sentence that says why there is none.</summary>
    public Task<(RenderedPicture? Picture, string? Problem)> DrawAsync(PictureQuery query, string origin, CancellationToken cancellation)
    {
        var (view, messages) = CompareView.Parse("/compare?" + query.Link);
        if (!messages.IsEmpty) return Task.FromResult<(RenderedPicture?, string?)>((null, messages[0]));
        return AskAsync(view, (left, right) =>
        {
            var moments = ComparedMoments.Of(view, left.Run.Timeline, right.Run.Timeline, StepAlignment.Of(left.Run.Timeline, right.Run.Timeline));
            var maker = new ComparisonMaker(left.Run, left.Scenario.Title, right.Run, right.Scenario.Title, origin);
            return maker.Make(view, moments.Left, moments.Right, query.Theme, query.Size, string.Join(' ', moments.Sentences));
        }, cancellation);
    }

    /// <summary>Both runs as a storyboard, part by part; or a sentence that says why there is none.</summary>
    public Task<(Storyboard? Board, string? Problem)> TellAsync(CompareView view, CancellationToken cancellation) => AskAsync(
        view, (left, right) => StoryboardMaker.Of((left.Run, left.Scenario.Title, view.Left.ToExplorer(left.Scenario)), (right.Run, right.Scenario.Title, view.Right.ToExplorer(right.Scenario))), cancellation);

    /// <summary>An answer from both runs, with the scenarios as the sides name them.</summary>
    private async Task<(T? Answer, string? Problem)> AskAsync<T>(CompareView view, Func<(RunInspection Run, Scenario Scenario), (RunInspection Run, Scenario Scenario), T> ask, CancellationToken cancellation)
        where T : class
    {
        var (one, other) = (ComparedScenario.Of(view.Left, store), ComparedScenario.Of(view.Right, store));
        if (one.Edited is not { } left || other.Edited is not { } right) return (null, one.Problem ?? other.Problem);
        var (leftRun, leftProblem) = await store.HoldAsync(left.Name, left, cancellation: cancellation).ConfigureAwait(false);
        using var leftHeld = leftRun;
        if (leftHeld is null) return (null, leftProblem);
        var (rightRun, rightProblem) = await store.HoldAsync(right.Name, right, cancellation: cancellation).ConfigureAwait(false);
        using var rightHeld = rightRun;
        return rightHeld is null ? (null, rightProblem) : (ask((leftHeld.Run, one.Named!), (rightHeld.Run, other.Named!)), null);
    }
}
