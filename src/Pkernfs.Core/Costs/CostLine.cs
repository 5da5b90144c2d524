using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Costs;

/// <summary>The straight line through two runs that differ in the guest's size alone: each step's work, each kind of it for itself.</summary>
internal static class CostLine
{
    /// <summary>The work for a guest of that size; null where the runs have other steps than each other.</summary>
    public static CostProfile? Through(CostProfile low, CostProfile high, ByteCount guest)
    {
        if (!low.Steps.Select(step => step.Id).SequenceEqual(high.Steps.Select(step => step.Id))) return null;
        return high with
        {
            Guest = guest,
            Steps = [.. low.Steps.Zip(high.Steps, (first, second) => second with { Work = second.Work with { Counts = Between(first.Work.Counts, second.Work.Counts) } })],
            Reserved = new(Rounded(low.Reserved.Value, high.Reserved.Value)),
            ReservedUsed = new(Rounded(low.ReservedUsed.Value, high.ReservedUsed.Value)),
            // A table that is needed in part is needed.
            TablePool = (int)Math.Clamp(Math.Ceiling(At((ulong)low.TablePool, (ulong)high.TablePool)), 0, int.MaxValue),
        };

        WorkCounts Between(WorkCounts first, WorkCounts second) => WorkCounts.Of(kind => Rounded(first[kind], second[kind]));

        ulong Rounded(ulong first, ulong second) => (ulong)Math.Max(0, Math.Round(At(first, second)));

        // Multiplied before it is divided: exact, so that a whole number of tables comes out whole.
        decimal At(ulong first, ulong second) =>
            first + (((decimal)second - first) * ((decimal)guest.Value - low.Guest.Value) / ((decimal)high.Guest.Value - low.Guest.Value));
    }
}
