using System.Collections.Immutable;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Timeline;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.Inspection;

/// <summary>When in a run what is missing at a moment went away, found by comparing moments.</summary>
public static class TranslationHistory
{
    /// <summary>The step that cleared a function's context entry; null where it is present at that moment, or never was before it.</summary>
    public static Step? ClearedBy(RunTimeline timeline, int index, PciAddress function) =>
        LastEnd(timeline, index, moment => IsPresent(moment.Machine.Platform, function));

    /// <summary>The step that ended the last VMM, and which it was, with its page tables: "VMM 412 and its page tables"; null where one runs at that moment, or none ran before it.</summary>
    public static (Step Step, string What)? ProcessEndedBy(RunTimeline timeline, int index) =>
        LastEnd(timeline, index, moment => moment.Machine.Vmm is not null) is { } step ? (step, Words(timeline.Moments[step.Index - 1].Machine.Vmms)) : null;

    /// <summary>The latest refused access of a function up to a moment, back to when its requests last got through; null where there is none.</summary>
    public static DmaFault? LastFault(RunTimeline timeline, int index, PciAddress function)
    {
        for (int i = index; i >= 0; i--)
        {
            if (!timeline.Moments[i].Step.DmaByDevice.TryGetValue(function, out var dma)) continue;
            if (dma.LastFault is { } fault) return fault;
            if (dma.Counts.Reads + dma.Counts.Writes > 0) return null;
        }
        return null;
    }

    private static string Words(ImmutableArray<VmmProcess> ended) => ended.Length == 1 ? $"{ended[0].Title} and its page tables" : $"{ended.Length} VMMs and their page tables";

    private static Step? LastEnd(RunTimeline timeline, int index, Func<Moment, bool> holds)
    {
        if (holds(timeline.Moments[index])) return null;
        for (int i = index; i > 0; i--)
        {
            if (holds(timeline.Moments[i - 1])) return timeline.Moments[i].Step;
        }
        return null;
    }

    /// <summary>Whether the entry stands in memory, translation on or off.</summary>
    private static bool IsPresent(PlatformState platform, PciAddress function) =>
        platform.Unit.RootTable != default
        && RootEntry.TryRead(platform.Memory, platform.Unit.RootTable, function.Bus, out var root) && root.Present
        && ContextEntry.TryRead(platform.Memory, root.ContextTable, function.DevFn, out var entry) && entry.Present;
}
