using System.Collections.Immutable;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Inspection;

/// <summary>The translation at one moment of a run, with what only the run can tell: what changed, and since when something is missing.</summary>
/// <param name="Changes">Against the moment before; empty at the first.</param>
/// <param name="Before">The moment before, of which they tell what was there; null at the first.</param>
/// <param name="Blocked">For each device whose requests are refused, why and since when.</param>
/// <param name="ProcessorEnded">What ended the VMM's mappings; null where a VMM runs or none ever did.</param>
public sealed record TranslationReading(
    TranslationTree Tree,
    TranslationSides Sides,
    ImmutableArray<TranslationChange> Changes,
    TranslationSnapshot? Before,
    IReadOnlyDictionary<PciAddress, string> Blocked,
    string? ProcessorEnded)
{
    /// <summary>Reads a moment: the plan's devices, and any function asked for besides.</summary>
    public static TranslationReading Of(RunInspection run, int index, params ReadOnlySpan<PciAddress> besides)
    {
        var timeline = run.Timeline;
        PciAddress[] functions = [.. timeline.Plan.Devices.Select(device => device.Address), .. besides];
        var now = Read(run, index, functions);
        var before = index > 0 ? Read(run, index - 1, functions) : null;
        var (tree, sides) = now;
        return new(
            tree,
            sides,
            before is null ? [] : TranslationChanges.Between(before, now),
            before,
            tree.Devices.Where(device => device.Refusal != FaultReason.None && tree.RootTable is not null).ToImmutableDictionary(device => device.Address, device => BlockedWords(timeline, index, device)),
            TranslationHistory.ProcessEndedBy(timeline, index) is var (step, titles) ? $"{titles} ended at \"{step.Title}\"" : null);
    }

    private static TranslationSnapshot Read(RunInspection run, int index, PciAddress[] functions)
    {
        var machine = run.Timeline.Moments[index].Machine;
        var tree = TranslationTree.Of(machine.Platform, functions, run.OwnershipAt(index));
        return new(tree, TranslationSides.Of(machine, tree));
    }

    private static string BlockedWords(RunTimeline timeline, int index, TranslationDevice device)
    {
        var reason = TranslationHistory.LastFault(timeline, index, device.Address)?.Reason ?? device.Refusal;
        string words = $"Fault 0x{(byte)reason:x}, {(reason == FaultReason.ContextNotPresent ? "context entry P = 0" : FaultReasons.Describe(reason))}";
        return TranslationHistory.ClearedBy(timeline, index, device.Address) is { } step
            ? $"{words}, cleared by \"{step.Title}\"."
            : $"{words}; no step has set it yet.";
    }
}
