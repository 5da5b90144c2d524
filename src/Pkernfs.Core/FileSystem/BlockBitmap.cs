using System.Collections.Immutable;
using System.Numerics;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

/// <summary>The block allocator's bitmap, second half of block 0 (RFC 03/18, 04/18).</summary>
internal static class BlockBitmap
{
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
    internal static BlockIndex? FirstClear(IMemoryView memory, PhysicalRange region, ulong limit)
    {
        limit = Math.Min(limit, PkernfsLayout.BitmapScanLimit);
        byte[] bitmap = Read(memory, region, (int)((limit + 7) / 8));
        int full = bitmap.AsSpan().IndexOfAnyExcept((byte)0xff);
        if (full < 0) return null;
        ulong bit = (ulong)(full * 8 + BitOperations.TrailingZeroCount(~(uint)bitmap[full]));
        return bit < limit ? new BlockIndex(bit) : null;
    }

    private static byte[] Read(IMemoryView memory, PhysicalRange region, int length)
    {
        byte[] bitmap = new byte[length];
        return memory.TryRead(PkernfsLayout.Offset(region.Start, PkernfsLayout.BitmapOffset), bitmap) ? bitmap : [];
    }
}
