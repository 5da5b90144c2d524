using System.Collections.Immutable;

namespace Pkernfs.Core.Exploration;

/// <summary>Neighbouring steps after which a fault ends alike: the same kind, first shown at the same step or at the fault itself.</summary>
/// <param name="Cells">At least one, in the run's order.</param>
public sealed record OutcomeRun(ImmutableArray<ExplorationCell> Cells)
{
    public ExplorationCell First => Cells[0];

    /// <summary>The first one's outcome, which stands for all.</summary>
    public Outcome Outcome => Cells[0].Outcome;

    /// <summary>"after save-vm", "after save-vm to jump (7 steps)".</summary>
    public string Span => Cells.Length == 1 ? $"after {First.Step}" : $"after {First.Step} to {Cells[^1].Step} ({Cells.Length} steps)";

    /// <summary>The runs of one fault's cells.</summary>
    public static ImmutableArray<OutcomeRun> Of(IEnumerable<ExplorationCell> cells)
    {
        var runs = ImmutableArray.CreateBuilder<OutcomeRun>();
        foreach (var cell in cells)
        {
            if (runs.Count > 0 && IsAlike(runs[^1].Cells[^1].Outcome, cell.Outcome)) runs[^1] = new(runs[^1].Cells.Add(cell));
            else runs.Add(new([cell]));
        }
        return runs.ToImmutable();
    }

    private static bool IsAlike(Outcome one, Outcome other) => one.Kind == other.Kind && one.GuestRuns == other.GuestRuns
        && (one.FirstShown == other.FirstShown || (IsAtFault(one) && IsAtFault(other)));

    private static bool IsAtFault(Outcome outcome) => outcome.FirstShown?.StartsWith("fault-", StringComparison.Ordinal) == true;
}
