using System.Text.Json.Serialization;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Restore;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Commands;

/// <summary>What "run --json" prints. What went wrong goes to standard error in sentences, so that this shape stays as documented.</summary>
internal sealed record RunDocument(string Scenario, ulong Seed, IReadOnlyList<RunDocument.StepDocument> Steps, long? BlackoutNanoseconds, IReadOnlyList<RunDocument.InvariantDocument> Invariants, RunDocument.RestoreDocument? FullRestore, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RunDocument.StatsDocument? Stats)
{
    /// <summary>Violations told of one invariant: what it breaks goes on for many steps, and the first of them say what and where.</summary>
    private const int MostViolations = 20;

    public static RunDocument Of(Scenario scenario, RunInspection run, InvariantReport invariants, bool withStats) => new(
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
        [.. invariants.Verdicts.Select(verdict => Of(run, verdict))],
        run.Restore() is { } restore ? RestoreDocument.Of(restore) : null,
        withStats ? StatsDocument.Of(run.Timeline) : null);

    private static InvariantDocument Of(RunInspection run, InvariantVerdict verdict) => new(
        verdict.Invariant.Id,
        verdict.Invariant.Title,
        verdict.Holds,
        verdict.FirstBroken is { } first ? run.Timeline.Moments[first].Step.Id : null,
        [
            .. (from step in verdict.ByStep.Index()
                from violation in step.Item
                select new ViolationDocument(
                    run.Timeline.Moments[step.Index].Step.Id,
                    violation.Sentence,
                    violation.Bytes is { } bytes ? VerbOutput.Hex(bytes.Start.Value) : null,
                    violation.Bytes?.Length.Value)).Take(MostViolations),
        ]);

    /// <param name="InstalledBytes">RAM of the machine.</param>
    /// <param name="ResidentBytes">RAM written to, at the last moment.</param>
    /// <param name="HistoryBytes">What all moments together take on this host.</param>
    /// <param name="StepBytes">What each step added to that.</param>
    internal sealed record StatsDocument(ulong InstalledBytes, ulong ResidentBytes, ulong HistoryBytes, IReadOnlyList<ulong> StepBytes)
    {
        public static StatsDocument Of(RunTimeline timeline)
        {
            var footprint = RunFootprint.Of(timeline);
            return new(footprint.Installed.Value, RunFootprint.Resident(timeline.Moments[^1]).Value, footprint.History.Value, [.. footprint.Added.Select(bytes => bytes.Value)]);
        }
    }

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
                device.IsCarried,
                device.IsFull,
                [.. device.Parts.Select(part => new PartDocument(
                    part.Name,
                    VerbOutput.Word(part.Outcome),
                    [.. part.Facts.Select(fact => new FactDocument(fact.Name, fact.Before, fact.After, VerbOutput.Word(fact.Status), fact.Note))]))]))]);

        internal sealed record DeviceDocument(string Device, bool Carried, bool Full, IReadOnlyList<PartDocument> Parts);

        internal sealed record PartDocument(string Name, string Outcome, IReadOnlyList<FactDocument> Facts);

        internal sealed record FactDocument(string Name, string? Before, string? After, string Status, string? Note);
    }

    internal sealed record InvariantDocument(string Id, string Title, bool Holds, string? FirstBroken, IReadOnlyList<ViolationDocument> Violations);

    /// <param name="Step">After which step.</param>
    /// <param name="Start">The first of the bytes that break it; null where no byte does.</param>
    internal sealed record ViolationDocument(string Step, string Sentence, string? Start, ulong? Length);

    internal sealed record TouchedDocument(string Start, ulong Length, string Kind);

    internal sealed record DmaDocument(int Reads, int Writes, int Faults, int Lost, int Misdirected);
}
