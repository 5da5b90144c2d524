using System.Globalization;

namespace Pkernfs.Core.Addressing;

/// <summary>A length or an offset in bytes, 0 to 2^64 - 1. Ordering is by size; the default is zero bytes.</summary>
public readonly record struct ByteCount(ulong Value) : IComparable<ByteCount>
{
    /// <summary>One 4 KiB page.</summary>
    public static ByteCount Page => new(1UL << 12);

    public static ByteCount FromKiB(ulong count) => new(checked(count << 10));

    public static ByteCount FromMiB(ulong count) => new(checked(count << 20));

    public static ByteCount FromGiB(ulong count) => new(checked(count << 30));

    /// <summary>How many whole 4 KiB pages this is, rounded up.</summary>
    public ulong PagesRoundedUp => (Value >> 12) + ((Value & 0xfff) != 0 ? 1UL : 0UL);

    /// <inheritdoc/>
    public int CompareTo(ByteCount other) => Value.CompareTo(other.Value);

    public static ByteCount operator +(ByteCount left, ByteCount right) => new(checked(left.Value + right.Value));

    public static ByteCount operator -(ByteCount left, ByteCount right) => new(checked(left.Value - right.Value));

    public static ByteCount operator *(ByteCount left, ulong count) => new(checked(left.Value * count));

    public static bool operator <(ByteCount left, ByteCount right) => left.Value < right.Value;

    public static bool operator >(ByteCount left, ByteCount right) => left.Value > right.Value;

    public static bool operator <=(ByteCount left, ByteCount right) => left.Value <= right.Value;

    public static bool operator >=(ByteCount left, ByteCount right) => left.Value >= right.Value;

    /// <summary>Exact, in the largest binary unit that divides it: "1 GiB", "640 KiB", "4095 bytes".</summary>
    public override string ToString()
    {
        if (Value == 0) return "0 bytes";
        ReadOnlySpan<(int Shift, string Unit)> units = [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")];
        foreach (var (shift, unit) in units)
        {
            if ((Value & ((1UL << shift) - 1)) == 0)
                return (Value >> shift).ToString(CultureInfo.InvariantCulture) + " " + unit;
        }
        return Value.ToString(CultureInfo.InvariantCulture) + (Value == 1 ? " byte" : " bytes");
    }
}
