using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.State.Links;

/// <summary>What a link shows of a run.</summary>
/// <param name="View">The view, with the nearest that there is for what the run has not.</param>
/// <param name="Index">Its moment; the one that the run is looked at first for a link without a step.</param>
/// <param name="Sentences">One for each thing that is not there; none where all is well.</param>
public sealed record FoundView(ExplorerView View, int Index, ImmutableArray<string> Sentences)
{
    public static FoundView Of(ExplorerView wanted, RunInspection run)
    {
        var timeline = run.Timeline;
        int opening = SessionStore.OpeningIndex(timeline);
        var (index, gone) = wanted.Step is { } step ? NearestThings.OfMoment(step, timeline, opening) : (opening, null);
        var view = wanted with { Step = timeline.Moments[index].Step.Id };
        string? against = null;
        if (wanted.Against is { } id)
        {
            (int near, against) = NearestThings.OfAgainst(id, timeline, index);
            view = view with { Against = timeline.Moments[near].Step.Id };
        }
        (view, var sentences) = NearestThings.Of(view, run, index);
        return new(view, index, [.. new[] { gone, against }.OfType<string>(), .. sentences]);
    }
}
