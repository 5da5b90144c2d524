using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Timeline;

/// <summary>What a step did, counted as it happened: its cost follows from it for any parameters, without doing the step again.</summary>
/// <param name="Fixed">The work of its kind; null for a step that has none, such as a fault.</param>
public sealed record StepWork(WorkCounts Counts, FixedWork? Fixed)
{
    /// <summary>How often the fixed work was done: once for each guest or device that the step went through, one after the other.</summary>
    public int Rounds { get; init; } = 1;

    public static StepWork None { get; } = new(default, null);
}
