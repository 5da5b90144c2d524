using System.Numerics;

namespace Pkernfs.Web.Streaming;

/// <summary>Ranges as gap and length, in the largest unit that all of them are whole multiples of.</summary>
internal static class PackedUnits
{
    /// <summary>Log2 of the unit: 12 where everything begins and ends at a 4 KiB page; 0 to 52.</summary>
    public static int ShiftOf(IEnumerable<PhysicalRange> ranges)
    {
        ulong bits = 0;
        foreach (var range in ranges) bits |= range.Start.Value | range.Length.Value;
        return bits == 0 ? 0 : BitOperations.TrailingZeroCount(bits);
    }

    public static int ReadShift(ref PackedReader reader)
    {
        int shift = reader.Byte();
        return shift <= StreamingLimits.AddressBits ? shift : throw new InvalidDataException($"The packed unit is 2^{shift} bytes; at most 2^{StreamingLimits.AddressBits} makes sense.");
    }

    /// <param name="end">The end of the range before; becomes this one's.</param>
    public static void Write(PackedWriter writer, PhysicalRange range, int shift, ref ulong end)
    {
        if (range.IsEmpty || range.Start.Value < end || range.End.Value > 1UL << StreamingLimits.AddressBits)
            throw new ArgumentException($"{range} cannot be packed: it is empty, begins before 0x{end:x}, where the one before it ends, or reaches beyond {StreamingLimits.AddressBits} bits.", nameof(range));
        writer.Varint((range.Start.Value - end) >> shift);
        writer.Varint(range.Length.Value >> shift);
        end = range.End.Value;
    }

    public static PhysicalRange Read(ref PackedReader reader, int shift, ref ulong end)
    {
        ulong limit = 1UL << StreamingLimits.AddressBits;
        ulong gap = reader.Varint(), length = reader.Varint();
        if (gap > (limit - end) >> shift || length > (limit - end - (gap << shift)) >> shift)
            throw new InvalidDataException($"A packed range after 0x{end:x} reaches beyond {StreamingLimits.AddressBits} bits of address.");
        if (length == 0) throw new InvalidDataException($"A packed range after 0x{end:x} is empty.");
        var start = new PhysicalAddress(end + (gap << shift));
        var range = new PhysicalRange(start, new(length << shift));
        end = range.End.Value;
        return range;
    }
}
