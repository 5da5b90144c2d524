using Pkernfs.Core.Exploration;

namespace Pkernfs.Web.Commands;

/// <summary>What "explore --json" prints.</summary>
internal sealed record ExploreDocument(string Scenario, IReadOnlyList<ExploreDocument.CellDocument> Cells)
{
    public static ExploreDocument Of(string scenario, ExplorationTable exploration) => new(
        scenario,
        [.. exploration.Cells.Select(cell => new CellDocument(
            cell.Fault.Id,
            cell.Fault.Number,
            cell.Step,
            VerbOutput.Word(cell.Outcome.Kind),
            cell.Outcome.Noticing is { } noticing ? new(noticing.Step, VerbOutput.Word(noticing.How), noticing.Sentence) : null,
            cell.Outcome.FirstShown,
            cell.Outcome.GuestRuns,
            cell.Outcome.Sentence,
            cell.Edits))]);

    /// <param name="NoticedBy">Null where nobody noticed.</param>
    /// <param name="FirstShown">The step; null where nothing was hurt.</param>
    internal sealed record CellDocument(
        string Fault,
        string Number,
        string Step,
        string Outcome,
        NoticeDocument? NoticedBy,
        string? FirstShown,
        bool GuestRuns,
        string Sentence,
        string Edits);

    internal sealed record NoticeDocument(string Step, string How, string Sentence);
}
