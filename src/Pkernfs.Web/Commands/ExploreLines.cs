using Pkernfs.Core.Exploration;
using Pkernfs.Web.Scenes.Exploring;

namespace Pkernfs.Web.Commands;

/// <summary>What "explore" prints for people: a block for each fault, a line for each run of steps that end alike, and the counts.</summary>
internal static class ExploreLines
{
    public static void Write(TextWriter output, string scenario, ExplorationTable exploration)
    {
        foreach (var fault in exploration.Cells.GroupBy(cell => cell.Fault))
        {
            output.WriteLine($"{fault.Key.Number,-4} {fault.Key.Title} ({fault.Key.Id})");
            foreach (var run in OutcomeRun.Of(fault)) output.WriteLine($"     {OutcomeWords.Of(run.Outcome.Kind),-17}  {run.Span}: {run.Outcome.Sentence}");
            output.WriteLine();
        }
        output.WriteLine($"{scenario}: {exploration.Cells.Length} tries. {string.Join(", ", Enum.GetValues<OutcomeKind>().OrderDescending().Select(kind => $"{OutcomeWords.Of(kind)} {exploration.Cells.Count(cell => cell.Outcome.Kind == kind)}"))}.");
    }
}
