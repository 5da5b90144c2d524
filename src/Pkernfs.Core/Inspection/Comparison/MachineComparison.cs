using System.Collections.Immutable;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>Two machines held against each other, things by what they are for.</summary>
/// <param name="Differences">What is not alike, the devices that are carried across first; at most <see cref="Most"/>.</param>
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
        var devices = left.Timeline.Plan.Devices.Concat(right.Timeline.Plan.Devices).OrderBy(device => device.Address).ToList();
        ImmutableArray<PciAddress> carried = [.. devices.Where(device => device.Persistent).Select(device => device.Address).Distinct()];
        ImmutableArray<PciAddress> host = [.. devices.Select(device => device.Address).Distinct().Except(carried)];
        var (a, b) = (new ComparedMoment(left, leftIndex, [.. carried, .. host]), new ComparedMoment(right, rightIndex, [.. carried, .. host]));
        ulong changed = a.Platform.Memory.ChangedRuns(b.Platform.Memory).Aggregate(0UL, (sum, run) => sum + run.Length.PagesRoundedUp);
        if (changed == 0 && ReferenceEquals(a.Machine, b.Machine)) return new([], 0, 0, [ComparisonWords.Same]);
        var all = All(a, b, carried, host).OfType<Difference>().ToImmutableArray();
        return new([.. all.Take(Most)], Math.Max(0, all.Length - Most), changed, ComparisonWords.Of(left.Timeline, leftIndex, right.Timeline, rightIndex, a, b, all, changed));
    }

    /// <summary>What the update is about first; then the host's own devices, which only stand beside it.</summary>
    private static IEnumerable<Difference?> All(ComparedMoment left, ComparedMoment right, ImmutableArray<PciAddress> carried, ImmutableArray<PciAddress> host) =>
    [
        .. RegisterDifferences.Of(left, right),
        .. TableDifferences.RootAndContext(left, right),
        .. TableDifferences.Of(left, right, carried),
        .. ReachDifferences.Of(left, right, carried),
        .. MediumDifferences.Of(left, right),
        .. KernelDifferences.Domains(left, right, carried),
        .. KernelDifferences.Of(left, right, [.. carried, .. host]),
        .. UserspaceDifferences.Of(left, right),
        .. TableDifferences.Of(left, right, host),
        .. ReachDifferences.Of(left, right, host),
        .. KernelDifferences.Domains(left, right, host),
        .. MemoryDifferences.Of(left, right),
        .. DmaDifferences.Of(left, right, [.. carried, .. host]),
    ];
}
