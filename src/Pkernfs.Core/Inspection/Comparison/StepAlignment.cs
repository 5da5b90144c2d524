using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>
/// The moments of two runs side by side: steps of one name face each other; a step that only one run has faces the moment at which the
/// other stands meanwhile, the last one that it had before. Both runs begin with one step, power-on, as all runs do.
/// </summary>
/// <param name="Rows">In time's order on both sides; each moment is in at least one.</param>
public sealed record StepAlignment(ImmutableArray<AlignedMoments> Rows)
{
    public static StepAlignment Of(RunTimeline left, RunTimeline right)
    {
        var rows = ImmutableArray.CreateBuilder<AlignedMoments>();
        var (i, j) = (0, 0);
        foreach (var (a, b) in SharedSteps(left, right).Append((left.Moments.Length, right.Moments.Length)))
        {
            Fill(rows, left, i, a, right, j, b);
            if (a < left.Moments.Length) rows.Add(new(a, b, AlignedBy.Step));
            (i, j) = (a + 1, b + 1);
        }
        return new(rows.ToImmutable());
    }

    /// <summary>The row of exactly these two moments; null where they do not face each other.</summary>
    public int? RowOf(int left, int right) => Rows.Select((row, at) => (row, at)).Where(entry => entry.row.Left == left && entry.row.Right == right).Select(entry => (int?)entry.at).FirstOrDefault();

    /// <summary>The row where the left stands at that moment: the one in which the right moved, too, or else the first.</summary>
    public AlignedMoments OfLeft(int index) => Rows.Where(row => row.Left == index).OrderBy(row => row.By is AlignedBy.RightOnly).First();

    /// <summary>The row where the right stands at that moment.</summary>
    public AlignedMoments OfRight(int index) => Rows.Where(row => row.Right == index).OrderBy(row => row.By is AlignedBy.LeftOnly).First();

    /// <summary>Between two shared steps: what only one side has, by phase, the left's first; the last step of a phase faces the other's last.</summary>
    private static void Fill(ImmutableArray<AlignedMoments>.Builder rows, RunTimeline left, int i, int endLeft, RunTimeline right, int j, int endRight)
    {
        while (i < endLeft || j < endRight)
        {
            if (i < endLeft && j < endRight && EndsPhase(left, i) is { } phase && EndsPhase(right, j) == phase) rows.Add(new(i++, j++, AlignedBy.Place));
            else if (i < endLeft && (j >= endRight || PhaseOf(left, i) < PhaseOf(right, j) || (PhaseOf(left, i) == PhaseOf(right, j) && EndsPhase(left, i) is null)))
                rows.Add(new(i++, Math.Max(0, j - 1), AlignedBy.LeftOnly));
            else if (j < endRight) rows.Add(new(Math.Max(0, i - 1), j++, AlignedBy.RightOnly));
            else rows.Add(new(i++, Math.Max(0, j - 1), AlignedBy.LeftOnly));
        }
    }

    private static Phase PhaseOf(RunTimeline run, int index) => run.Moments[index].Step.Phase;

    /// <summary>The phase whose last step it is; null for any other step.</summary>
    private static Phase? EndsPhase(RunTimeline run, int index) =>
        index + 1 == run.Moments.Length || PhaseOf(run, index + 1) != PhaseOf(run, index) ? PhaseOf(run, index) : null;

    /// <summary>The longest series of steps that both runs have in one order, by name.</summary>
    private static List<(int Left, int Right)> SharedSteps(RunTimeline left, RunTimeline right)
    {
        var (a, b) = (left.Moments, right.Moments);
        int[,] longest = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--)
                longest[i, j] = a[i].Step.Id == b[j].Step.Id ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
        }
        var shared = new List<(int, int)>();
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            if (a[i].Step.Id == b[j].Step.Id) shared.Add((i++, j++));
            else if (longest[i + 1, j] >= longest[i, j + 1]) i++;
            else j++;
        }
        return shared;
    }
}

/// <summary>Two moments that face each other.</summary>
/// <param name="Left">The moment's index in the left run.</param>
/// <param name="Right">The moment's index in the right run.</param>
public readonly record struct AlignedMoments(int Left, int Right, AlignedBy By);

/// <summary>Why two moments face each other.</summary>
public enum AlignedBy
{
    /// <summary>The same step.</summary>
    Step,

    /// <summary>Both end the same phase, with steps of their own.</summary>
    Place,

    /// <summary>Only the left run has this step; the right stands where it was.</summary>
    LeftOnly,

    /// <summary>Only the right run has this step; the left stands where it was.</summary>
    RightOnly,
}
