using System.Collections.Immutable;
using Pkernfs.Core.Exploration;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;

namespace Pkernfs.Web.Scenes.Exploring;

/// <summary>An exploration as a table: a row a fault, a column a phase, in it a cell for each step after which the fault may strike.</summary>
/// <param name="Phases">Those in which some fault may strike, in order.</param>
public sealed record OutcomeTable(ImmutableArray<Phase> Phases, ImmutableArray<OutcomeTableRow> Rows)
{
    /// <param name="kind">Only cells that end so, and rows that have one; null for all.</param>
    public static OutcomeTable Of(ExplorationTable exploration, OutcomeKind? kind)
    {
        var shown = exploration.Cells.Where(cell => kind is null || cell.Outcome.Kind == kind).ToArray();
        return new(
            [.. exploration.Cells.Select(cell => cell.Phase).Distinct().Order()],
            [.. shown.GroupBy(cell => cell.Fault).Select(fault => new OutcomeTableRow(fault.Key, [.. fault], OutcomeRun.Of(fault)))]);
    }
}

/// <summary>A fault's cells.</summary>
/// <param name="Runs">The same, neighbours that end alike together.</param>
public sealed record OutcomeTableRow(Fault Fault, ImmutableArray<ExplorationCell> Cells, ImmutableArray<OutcomeRun> Runs)
{
    public IEnumerable<ExplorationCell> In(Phase phase) => Cells.Where(cell => cell.Phase == phase);
}
