using Pkernfs.Core.Exploration;

namespace Pkernfs.Web.Commands;

/// <summary>What "explore" prints for people: a block for each fault, a line for each run of steps that end alike, and the counts.</summary>
internal static class ExploreLines
{
    public static void Write(TextWriter output, string scenario, ExplorationTable exploration)
    {
        foreach (var fault in exploration.Cells.GroupBy(cell => cell.Fault))
        {
            output.WriteLine($"{fault.Key.Number,-4} {fault.Key.Title} ({fault.Key.Id})");
            foreach (var run in Alike([.. fault])) output.WriteLine($"     {Words.Of(run[0].Outcome.Kind),-17}  {Span(run)}: {run[0].Outcome.Sentence}");
            output.WriteLine();
        }
        output.WriteLine($"{scenario}: {exploration.Cells.Length} tries. {string.Join(", ", Enum.GetValues<OutcomeKind>().OrderDescending().Select(kind => $"{Words.Of(kind)} {exploration.Cells.Count(cell => cell.Outcome.Kind == kind)}"))}.");
    }

    private static string Span(List<ExplorationCell> run) => run.Count == 1 ? $"after {run[0].Step}" : $"after {run[0].Step} to {run[^1].Step} ({run.Count} steps)";

    /// <summary>Neighbours that end in the same kind, first shown at the same step.</summary>
    private static IEnumerable<List<ExplorationCell>> Alike(IReadOnlyList<ExplorationCell> cells)
    {
        var run = new List<ExplorationCell>();
        foreach (var cell in cells)
        {
            if (run.Count > 0 && !IsAlike(run[^1].Outcome, cell.Outcome))
            {
                yield return run;
                run = [];
            }
            run.Add(cell);
        }
        if (run.Count > 0) yield return run;
    }

    private static bool IsAlike(Outcome one, Outcome other) => one.Kind == other.Kind && one.GuestRuns == other.GuestRuns
        && (one.FirstShown == other.FirstShown || (IsAtFault(one) && IsAtFault(other)));

    private static bool IsAtFault(Outcome outcome) => outcome.FirstShown?.StartsWith("fault-", StringComparison.Ordinal) == true;
}
