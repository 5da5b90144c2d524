using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Restore;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Web.Commands;

/// <summary>What "run --json" prints. What went wrong goes to standard error in sentences, so that this shape stays as documented.</summary>
internal sealed record RunDocument(string Scenario, ulong Seed, IReadOnlyList<RunDocument.StepDocument> Steps, long? BlackoutNanoseconds, RunDocument.RestoreDocument? FullRestore)
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
        run.Timeline.BlackoutNanoseconds,
        run.Restore() is { } restore ? RestoreDocument.Of(restore) : null);

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

    internal sealed record RestoreDocument(bool Full, string Before, string After, IReadOnlyList<RestoreDocument.DeviceDocument> Devices)
    {
        public static RestoreDocument Of(FullRestore restore) => new(
            restore.IsFull,
            restore.Before.Id,
            restore.After.Id,
            [.. restore.Devices.Select(device => new DeviceDocument(
                device.Device.Address.ToString(),
                device.IsFull,
                [.. device.Parts.Select(part => new PartDocument(
                    part.Name,
                    VerbOutput.Word(part.Outcome),
                    [.. part.Facts.Select(fact => new FactDocument(fact.Name, fact.Before, fact.After, VerbOutput.Word(fact.Status), fact.Note))]))]))]);

        internal sealed record DeviceDocument(string Device, bool Full, IReadOnlyList<PartDocument> Parts);

        internal sealed record PartDocument(string Name, string Outcome, IReadOnlyList<FactDocument> Facts);

        internal sealed record FactDocument(string Name, string? Before, string? After, string Status, string? Note);
    }

    internal sealed record TouchedDocument(string Start, ulong Length, string Kind);

    internal sealed record DmaDocument(int Reads, int Writes, int Faults, int Lost, int Misdirected);
}
