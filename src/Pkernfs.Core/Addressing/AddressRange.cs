namespace Pkernfs.Core.Addressing;

/// <summary>
/// A run of addresses of one kind: <see cref="Start"/> is in it, <see cref="End"/> is the first address after it.
/// The default is the empty range at zero.
/// </summary>
public readonly record struct AddressRange<TAddress>(TAddress Start, ByteCount Length) : IComparable<AddressRange<TAddress>>
    where TAddress : struct, IAddress<TAddress>
{
    /// <summary>The first address after the range. A range may end at 2^64 only by being one byte short of it.</summary>
    public TAddress End => TAddress.At(checked(Start.Value + Length.Value));

    /// <summary>The last address in the range, as the kernel's logs print it. Only for a range that is not empty.</summary>
    public TAddress Last => TAddress.At(checked(Start.Value + Length.Value - 1));

    public bool IsEmpty => Length.Value == 0;

    /// <summary>The range from <paramref name="start"/> up to but without <paramref name="end"/>.</summary>
    public static AddressRange<TAddress> FromTo(TAddress start, TAddress end) => new(start, new(checked(end.Value - start.Value)));

    /// <summary>The range from <paramref name="first"/> up to and with <paramref name="last"/>.</summary>
    public static AddressRange<TAddress> Inclusive(TAddress first, TAddress last) => new(first, new(checked(last.Value - first.Value + 1)));

    public bool Contains(TAddress address) => address.Value >= Start.Value && address.Value - Start.Value < Length.Value;

    /// <summary>True when all of <paramref name="other"/> lies in this range. An empty range lies nowhere.</summary>
    public bool Contains(AddressRange<TAddress> other) =>
        !other.IsEmpty && other.Start.Value >= Start.Value && other.End.Value <= End.Value;

    public bool Overlaps(AddressRange<TAddress> other) => !Intersect(other).IsEmpty;

    /// <summary>The addresses in both; empty where there are none.</summary>
    public AddressRange<TAddress> Intersect(AddressRange<TAddress> other)
    {
        ulong start = Math.Max(Start.Value, other.Start.Value);
        ulong end = Math.Min(End.Value, other.End.Value);
        return start < end ? FromTo(TAddress.At(start), TAddress.At(end)) : default;
    }

    /// <summary>The addresses of this range that are not in <paramref name="other"/>: none, one or two ranges, in order.</summary>
    public IEnumerable<AddressRange<TAddress>> Except(AddressRange<TAddress> other)
    {
        var both = Intersect(other);
        if (both.IsEmpty)
        {
            if (!IsEmpty) yield return this;
            yield break;
        }
        if (Start.Value < both.Start.Value) yield return FromTo(Start, both.Start);
        if (both.End.Value < End.Value) yield return FromTo(both.End, End);
    }

    /// <summary>By start, then by length.</summary>
    public int CompareTo(AddressRange<TAddress> other)
    {
        int byStart = Start.CompareTo(other.Start);
        return byStart != 0 ? byStart : Length.CompareTo(other.Length);
    }

    /// <summary>False for a range that a caller asks for and that no address space can hold: it would go on after 2^64 - 1. Its <see cref="End"/> is an error.</summary>
    public bool HasEnd => Length.Value <= ulong.MaxValue - Start.Value;

    /// <summary>Both ends included, as the kernel's logs print it: [0x40000000-0x7fffffff]. One that wraps around is named by its length.</summary>
    public override string ToString() => IsEmpty ? $"[{Start}, empty]" : HasEnd ? $"[{Start}-{Last}]" : $"[{Start}, {Length} long]";
}
