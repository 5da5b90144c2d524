using System.Collections.Immutable;
using System.Numerics;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

/// <summary>The block allocator's bitmap, second half of block 0 (RFC 03/18, 04/18).</summary>
internal static class BlockBitmap
{
    /// <summary>Bytes of the bitmap read in one go while a clear bit is looked for.</summary>
    private const int ScanAtOnce = 512;

    private const int ScanBytes = (int)(PkernfsLayout.BitmapScanLimit / 8);

    /// <summary>The blocks whose bit is set, as far as the allocator looks.</summary>
    internal static ImmutableArray<BlockIndex> SetBits(IMemoryView memory, PhysicalRange region)
    {
        var blocks = ImmutableArray.CreateBuilder<BlockIndex>();
        byte[] bitmap = Read(memory, region, ScanBytes);
        int end = bitmap.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        for (int i = 0; i < end; i++)
        {
            for (uint bits = bitmap[i]; bits != 0; bits &= bits - 1)
                blocks.Add(new((ulong)(i * 8 + BitOperations.TrailingZeroCount(bits))));
        }
        return blocks.ToImmutable();
    }

    /// <summary>The lowest clear bit below <paramref name="limit"/>; null when all are set.</summary>
    /// <param name="from">A block below which all bits are known to be set.</param>
    internal static BlockIndex? FirstClear(IMemoryView memory, PhysicalRange region, ulong limit, BlockIndex from = default)
    {
        limit = Math.Min(limit, PkernfsLayout.BitmapScanLimit);
        Span<byte> part = stackalloc byte[ScanAtOnce];
        for (ulong at = from.Value / 8; at * 8 < limit; at += ScanAtOnce)
        {
            var bytes = part[..(int)Math.Min(ScanAtOnce, ((limit + 7) / 8) - at)];
            if (!memory.TryRead(PkernfsLayout.Offset(region.Start, PkernfsLayout.BitmapOffset + at), bytes)) return null;
            int full = bytes.IndexOfAnyExcept((byte)0xff);
            if (full < 0) continue;
            ulong bit = ((at + (ulong)full) * 8) + (ulong)BitOperations.TrailingZeroCount(~(uint)bytes[full]);
            return bit < limit ? new BlockIndex(bit) : null;
        }
        return null;
    }

    private static byte[] Read(IMemoryView memory, PhysicalRange region, int length)
    {
        byte[] bitmap = new byte[length];
        return memory.TryRead(PkernfsLayout.Offset(region.Start, PkernfsLayout.BitmapOffset), bitmap) ? bitmap : [];
    }
}
