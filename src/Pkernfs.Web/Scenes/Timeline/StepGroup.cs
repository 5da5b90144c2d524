using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Timeline;

/// <summary>The steps of one phase, in order.</summary>
/// <param name="Name">The phase in words.</param>
/// <param name="Range">Which steps of the whole phase, and their modelled time: "33–35 · 33.7 ms".</param>
/// <param name="Steps">Those to show; at least one.</param>
public sealed record StepGroup(Phase Phase, string Name, string Range, ImmutableArray<Step> Steps)
{
    /// <summary>The groups that have a step to show.</summary>
    public static ImmutableArray<StepGroup> Of(RunTimeline timeline, Func<Step, bool> isShown) =>
    [
        .. from moment in timeline.Moments
           group moment.Step by moment.Step.Phase into phase
           let shown = phase.Where(isShown).ToImmutableArray()
           where !shown.IsEmpty
           select new StepGroup(phase.Key, StepWords.Of(phase.Key), StepWords.Range(phase.ToImmutableArray()), shown),
    ];
}

/// <summary>Where a step is, seen from the moment shown.</summary>
public enum StepPlace
{
    Done,
    Current,
    Ahead,
}
