using System.Collections.Immutable;
using Pkernfs.Core.Costs;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Cost;

/// <summary>A figure that curves show.</summary>
public enum CostMetric
{
    Blackout,
    Blocked,
    Around,
    Reserved,
    Written,
}

/// <summary>The figures' words and values.</summary>
public static class CostMetrics
{
    public static ImmutableArray<CostMetric> All { get; } = [.. Enum.GetValues<CostMetric>()];

    /// <summary>The one that links call so; null where there is none.</summary>
    public static CostMetric? Find(string word) => All.Where(metric => ViewValues.Word(metric) == word).Select(metric => (CostMetric?)metric).FirstOrDefault();

    public static string Title(this CostMetric metric) => metric switch
    {
        CostMetric.Blackout => "Blackout",
        CostMetric.Blocked => "Mapping changes blocked",
        CostMetric.Around => "Work while the guest runs",
        CostMetric.Reserved => "Bytes reserved",
        _ => "Bytes written in the blackout",
    };

    public static string Meaning(this CostMetric metric) => metric switch
    {
        CostMetric.Blackout => "From the step that pauses the vCPUs to the end of the one that resumes them.",
        CostMetric.Blocked => "While the VMM could not map or unmap memory for the assigned device: no kernel, no attached domain of its own, a frozen address space, or records that do not know all that is mapped. The guest runs during some of it; memory hotplug has to wait.",
        CostMetric.Around => "Done for the update's sake before the pause and after the resumption.",
        CostMetric.Reserved => "Set apart at most, used or not: a carve-out for itself alone; KHO's scratch areas for movable pages of others, too.",
        _ => "Stored by software while the guest stands still, in whatever way.",
    };

    public static bool IsTime(this CostMetric metric) => metric is CostMetric.Blackout or CostMetric.Blocked or CostMetric.Around;

    /// <summary>Nanoseconds or bytes; null where it never ends.</summary>
    public static double? Value(this CostMetric metric, CostReport report) => metric switch
    {
        CostMetric.Blackout => report.BlackoutNanoseconds,
        CostMetric.Blocked => report.MappingsBlockedNanoseconds,
        CostMetric.Around => report.AroundNanoseconds,
        CostMetric.Reserved => report.Profile.Reserved.Value,
        _ => report.BlackoutBytes,
    };

    public static string Words(this CostMetric metric, double? value) =>
        value is not { } known ? "never ends" : metric.IsTime() ? CostWords.Time(known) : RoundSize.Of((ulong)known);
}
