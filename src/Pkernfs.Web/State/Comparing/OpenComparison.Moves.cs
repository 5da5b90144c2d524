using Pkernfs.Core.Inspection.Comparison;

namespace Pkernfs.Web.State.Comparing;

/// <summary>Moving through both runs. Locked, matched moments stay matched, and moments that were not keep their distance.</summary>
public sealed partial class OpenComparison
{
    /// <summary>The side that moves where steps are free: the one that was used last.</summary>
    public SideName Active { get; private set; }

    /// <summary>The moments that the view names, whether they are compared yet or not.</summary>
    private ComparedMoments? Moments =>
        left?.Run is { } a && right?.Run is { } b && alignment is { } aligned ? FindMoments(a.Timeline, b.Timeline, aligned) : null;

    public void Use(SideName side) => Active = side;

    /// <summary>Some steps on: both sides where they are locked, else the active one.</summary>
    public void Step(int places)
    {
        if (Moments is not { } at) return;
        if (!View.LocksSteps) StepSide(Active, places);
        else if (!IsOneRun && alignment!.RowOf(at.Left, at.Right) is { } row) GoTo(alignment.Rows[Math.Clamp(row + places, 0, alignment.Rows.Length - 1)]);
        else GoTo(at.Left + places, at.Right + places);
    }

    /// <summary>Some steps on by one side's own count; locked, the other goes along.</summary>
    public void StepSide(SideName side, int places)
    {
        Active = side;
        if (Moments is { } at) GoToSide(side, (side == SideName.A ? at.Left : at.Right) + places);
    }

    /// <summary>One side to a step, by its index; locked, the other to what matches it, or as far on where both are one run.</summary>
    public void GoToSide(SideName side, int index)
    {
        if (Moments is not { } at) return;
        Active = side;
        int from = side == SideName.A ? at.Left : at.Right;
        index = Math.Clamp(index, 0, this[side]!.Run!.Timeline.Moments.Length - 1);
        if (!View.LocksSteps) GoTo(side == SideName.A ? index : at.Left, side == SideName.B ? index : at.Right);
        else if (IsOneRun) GoTo(at.Left + index - from, at.Right + index - from);
        else GoTo(side == SideName.A ? alignment!.OfLeft(index) : alignment!.OfRight(index));
    }

    /// <summary>To the first step of the next phase, or back to this phase's first, then the one before; by the active side's phases.</summary>
    public void StepPhase(int direction)
    {
        if (Moments is not { } at) return;
        var moments = this[Active]!.Run!.Timeline.Moments;
        int index = Active == SideName.A ? at.Left : at.Right;
        var starts = moments.Where((moment, i) => i == 0 || moments[i - 1].Step.Phase != moment.Step.Phase).Select(moment => moment.Step.Index);
        GoToSide(Active, direction > 0 ? starts.FirstOrDefault(start => start > index, moments.Length - 1) : starts.LastOrDefault(start => start < index, 0));
    }

    /// <summary>Both to the beginning, or both to the end.</summary>
    public void GoToEnd(bool last) => GoTo(last ? int.MaxValue : 0, last ? int.MaxValue : 0);

    /// <summary>Both to a point that both runs come to.</summary>
    public void GoToPoint(MatchPoint point)
    {
        if (left?.Run is { } a && right?.Run is { } b && point.IndexIn(a.Timeline) is { } l && point.IndexIn(b.Timeline) is { } r) GoTo(l, r, keepInHistory: true);
    }

    /// <summary>Another run on one side, at the moment that matches the other side's.</summary>
    public void ChangeMachine(SideName side, CompareSide value) => Show(View.With(side, value), keepInHistory: true);

    /// <summary>A becomes B and B becomes A.</summary>
    public void Swap() => Show(View with { Left = View.Right, Right = View.Left, RightCamera = View.LeftCamera, LeftCamera = View.CameraOf(SideName.B) }, keepInHistory: true);

    private bool IsOneRun => ReferenceEquals(left?.Run, right?.Run);

    private void GoTo(AlignedMoments row) => GoTo(row.Left, row.Right);

    private void GoTo(int leftIndex, int rightIndex, bool keepInHistory = false)
    {
        if (left?.Run is not { Timeline: var a } || right?.Run is not { Timeline: var b }) return;
        Show(
            View with
            {
                Left = View.Left with { Step = a.Moments[Math.Clamp(leftIndex, 0, a.Moments.Length - 1)].Step.Id },
                Right = View.Right with { Step = b.Moments[Math.Clamp(rightIndex, 0, b.Moments.Length - 1)].Step.Id },
            },
            keepInHistory);
    }
}
