using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

/// <summary>
/// Where a domain's table pages come from: its file's own region, as posted (RFC 14/18), and, where that limit is lifted
/// (<see cref="LiftedLimits.SeveralRegions"/>, ours), further blocks of the volume, each a region with a bitmap of its own. The list of them is
/// in the first region's bitmap page, so that the next kernel finds them all: a table in a region that is on no list is nobody's.
/// </summary>
public sealed class PageTableRegions
{
    private readonly IMemoryWriter _memory;
    private readonly PkernfsVolume _volume;
    private readonly PhysicalAddress _block;
    private readonly PkernfsOptions _options;
    private PageTableRegion _last;

    /// <param name="memory">The memory that the volume is in.</param>
    /// <param name="volume">Where further regions come from.</param>
    /// <param name="block">The first byte of the file's own block.</param>
    /// <param name="options">Whether there may be several, and which parts act as posted.</param>
    public PageTableRegions(IMemoryWriter memory, PkernfsVolume volume, PhysicalAddress block, PkernfsOptions options)
    {
        (_memory, _volume, _block, _options) = (memory, volume, block, options);
        // No page is ever given back, so only the last region can have one left.
        _last = new(memory, AreSeveral ? Reader.All[^1].Bytes.Start : block, options);
    }

    /// <summary>The file's own region: its root page is the domain's top table.</summary>
    public PageTableRegion First => new(_memory, _block, _options);

    private bool AreSeveral => _options.Lifts(LiftedLimits.SeveralRegions);

    private PageTableRegionsReader Reader => new(_memory, _volume.Reader.Region, _block);

    /// <summary>
    /// What speaks against these tables below the domain's top table: one whose page's bit is clear, so that the next allocation can hand it out
    /// again; where several regions are possible also one that is in none of them, since the kernel has no address for it. Null where all is well.
    /// </summary>
    public string? ProblemWith(IEnumerable<PhysicalAddress> tables)
    {
        var regions = AreSeveral ? Reader.All : [Reader.First];
        var at = regions.ToDictionary(region => region.Bytes.Start.AlignDown(new(PkernfsLayout.BlockSize)));
        // Blocks stand at multiples of 2 MiB of the region, and that may begin anywhere.
        bool aligned = _block.IsAligned(new(PkernfsLayout.BlockSize));
        foreach (var table in tables)
        {
            var region = aligned
                ? at.GetValueOrDefault(table.AlignDown(new(PkernfsLayout.BlockSize)))
                : regions.FirstOrDefault(region => region.Bytes.Contains(table));
            if (region is null)
            {
                if (!AreSeveral) continue;
                return $"The table at {table} is in use, but it is in none of the {regions.Count} regions that the file at {_block} has: its list of regions is lost or damaged, and the kernel has no address for the table.";
            }
            if (!region.IsAllocated((int)((table - region.Bytes.Start).Value >> FrameNumber.Shift)))
                return $"The table at {table} is in use, but the bitmap of its region at {region.Bytes.Start} has its page free: the bitmap is lost, and the next table would go over one that a device walks.";
        }
        return null;
    }

    /// <summary>Takes the next free page, where there may be several regions in a further one if need be. ENOMEM where there is none.</summary>
    public bool TryAllocatePage(out PhysicalAddress page, [NotNullWhen(false)] out string? problem)
    {
        if (AreSeveral && _last.IsFull && !TryAddRegion(out problem))
        {
            page = default;
            return false;
        }
        if (_last.TryAllocatePage(out page, out problem))
        {
            problem = null;
            return true;
        }
        problem ??= "The page-table region has no free page.";
        return false;
    }

    /// <summary>Takes a block for one more region. It has no top table, so its page 1 stays free.</summary>
    private bool TryAddRegion([NotNullWhen(false)] out string? problem)
    {
        ulong count = Reader.ListedCount;
        problem = count >= (ulong)PkernfsLayout.MostFurtherRegions
            ? $"ENOMEM: the page-table file at {_block} has {count + 1} regions; its list holds no more."
            : null;
        if (problem is not null || !_volume.TryTakeRegionBlock(out var block, out problem)) return problem is null;
        var list = PkernfsLayout.Offset(_block, PkernfsLayout.RegionListOffset);
        bool written = _memory.TryWriteUInt64(PkernfsLayout.Offset(_block, PkernfsLayout.RegionListEntriesOffset + (count * sizeof(ulong))), block.Value)
            && _memory.TryWriteUInt64(PkernfsLayout.Offset(_block, PkernfsLayout.RegionListCountOffset), count + 1)
            && _memory.TryWriteUInt64(list, PkernfsLayout.RegionListMagic);
        if (!written)
        {
            problem = $"EFAULT: no RAM answers at {list}, where the list of a domain's regions should be.";
            return false;
        }
        _last = new(_memory, _volume.Reader.BlockAddress(block), _options);
        problem = null;
        return true;
    }
}
