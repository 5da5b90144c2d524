using System.Globalization;

namespace Pkernfs.Core.Addressing;

/// <summary>An I/O virtual address: what a device puts on the bus, before the IOMMU translates it.</summary>
public readonly record struct Iova(ulong Value) : IAddress<Iova>, IFormattable
{
    /// <summary>Address zero, also the default value.</summary>
    public static Iova Zero => default;

    /// <inheritdoc/>
    public static Iova At(ulong value) => new(value);

    /// <summary>True when the address is a multiple of <paramref name="size"/>, a power of two.</summary>
    public bool IsAligned(ByteCount size) => (Value & (size.Value - 1)) == 0;

    /// <summary>The address rounded down to a multiple of <paramref name="size"/>, a power of two.</summary>
    public Iova AlignDown(ByteCount size) => new(Value & ~(size.Value - 1));

    /// <summary>The address rounded up to a multiple of <paramref name="size"/>, a power of two; overflow is an error.</summary>
    public Iova AlignUp(ByteCount size) => new(checked(Value + size.Value - 1) & ~(size.Value - 1));

    /// <inheritdoc/>
    public int CompareTo(Iova other) => Value.CompareTo(other.Value);

    /// <summary>The address that many bytes further on; overflow is an error.</summary>
    public static Iova operator +(Iova address, ByteCount offset) => new(checked(address.Value + offset.Value));

    /// <summary>The address that many bytes further back; going below zero is an error.</summary>
    public static Iova operator -(Iova address, ByteCount offset) => new(checked(address.Value - offset.Value));

    /// <summary>The distance from <paramref name="start"/> up to <paramref name="end"/>; a negative one is an error.</summary>
    public static ByteCount operator -(Iova end, Iova start) => new(checked(end.Value - start.Value));

    public static bool operator <(Iova left, Iova right) => left.Value < right.Value;

    public static bool operator >(Iova left, Iova right) => left.Value > right.Value;

    public static bool operator <=(Iova left, Iova right) => left.Value <= right.Value;

    public static bool operator >=(Iova left, Iova right) => left.Value >= right.Value;

    /// <summary>The short form, as labels show it: 0x40000000.</summary>
    public override string ToString() => "0x" + Value.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>Format "L" gives all 16 digits, as tables show it; anything else the short form.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        format == "L" ? "0x" + Value.ToString("x16", CultureInfo.InvariantCulture) : ToString();
}
