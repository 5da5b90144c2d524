using Pkernfs.Core.Inspection;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Web.Commands;

/// <summary>What "run --json" prints. What went wrong goes to standard error in sentences, so that this shape stays as documented.</summary>
internal sealed record RunDocument(string Scenario, ulong Seed, IReadOnlyList<RunDocument.StepDocument> Steps, long? BlackoutNanoseconds)
{
    public static RunDocument Of(Scenario scenario, RunInspection run) => new(
        scenario.Name,
        scenario.Plan.Seed,
        [.. run.Timeline.Moments.Select(moment => moment.Step).Select(step => new StepDocument(
            step.Index,
            step.Id,
            VerbOutput.Word(step.Phase),
            VerbOutput.Word(step.Actor),
            step.Boot,
            step.Title,
            step.Source,
            [.. run.TouchedIn(step.Index).Select(touched => new TouchedDocument(VerbOutput.Hex(touched.Range.Start.Value), touched.Range.Length.Value, VerbOutput.Word(touched.Kind)))],
            step.CostNanoseconds,
            new DmaDocument(step.Dma.Reads, step.Dma.Writes, step.Dma.Faults, step.Dma.Lost, step.Dma.Misdirected)))],
        run.Timeline.BlackoutNanoseconds);

    internal sealed record StepDocument(
        int Index,
        string Id,
        string Phase,
        string Actor,
        int? Boot,
        string Title,
        string Source,
        IReadOnlyList<TouchedDocument> Touched,
        long CostNanoseconds,
        DmaDocument Dma);

    internal sealed record TouchedDocument(string Start, ulong Length, string Kind);

    internal sealed record DmaDocument(int Reads, int Writes, int Faults, int Lost, int Misdirected);
}
