using System.Collections.Immutable;
using Pkernfs.Core.Invariants;
using Pkernfs.Web.State.Comparing;

namespace Pkernfs.Web.Scenes.Comparison;

/// <summary>How one invariant fares on both sides, up to the moments that are compared.</summary>
/// <param name="Left">"holds", "broken since step 41, Jump, no kernel"; "not asked" where the run has nothing that it could be about.</param>
public sealed record InvariantLine(string Title, string Left, string Right, bool IsBroken)
{
    private const string Holds = "holds", NotAsked = "not asked";

    /// <summary>Those that are broken on a side or that only one side has; the others are only counted.</summary>
    public static (ImmutableArray<InvariantLine> Lines, int HoldInBoth) Of(ShownComparison shown, InvariantReport left, InvariantReport right)
    {
        var invariants = left.Verdicts.Concat(right.Verdicts).Select(verdict => verdict.Invariant).DistinctBy(invariant => invariant.Id).OrderBy(invariant => invariant.Order);
        var all = invariants.Select(invariant => (invariant.Title, Left: Words(left, invariant, shown.LeftIndex), Right: Words(right, invariant, shown.RightIndex))).ToList();
        return (
            [.. all.Where(line => line.Left != Holds || line.Right != Holds).Select(line => new InvariantLine(line.Title, line.Left, line.Right, IsBad(line.Left) || IsBad(line.Right)))],
            all.Count(line => line.Left == Holds && line.Right == Holds));
    }

    private static bool IsBad(string words) => words is not (Holds or NotAsked);

    private static string Words(InvariantReport report, Invariant invariant, int index)
    {
        if (report.Verdicts.FirstOrDefault(verdict => verdict.Invariant.Id == invariant.Id) is not { } verdict) return NotAsked;
        if (verdict.FirstBroken is not { } first || first > index) return Holds;
        string since = $"step {first + 1}, {report.Timeline.Moments[first].Step.Title}";
        return verdict.ByStep[index].IsEmpty ? $"was broken at {since}" : $"broken since {since}";
    }
}
