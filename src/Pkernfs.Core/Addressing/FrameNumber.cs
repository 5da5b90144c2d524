using System.Globalization;

namespace Pkernfs.Core.Addressing;

/// <summary>A 4 KiB physical page's number (PFN): its address shifted right by 12. 0 to 2^40 - 1.</summary>
public readonly record struct FrameNumber(ulong Value) : IComparable<FrameNumber>
{
    /// <summary>log2 of a frame's size.</summary>
    public const int Shift = 12;

    /// <summary>A frame's size in bytes.</summary>
    public const int SizeInBytes = 1 << Shift;

    /// <summary>The frame's first byte.</summary>
    public PhysicalAddress Address => new(checked(Value << Shift));

    /// <inheritdoc/>
    public int CompareTo(FrameNumber other) => Value.CompareTo(other.Value);

    public static FrameNumber operator +(FrameNumber frame, ulong count) => new(checked(frame.Value + count));

    public static bool operator <(FrameNumber left, FrameNumber right) => left.Value < right.Value;

    public static bool operator >(FrameNumber left, FrameNumber right) => left.Value > right.Value;

    public static bool operator <=(FrameNumber left, FrameNumber right) => left.Value <= right.Value;

    public static bool operator >=(FrameNumber left, FrameNumber right) => left.Value >= right.Value;

    /// <summary>As it is typed and shown: pfn:0x40200.</summary>
    public override string ToString() => "pfn:0x" + Value.ToString("x", CultureInfo.InvariantCulture);
}
