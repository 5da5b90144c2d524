using System.Numerics;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

/// <summary>A page-table file's 2 MiB as a debugger sees it: page 0 the bitmap of its own pages, page 1 the root page, the rest on demand (RFC 08/18).</summary>
/// <param name="memory">The memory that the block is in.</param>
/// <param name="block">The block's first byte.</param>
public sealed class PageTableRegionReader(IMemoryView memory, PhysicalAddress block)
{
    private const int BitmapBytes = PkernfsLayout.RegionPages / 8;

    public PhysicalRange Bytes => new(block, new(PkernfsLayout.BlockSize));

    /// <summary>The page that keeps its place over a kexec: root table, or a domain's top-level table.</summary>
    public PhysicalAddress RootPage => PageAddress(PkernfsLayout.RegionRootPage);

    /// <summary>How many of the 512 pages are taken, the bitmap's own among them; 0 where no RAM answers.</summary>
    public int AllocatedPages
    {
        get
        {
            int count = 0;
            Span<byte> bitmap = stackalloc byte[BitmapBytes];
            if (!memory.TryRead(block, bitmap)) return 0;
            foreach (byte bits in bitmap) count += BitOperations.PopCount(bits);
            return count;
        }
    }

    /// <summary>The pages whose bit is set, neighbours joined.</summary>
    public IEnumerable<PhysicalRange> AllocatedRanges
    {
        get
        {
            byte[] bitmap = new byte[BitmapBytes];
            if (!memory.TryRead(block, bitmap)) yield break;
            for (int page = 0; page < PkernfsLayout.RegionPages; page++)
            {
                int first = page;
                while (page < PkernfsLayout.RegionPages && (bitmap[page >> 3] & (1 << (page & 7))) != 0) page++;
                if (page > first) yield return new(PageAddress(first), ByteCount.Page * (ulong)(page - first));
            }
        }
    }

    /// <summary>True when the page's bit is set; false for a number that is not 0 to 511.</summary>
    public bool IsAllocated(int page) =>
        page is >= 0 and < PkernfsLayout.RegionPages
        && (memory.ReadByte(PkernfsLayout.Offset(block, (ulong)page >> 3)) & (1 << (page & 7))) != 0;

    /// <summary>The first of these tables that lies in the region although its page's bit is clear, so that the next allocation can hand it out again; null where all is well.</summary>
    public PhysicalAddress? FirstNotTaken(IEnumerable<PhysicalAddress> tables)
    {
        foreach (var table in tables)
        {
            if (Bytes.Contains(table) && !IsAllocated((int)((table - block).Value >> FrameNumber.Shift))) return table;
        }
        return null;
    }

    /// <summary>The first page from <see cref="PkernfsLayout.FirstRegionPage"/> on whose bit is clear; null when all are taken.</summary>
    internal int? FirstFreePage()
    {
        Span<byte> bitmap = stackalloc byte[BitmapBytes];
        memory.TryRead(block, bitmap);
        bitmap[0] |= (1 << PkernfsLayout.FirstRegionPage) - 1;
        int open = bitmap.IndexOfAnyExcept((byte)0xff);
        return open < 0 ? null : open * 8 + BitOperations.TrailingZeroCount(~(uint)bitmap[open]);
    }

    /// <summary>A page's first byte. A negative number gives an address before the region, as it does in the kernel.</summary>
    public PhysicalAddress PageAddress(int page) => PkernfsLayout.Offset(block, unchecked((ulong)((long)page << FrameNumber.Shift)));
}
