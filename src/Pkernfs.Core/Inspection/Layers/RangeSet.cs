using System.Collections.Immutable;

namespace Pkernfs.Core.Inspection.Layers;

/// <summary>Physical ranges as a set of bytes.</summary>
public static class RangeSet
{
    /// <summary>The same bytes by address, without overlaps, neighbours joined.</summary>
    public static ImmutableArray<PhysicalRange> Join(IEnumerable<PhysicalRange> ranges)
    {
        var joined = ImmutableArray.CreateBuilder<PhysicalRange>();
        foreach (var range in ranges.Where(range => !range.IsEmpty).Order())
        {
            if (joined.Count == 0 || range.Start > joined[^1].End)
                joined.Add(range);
            else if (range.End > joined[^1].End)
                joined[^1] = PhysicalRange.FromTo(joined[^1].Start, range.End);
        }
        return joined.ToImmutable();
    }

    /// <summary>True where a range has a byte of the set, which is as <see cref="Join"/> gives it.</summary>
    public static bool Meets(this ImmutableArray<PhysicalRange> set, PhysicalRange range)
    {
        int low = 0, high = set.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (set[middle].End <= range.Start) low = middle + 1;
            else high = middle;
        }
        return low < set.Length && set[low].Overlaps(range);
    }

    /// <summary>Their bytes together.</summary>
    public static ByteCount Total(IEnumerable<PhysicalRange> ranges) => new(ranges.Aggregate(0UL, (sum, range) => sum + range.Length.Value));
}
