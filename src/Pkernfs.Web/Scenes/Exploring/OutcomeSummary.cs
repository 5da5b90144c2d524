using System.Collections.Immutable;
using Pkernfs.Core.Exploration;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;

namespace Pkernfs.Web.Scenes.Exploring;

/// <summary>What one fault comes to in one scenario: its worst outcome, and how often each.</summary>
/// <param name="Counts">How many steps end in each kind, the worst first; kinds without a step are left out.</param>
public sealed record OutcomeSummary(OutcomeKind Worst, ImmutableArray<(OutcomeKind Kind, int Steps)> Counts)
{
    public int Steps => Counts.Sum(count => count.Steps);

    /// <summary>"silent corruption 30, kernel refuses 3".</summary>
    public string Words => string.Join(", ", Counts.Select(count => $"{OutcomeWords.Of(count.Kind)} {count.Steps}"));

    /// <summary>The summary of a fault; null where it may strike nowhere.</summary>
    public static OutcomeSummary? Of(ExplorationTable exploration, Fault fault)
    {
        var counts = exploration.Cells.Where(cell => cell.Fault == fault).GroupBy(cell => cell.Outcome.Kind)
            .OrderByDescending(group => group.Key).Select(group => (group.Key, group.Count())).ToImmutableArray();
        return counts.IsEmpty ? null : new(counts[0].Key, counts);
    }

    /// <summary>The faults in the catalogue's order.</summary>
    public static ImmutableArray<Fault> Faults => Catalogue<Fault>.All;
}
