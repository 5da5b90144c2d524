using System.Runtime.InteropServices;

namespace Pkernfs.Core.Memory;

/// <summary>
/// Physical memory as a reader sees it: sparse, little endian, zero where nothing was ever written.
/// An address outside the machine's RAM is not accessible, as on a real memory controller.
/// </summary>
public interface IMemoryView
{
    /// <summary>True when the whole of <paramref name="range"/> is backed by RAM.</summary>
    bool IsAccessible(PhysicalRange range);

    /// <summary>Reads the aligned 8-byte word at <paramref name="address"/>; false where no RAM answers.</summary>
    /// <exception cref="ArgumentException">The address is not a multiple of 8.</exception>
    bool TryReadWord(PhysicalAddress address, out ulong word);

    /// <summary>Fills <paramref name="destination"/> from <paramref name="address"/> on; false, and nothing read, where part of it is not RAM.</summary>
    bool TryRead(PhysicalAddress address, Span<byte> destination);

    /// <summary>The 512 words of a whole frame, where they are or copied to <paramref name="scratch"/>; false where no RAM answers. Good until the memory changes.</summary>
    bool TryReadFrame(PhysicalAddress frame, Span<ulong> scratch, out ReadOnlySpan<ulong> words)
    {
        var copy = scratch[..Frame.WordCount];
        words = copy;
        return TryRead(frame, MemoryMarshal.AsBytes(copy));
    }

    /// <summary>The 512 words of a whole frame if they lie somewhere as they are, so that a reader can say that it is going to read them; else nothing.</summary>
    ReadOnlySpan<ulong> FrameInPlace(PhysicalAddress frame) => default;
}
