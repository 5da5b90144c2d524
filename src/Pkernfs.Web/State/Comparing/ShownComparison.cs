using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.State.Comparing;

/// <summary>Two moments and what differs between them: picture, list and words are all of these.</summary>
/// <param name="LeftIndex">The moment's index in the left run.</param>
public sealed record ShownComparison(RunInspection Left, int LeftIndex, RunInspection Right, int RightIndex, StepAlignment Alignment, MachineComparison Comparison)
{
    public Moment LeftMoment => Left.Timeline.Moments[LeftIndex];

    public Moment RightMoment => Right.Timeline.Moments[RightIndex];

    public bool IsSameRun => ReferenceEquals(Left, Right);

    /// <summary>How the two moments face each other; null where they are not matched.</summary>
    public AlignedMoments? Row => Alignment.RowOf(LeftIndex, RightIndex) is { } row ? Alignment.Rows[row] : null;

    /// <summary>The point at which both are; null where they are at none.</summary>
    public MatchPoint? Point => MatchPoint.At(Left.Timeline, LeftIndex, Right.Timeline, RightIndex);

    public bool Is(RunInspection left, int leftIndex, RunInspection right, int rightIndex) =>
        ReferenceEquals(Left, left) && ReferenceEquals(Right, right) && LeftIndex == leftIndex && RightIndex == rightIndex;

    public RunInspection RunOf(SideName side) => side == SideName.A ? Left : Right;

    public int IndexOf(SideName side) => side == SideName.A ? LeftIndex : RightIndex;

    /// <summary>Why these two moments face each other, in a sentence.</summary>
    public string Match => Row switch
    {
        { By: AlignedBy.Step } => "Matched: both have just done this step.",
        { By: AlignedBy.Place } => "Matched: both end this phase, with steps of their own.",
        { By: AlignedBy.LeftOnly } => $"Only A has the step \"{LeftMoment.Step.Title}\"; B stands at the last step before it that it has.",
        { By: AlignedBy.RightOnly } => $"Only B has the step \"{RightMoment.Step.Title}\"; A stands at the last step before it that it has.",
        _ => IsSameRun ? $"Two moments of one run, {Steps(Math.Abs(RightIndex - LeftIndex))} apart." : "Not matched: each side is where it was put.",
    };

    private static string Steps(int count) => count == 1 ? "1 step" : $"{count} steps";
}
