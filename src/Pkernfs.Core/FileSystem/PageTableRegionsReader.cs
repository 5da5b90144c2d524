using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

/// <summary>
/// All the regions of one domain as a debugger sees them: the file's own block, and those that the list in its bitmap page names. As posted
/// there is no list, and one region (RFC 14/18).
/// </summary>
/// <param name="memory">The memory that the medium is in.</param>
/// <param name="medium">The region of pkernfs, in which blocks are counted.</param>
/// <param name="block">The first byte of the file's own block.</param>
public sealed class PageTableRegionsReader(IMemoryView memory, PhysicalRange medium, PhysicalAddress block)
{
    /// <summary>The file's own block.</summary>
    public PageTableRegionReader First { get; } = new(memory, block);

    /// <summary>True where a list stands in the bitmap page: its magic number is there.</summary>
    public bool HasList => Word(PkernfsLayout.RegionListOffset) == PkernfsLayout.RegionListMagic;

    /// <summary>What the list says of how many further regions there are; 0 without a list. A broken medium may say more than a page holds.</summary>
    public ulong ListedCount => HasList ? Word(PkernfsLayout.RegionListCountOffset) : 0;

    /// <summary>The further regions, as the list names them: they may lie outside the medium.</summary>
    public ImmutableArray<BlockIndex> Further
    {
        get
        {
            int count = (int)Math.Min(ListedCount, (ulong)PkernfsLayout.MostFurtherRegions);
            if (count == 0) return [];
            var blocks = ImmutableArray.CreateBuilder<BlockIndex>(count);
            for (int i = 0; i < count; i++) blocks.Add(new(Word(PkernfsLayout.RegionListEntriesOffset + (i * sizeof(ulong)))));
            return blocks.MoveToImmutable();
        }
    }

    /// <summary>Every region that lies in the medium, the file's own first.</summary>
    public IReadOnlyList<PageTableRegionReader> All =>
    [
        First,
        .. Further.Where(further => further.Value < PkernfsLayout.BlockCount(medium))
            .Select(further => new PageTableRegionReader(memory, PkernfsLayout.BlockAddress(medium, further))),
    ];

    /// <summary>How many pages are taken in all of them.</summary>
    public int AllocatedPages => All.Sum(region => region.AllocatedPages);

    private ulong Word(int offset) => memory.ReadUInt64(PkernfsLayout.Offset(block, (ulong)offset));
}
