using System.Collections.Immutable;

namespace Pkernfs.Web.Scenes.Comparison;

/// <summary>Both updates over one modelled clock that begins with the guest's pause: what is inside the blackout, what beside it.</summary>
/// <param name="Start">Nanoseconds from the pause to the left edge; 0 or less.</param>
/// <param name="End">Nanoseconds from the pause to the right edge.</param>
public sealed record BlackoutBars(ImmutableArray<BlackoutPart> Left, ImmutableArray<BlackoutPart> Right, long Start, long End)
{
    public static BlackoutBars Of(CostScene costs)
    {
        var (left, right) = (Parts(costs, row => row.Left), Parts(costs, row => row.Right));
        return new(left, right, left.Concat(right).Min(part => (long?)part.From) ?? 0, left.Concat(right).Max(part => (long?)part.To) ?? 1);
    }

    /// <summary>Where a time is, in hundredths of the width.</summary>
    public double Percent(long nanoseconds) => 100.0 * (nanoseconds - Start) / Math.Max(1, End - Start);

    private static ImmutableArray<BlackoutPart> Parts(CostScene costs, Func<CostRow, CostPart?> side)
    {
        var rows = costs.Rows.Select(row => (row.Name, Cost: side(row))).Where(row => row.Cost is { Total: > 0 }).ToList();
        // What comes before anything of the blackout is before the pause.
        long clock = -rows.TakeWhile(row => row.Cost!.InBlackout == 0).Sum(row => row.Cost!.Total);
        var parts = ImmutableArray.CreateBuilder<BlackoutPart>();
        foreach (var (name, cost) in rows)
        {
            Add(name, cost!.InBlackout, true);
            Add(name, cost.Total - cost.InBlackout, false);
        }
        return parts.ToImmutable();

        void Add(string name, long nanoseconds, bool isInside)
        {
            if (nanoseconds == 0) return;
            parts.Add(new(name, clock, clock + nanoseconds, isInside));
            clock += nanoseconds;
        }
    }
}

/// <summary>A part of an update on its clock.</summary>
public sealed record BlackoutPart(string Name, long From, long To, bool IsInside);
