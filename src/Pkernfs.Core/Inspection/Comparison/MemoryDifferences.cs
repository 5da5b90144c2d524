using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>Memory outside pkernfs by what it is for: the same purpose at another place is the same thing, moved.</summary>
internal static class MemoryDifferences
{
    public static IEnumerable<Difference?> Of(ComparedMoment left, ComparedMoment right)
    {
        var (lefts, rights) = (Purposes(left, TableDifferences.PagesOf(left)), Purposes(right, TableDifferences.PagesOf(right)));
        return lefts.Keys.Union(rights.Keys)
            .OrderByDescending(key => Math.Max(Bytes(lefts, key), Bytes(rights, key))).ThenBy(key => key.Label, StringComparer.Ordinal).ThenBy(key => key.Class)
            .Select(key => Told(key, lefts.GetValueOrDefault(key), rights.GetValueOrDefault(key)));
    }

    private static Difference? Told((OwnerClass Class, string Label) key, ImmutableArray<PhysicalRange> left, ImmutableArray<PhysicalRange> right)
    {
        if (!left.IsDefault && !right.IsDefault && left.SequenceEqual(right)) return null;
        bool isMoved = !left.IsDefault && !right.IsDefault && RangeSet.Total(left) == RangeSet.Total(right);
        string? was = Words(left, right), now = Words(right, left);
        if (was == now) (was, now) = (FirstOwn(left, right).ToString(), FirstOwn(right, left).ToString());
        return Difference.Between(
            DifferenceTopic.Memory, key.Class, key.Label, was, now,
            left.IsDefault ? null : left, right.IsDefault ? null : right, isMoved ? DifferenceKind.Moved : DifferenceKind.Changed);
    }

    private static string? Words(ImmutableArray<PhysicalRange> ranges, ImmutableArray<PhysicalRange> others) => ranges.IsDefault ? null
        : string.Create(CultureInfo.InvariantCulture, $"{FirstOwn(ranges, others).Start}, {RangeSet.Total(ranges)}{(ranges.Length > 1 ? $" in {ranges.Length:N0} places" : "")}");

    /// <summary>The first run that the other side does not have: where to look.</summary>
    private static PhysicalRange FirstOwn(ImmutableArray<PhysicalRange> ranges, ImmutableArray<PhysicalRange> others)
    {
        if (others.IsDefault) return ranges[0];
        var known = others.ToHashSet();
        return ranges.FirstOrDefault(range => !known.Contains(range), ranges[0]);
    }

    private static ulong Bytes(Dictionary<(OwnerClass, string), ImmutableArray<PhysicalRange>> purposes, (OwnerClass, string) key) =>
        purposes.TryGetValue(key, out var ranges) ? RangeSet.Total(ranges).Value : 0;

    /// <param name="told">Table pages that are told of by themselves.</param>
    private static Dictionary<(OwnerClass Class, string Label), ImmutableArray<PhysicalRange>> Purposes(ComparedMoment side, HashSet<PhysicalAddress> told) => side.Owners.Extents
        .Where(extent => side.Region?.Overlaps(extent.Range) != true)
        .Where(extent => extent.Class == OwnerClass.Stale || OwnershipChange.IsOwned(extent))
        .Where(extent => extent.Range.Length != ByteCount.Page || !told.Contains(extent.Range.Start))
        .GroupBy(extent => (extent.Class, extent.ReachableBy is { } device ? $"memory without an owner that {device} reaches" : extent.Class == OwnerClass.Stale ? "stale memory" : extent.Label))
        .ToDictionary(group => group.Key, group => RangeSet.Join(group.Select(extent => extent.Range)));
}
