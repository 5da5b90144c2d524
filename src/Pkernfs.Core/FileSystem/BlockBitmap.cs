using System.Collections.Immutable;
using System.Numerics;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

/// <summary>The block allocator's bitmap, second half of block 0 (RFC 03/18, 04/18).</summary>
internal static class BlockBitmap
{
    /// <summary>How much of it is looked at at once: what a frame holds.</summary>
    private const int ChunkBytes = FrameNumber.SizeInBytes;

    private const ulong ChunkBits = ChunkBytes * 8;

    /// <summary>The blocks whose bit is set, past the region's end and past the allocator's reach too.</summary>
    internal static ImmutableArray<BlockRun> SetRuns(IMemoryView memory, PhysicalRange region)
    {
        var runs = new List<BlockRun>();
        Span<byte> chunk = stackalloc byte[ChunkBytes];
        for (ulong first = 0; first < PkernfsLayout.BitmapBlocks && TryRead(memory, region, first, chunk); first += ChunkBits)
        {
            if (!chunk.ContainsAnyExcept((byte)0)) continue;
            if (!chunk.ContainsAnyExcept((byte)0xff))
            {
                BlockRun.Append(runs, new(first), ChunkBits);
                continue;
            }
            for (int bit = Next(chunk, 0, true); bit < (int)ChunkBits;)
            {
                int end = Next(chunk, bit, false);
                BlockRun.Append(runs, new(first + (ulong)bit), (ulong)(end - bit));
                bit = Next(chunk, end, true);
            }
        }
        return [.. runs];
    }

    /// <summary>
    /// The first clear bit from <paramref name="from"/> on and below <paramref name="limit"/>; or, for a <paramref name="count"/> above 1, the first of so many
    /// clear ones whose block begins at a multiple of their size in memory. Null when there is none.
    /// </summary>
    internal static BlockIndex? FirstClear(IMemoryView memory, PhysicalRange region, ulong from, ulong limit, ulong count)
    {
        if (count == 1) return FirstClear(memory, region, from, limit);
        ulong offset = (region.Start.Value >> PkernfsLayout.BlockShift) % count;
        for (ulong first = ((from + offset + count - 1) / count * count) - offset; first + count <= limit; first += count)
        {
            if (FirstSet(memory, region, first, first + count) is null) return new(first);
        }
        return null;
    }

    private static BlockIndex? FirstClear(IMemoryView memory, PhysicalRange region, ulong from, ulong limit) => First(memory, region, from, limit, false);

    private static BlockIndex? FirstSet(IMemoryView memory, PhysicalRange region, ulong from, ulong limit) => First(memory, region, from, limit, true);

    private static BlockIndex? First(IMemoryView memory, PhysicalRange region, ulong from, ulong limit, bool set)
    {
        Span<byte> chunk = stackalloc byte[ChunkBytes];
        for (ulong first = from / 8 * 8; first < limit;)
        {
            // No more than the question is about: for one piece of 1 GiB that is 64 bytes.
            var bits = chunk[..(int)Math.Min(ChunkBytes, (limit - first + 7) / 8)];
            if (!TryRead(memory, region, first, bits)) return null;
            int bit = Next(bits, from > first ? (int)(from - first) : 0, set);
            if (bit < bits.Length * 8) return first + (ulong)bit < limit ? new BlockIndex(first + (ulong)bit) : null;
            first += (ulong)bits.Length * 8;
        }
        return null;
    }

    /// <summary>The first bit from <paramref name="from"/> on that is set, or clear; the chunk's length where there is none.</summary>
    private static int Next(ReadOnlySpan<byte> chunk, int from, bool set)
    {
        byte other = set ? (byte)0 : (byte)0xff;
        for (int at = from / 8; at < chunk.Length; at++)
        {
            int bits = (byte)(chunk[at] ^ other) & (at == from / 8 ? 0xff << (from & 7) : 0xff);
            if (bits != 0) return (at * 8) + BitOperations.TrailingZeroCount((uint)bits);
            int skip = chunk[(at + 1)..].IndexOfAnyExcept(other);
            if (skip < 0) break;
            at += skip;
        }
        return chunk.Length * 8;
    }

    private static bool TryRead(IMemoryView memory, PhysicalRange region, ulong firstBit, Span<byte> chunk) =>
        memory.TryRead(PkernfsLayout.Offset(region.Start, PkernfsLayout.BitmapOffset + (firstBit / 8)), chunk);
}
