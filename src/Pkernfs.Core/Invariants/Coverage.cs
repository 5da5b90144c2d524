using System.Collections.Immutable;

namespace Pkernfs.Core.Invariants;

/// <summary>Sets of addresses as sorted ranges, and what of a range is in one and what is not.</summary>
internal static class Coverage
{
    /// <summary>The same addresses, sorted, without overlaps, neighbours joined.</summary>
    public static ImmutableArray<AddressRange<TAddress>> Join<TAddress>(IEnumerable<AddressRange<TAddress>> ranges)
        where TAddress : struct, IAddress<TAddress>
    {
        var joined = ImmutableArray.CreateBuilder<AddressRange<TAddress>>();
        foreach (var range in ranges.Where(range => !range.IsEmpty).Order())
        {
            if (joined.Count == 0 || range.Start.Value > joined[^1].End.Value) joined.Add(range);
            else if (range.End.Value > joined[^1].End.Value) joined[^1] = AddressRange<TAddress>.FromTo(joined[^1].Start, range.End);
        }
        return joined.ToImmutable();
    }

    /// <summary>The parts of <paramref name="range"/> that are in the set, by address.</summary>
    /// <param name="set">As <see cref="Join"/> gives it.</param>
    public static IEnumerable<AddressRange<TAddress>> Inside<TAddress>(AddressRange<TAddress> range, ImmutableArray<AddressRange<TAddress>> set)
        where TAddress : struct, IAddress<TAddress>
    {
        for (int i = FirstEndingAfter(range.Start, set); i < set.Length && set[i].Start.Value < range.End.Value; i++) yield return set[i].Intersect(range);
    }

    /// <summary>The parts of <paramref name="range"/> that are not in the set, by address.</summary>
    /// <param name="set">As <see cref="Join"/> gives it.</param>
    public static IEnumerable<AddressRange<TAddress>> Outside<TAddress>(AddressRange<TAddress> range, ImmutableArray<AddressRange<TAddress>> set)
        where TAddress : struct, IAddress<TAddress>
    {
        if (range.IsEmpty) yield break;
        var at = range.Start;
        foreach (var part in Inside(range, set))
        {
            if (part.Start.Value > at.Value) yield return AddressRange<TAddress>.FromTo(at, part.Start);
            at = part.End;
        }
        if (at.Value < range.End.Value) yield return AddressRange<TAddress>.FromTo(at, range.End);
    }

    private static int FirstEndingAfter<TAddress>(TAddress address, ImmutableArray<AddressRange<TAddress>> set)
        where TAddress : struct, IAddress<TAddress>
    {
        int low = 0, high = set.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (set[middle].End.Value <= address.Value) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
