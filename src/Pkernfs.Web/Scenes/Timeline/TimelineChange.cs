using Pkernfs.Core.Inspection;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Timeline;

/// <summary>A place where a what-if changed the run: a line across the tracks, and a sign at its foot.</summary>
/// <param name="X">From the plot's left edge.</param>
/// <param name="Look">"fault", "changed", "moved", "skipped".</param>
public sealed record TimelineChange(double X, string Look, string Title)
{
    /// <summary>Half the width of a problem's triangle and of a sign, which may stand beside each other.</summary>
    private const double Beside = 13;

    /// <summary>The sign's middle, from the drawing's upper edge.</summary>
    public double Y { get; init; }

    public static IEnumerable<TimelineChange> Of(RunTimeline timeline, TimelineScale scale, Tracks tracks)
    {
        var changes = StepChanges.Of(timeline);
        foreach (var step in timeline.Moments.Select(moment => moment.Step))
        {
            if (!changes.ById.TryGetValue(step.Id, out var change)) continue;
            yield return new(Place(step.Index), change.Kind.ToString().ToLowerInvariant(), $"Step {step.Index + 1}, {step.Title}: {(change.Words.Length > 0 ? change.Words : change.Mark)}");
        }
        foreach (var ghost in changes.Ghosts) yield return new(Place(ghost.Neighbour), "skipped", $"{ghost.Title}: skipped by this branch.");

        // A problem's own mark stays where it is.
        double Place(int index) => scale.StepEnds[index] - (tracks.Problems.Any(problem => problem.Index == index) ? Beside : 0);
    }
}
