using System.Buffers.Binary;
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

    /// <summary>How many of the 512 pages are taken, the bitmap's own among them.</summary>
    public int AllocatedPages
    {
        get
        {
            int count = 0;
            Span<byte> bitmap = stackalloc byte[BitmapBytes];
            if (!memory.TryRead(block, bitmap)) return 0;
            for (int i = 0; i < BitmapBytes; i += sizeof(ulong)) count += BitOperations.PopCount(BinaryPrimitives.ReadUInt64LittleEndian(bitmap[i..]));
            return count;
        }
    }

    /// <summary>True when the page's bit is set; false for a number that is not 0 to 511.</summary>
    public bool IsAllocated(int page) =>
        page is >= 0 and < PkernfsLayout.RegionPages
        && (memory.ReadByte(PkernfsLayout.Offset(block, (ulong)page >> 3)) & (1 << (page & 7))) != 0;

    /// <summary>A page's first byte. A negative number gives an address before the region, as it does in the kernel.</summary>
    public PhysicalAddress PageAddress(int page) => PkernfsLayout.Offset(block, unchecked((ulong)((long)page << FrameNumber.Shift)));
}
