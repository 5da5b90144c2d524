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

    /// <summary>The sign's middle, from the plot's left edge.</summary>
    public double SignX { get; init; } = X;

    /// <summary>The sign's middle, from the drawing's upper edge.</summary>
    public double Y { get; init; }

    public static IEnumerable<TimelineChange> Of(RunTimeline timeline, TimelineScale scale, Tracks tracks)
    {
        var changes = StepChanges.Of(timeline);
        foreach (var step in timeline.Moments.Select(moment => moment.Step))
        {
            if (!changes.ById.TryGetValue(step.Id, out var change)) continue;
            yield return At(step.Index, change.Kind.ToString().ToLowerInvariant(), $"Step {step.Index + 1}, {step.Title}: {(change.Words.Length > 0 ? change.Words : change.Mark)}");
        }
        foreach (var ghost in changes.Ghosts) yield return At(ghost.Neighbour, "skipped", $"{ghost.Title}: skipped by this branch.");

        TimelineChange At(int index, string look, string title)
        {
            double x = scale.StepEnds[index];
            return new(x, look, title) { SignX = tracks.Problems.Any(problem => problem.Index == index) ? x - Beside : x };
        }
    }
}
