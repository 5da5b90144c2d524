using System.Collections.Immutable;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>Two machines held against each other, things by what they are for.</summary>
/// <param name="Differences">What is not alike, by topic; at most <see cref="Most"/>.</param>
/// <param name="Omitted">Differences beyond those.</param>
/// <param name="ChangedPages">Pages of memory whose bytes differ, whatever they are for.</param>
/// <param name="Sentences">The comparison in words, A for the left and B for the right.</param>
public sealed record MachineComparison(ImmutableArray<Difference> Differences, int Omitted, ulong ChangedPages, ImmutableArray<string> Sentences)
{
    /// <summary>More differences than this are two machines that have nothing to do with each other.</summary>
    public const int Most = 96;

    /// <summary>Compares two moments, of one run or of two.</summary>
    /// <param name="leftIndex">The index of the moment in <paramref name="left"/>.</param>
    public static MachineComparison Of(RunInspection left, int leftIndex, RunInspection right, int rightIndex)
    {
        ImmutableArray<PciAddress> functions =
            [.. left.Timeline.Plan.Devices.Concat(right.Timeline.Plan.Devices).OrderByDescending(device => device.Persistent).ThenBy(device => device.Address).Select(device => device.Address).Distinct()];
        var (a, b) = (new ComparedMoment(left, leftIndex, functions), new ComparedMoment(right, rightIndex, functions));
        ulong changed = a.Platform.Memory.ChangedRuns(b.Platform.Memory).Aggregate(0UL, (sum, run) => sum + run.Length.PagesRoundedUp);
        if (changed == 0 && ReferenceEquals(a.Machine, b.Machine)) return new([], 0, 0, [ComparisonWords.Same]);
        var all = All(a, b, functions).OfType<Difference>().ToImmutableArray();
        return new([.. all.Take(Most)], Math.Max(0, all.Length - Most), changed, ComparisonWords.Of(left.Timeline, leftIndex, right.Timeline, rightIndex, a, b, all, changed));
    }

    private static IEnumerable<Difference?> All(ComparedMoment left, ComparedMoment right, ImmutableArray<PciAddress> functions) =>
    [
        .. RegisterDifferences.Of(left, right),
        .. TableDifferences.Of(left, right, functions),
        .. ReachDifferences.Of(left, right, functions),
        .. MediumDifferences.Of(left, right),
        .. KernelDifferences.Of(left, right, functions),
        .. UserspaceDifferences.Of(left, right),
        .. MemoryDifferences.Of(left, right),
        .. DmaDifferences.Of(left, right, functions),
    ];
}
