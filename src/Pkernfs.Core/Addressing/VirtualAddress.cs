using System.Globalization;

namespace Pkernfs.Core.Addressing;

/// <summary>A CPU virtual address: what a process or a kernel uses, before the CPU's page tables translate it. Canonical form: bits above the top table's reach repeat its highest bit.</summary>
public readonly record struct VirtualAddress(ulong Value) : IAddress<VirtualAddress>, IFormattable
{
    /// <summary>Address zero, also the default value.</summary>
    public static VirtualAddress Zero => default;

    /// <inheritdoc/>
    public static VirtualAddress At(ulong value) => new(value);

    /// <summary>True when the address is a multiple of <paramref name="size"/>, a power of two.</summary>
    public bool IsAligned(ByteCount size) => (Value & (size.Value - 1)) == 0;

    /// <summary>The address rounded down to a multiple of <paramref name="size"/>, a power of two.</summary>
    public VirtualAddress AlignDown(ByteCount size) => new(Value & ~(size.Value - 1));

    /// <summary>The address rounded up to a multiple of <paramref name="size"/>, a power of two; overflow is an error.</summary>
    public VirtualAddress AlignUp(ByteCount size) => new(checked(Value + size.Value - 1) & ~(size.Value - 1));

    /// <inheritdoc/>
    public int CompareTo(VirtualAddress other) => Value.CompareTo(other.Value);

    /// <summary>The address that many bytes further on; overflow is an error.</summary>
    public static VirtualAddress operator +(VirtualAddress address, ByteCount offset) => new(checked(address.Value + offset.Value));

    /// <summary>The address that many bytes further back; going below zero is an error.</summary>
    public static VirtualAddress operator -(VirtualAddress address, ByteCount offset) => new(checked(address.Value - offset.Value));

    /// <summary>The distance from <paramref name="start"/> up to <paramref name="end"/>; a negative one is an error.</summary>
    public static ByteCount operator -(VirtualAddress end, VirtualAddress start) => new(checked(end.Value - start.Value));

    public static bool operator <(VirtualAddress left, VirtualAddress right) => left.Value < right.Value;

    public static bool operator >(VirtualAddress left, VirtualAddress right) => left.Value > right.Value;

    public static bool operator <=(VirtualAddress left, VirtualAddress right) => left.Value <= right.Value;

    public static bool operator >=(VirtualAddress left, VirtualAddress right) => left.Value >= right.Value;

    /// <summary>The short form, as labels show it: 0x40000000.</summary>
    public override string ToString() => "0x" + Value.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>Format "L" gives all 16 digits, as tables show it; anything else the short form.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        format == "L" ? "0x" + Value.ToString("x16", CultureInfo.InvariantCulture) : ToString();
}
