using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Timeline;

/// <summary>
/// What work would take: each kind's amount times its parameter, and all of it one after another on one core. Modelled, never measured; the
/// series that started this gives no figure at all.
/// </summary>
public static class CostModel
{
    /// <summary>Nanoseconds, 0 or more.</summary>
    public static long Of(StepWork work, CostParameters parameters)
    {
        double total = work.Fixed is { } kind ? parameters.NanosecondsOf(kind) * work.Rounds : 0;
        foreach (var counted in WorkCounts.Kinds) total += work.Counts[counted] * parameters.NanosecondsOf(counted);
        return (long)Math.Round(total);
    }
}
