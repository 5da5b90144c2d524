using System.Collections.Immutable;
using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.State.Comparing;

/// <summary>The two moments that a comparison's view is of.</summary>
/// <param name="Sentences">One for each step that a run has not.</param>
public sealed record ComparedMoments(int Left, int Right, ImmutableArray<string> Sentences)
{
    /// <summary>A side without a step is at the moment that matches the other's, and without any both are at their end.</summary>
    public static ComparedMoments Of(CompareView view, RunTimeline left, RunTimeline right, StepAlignment aligned)
    {
        int? a = Find(left, view.Left.Step), b = Find(right, view.Right.Step);
        var (l, r) = (a, b) switch
        {
            ({ } both, { } found) => (both, found),
            ({ } only, null) => (only, aligned.OfLeft(only).Right),
            (null, { } only) => (aligned.OfRight(only).Left, only),
            _ => (left.Moments.Length - 1, right.Moments.Length - 1),
        };
        return new(l, r, [.. new[] { Missing("A", view.Left.Step, a), Missing("B", view.Right.Step, b) }.OfType<string>()]);
    }

    private static int? Find(RunTimeline run, string? step) => step is not null && run.TryFind(step, out var moment) ? moment.Step.Index : null;

    private static string? Missing(string side, string? step, int? found) =>
        step is null || found is not null ? null : $"{side} has no step \"{step}\"; shown is the moment that matches the other side's.";
}
