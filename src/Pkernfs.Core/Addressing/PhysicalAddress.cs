using System.Globalization;

namespace Pkernfs.Core.Addressing;

/// <summary>A byte's place in the machine's physical address space, as the memory controller and the DMA engine's output see it. 0 to 2^52 - 1 on real parts.</summary>
public readonly record struct PhysicalAddress(ulong Value) : IAddress<PhysicalAddress>, IFormattable
{
    /// <summary>Address zero, also the default value.</summary>
    public static PhysicalAddress Zero => default;

    /// <inheritdoc/>
    public static PhysicalAddress At(ulong value) => new(value);

    /// <summary>True when the address is a multiple of <paramref name="size"/>, a power of two.</summary>
    public bool IsAligned(ByteCount size) => (Value & (size.Value - 1)) == 0;

    /// <summary>The address rounded down to a multiple of <paramref name="size"/>, a power of two.</summary>
    public PhysicalAddress AlignDown(ByteCount size) => new(Value & ~(size.Value - 1));

    /// <summary>The address rounded up to a multiple of <paramref name="size"/>, a power of two; overflow is an error.</summary>
    public PhysicalAddress AlignUp(ByteCount size) => new(checked(Value + size.Value - 1) & ~(size.Value - 1));

    /// <inheritdoc/>
    public int CompareTo(PhysicalAddress other) => Value.CompareTo(other.Value);

    /// <summary>The address that many bytes further on; overflow is an error.</summary>
    public static PhysicalAddress operator +(PhysicalAddress address, ByteCount offset) => new(checked(address.Value + offset.Value));

    /// <summary>The address that many bytes further back; going below zero is an error.</summary>
    public static PhysicalAddress operator -(PhysicalAddress address, ByteCount offset) => new(checked(address.Value - offset.Value));

    /// <summary>The distance from <paramref name="start"/> up to <paramref name="end"/>; a negative one is an error.</summary>
    public static ByteCount operator -(PhysicalAddress end, PhysicalAddress start) => new(checked(end.Value - start.Value));

    public static bool operator <(PhysicalAddress left, PhysicalAddress right) => left.Value < right.Value;

    public static bool operator >(PhysicalAddress left, PhysicalAddress right) => left.Value > right.Value;

    public static bool operator <=(PhysicalAddress left, PhysicalAddress right) => left.Value <= right.Value;

    public static bool operator >=(PhysicalAddress left, PhysicalAddress right) => left.Value >= right.Value;

    /// <summary>The short form, as labels show it: 0x40000000.</summary>
    public override string ToString() => "0x" + Value.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>Format "L" gives all 16 digits, as tables show it; anything else the short form.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        format == "L" ? "0x" + Value.ToString("x16", CultureInfo.InvariantCulture) : ToString();
}
