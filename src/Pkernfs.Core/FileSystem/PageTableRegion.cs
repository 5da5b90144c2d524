using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

/// <summary>
/// The page allocator of a page-table file's 2 MiB (RFC 08/18, 14/18). All that it knows is the bitmap in page 0, so it is
/// where the last kernel left it. It clears no page and frees none: the block is cleared when the file is made.
/// </summary>
/// <param name="memory">The memory that the block is in.</param>
/// <param name="block">The block's first byte.</param>
/// <param name="options">Which parts act as posted.</param>
public sealed class PageTableRegion(IMemoryWriter memory, PhysicalAddress block, PkernfsOptions options)
{
    // What bitmap_find_free_region() returns when it finds none: -ENOMEM. The posted code takes it for a page's index.
    private const int NoPage = -12;

    private readonly PageTableRegionReader reader = new(memory, block);

    public PhysicalRange Bytes => reader.Bytes;

    /// <inheritdoc cref="PageTableRegionReader.RootPage"/>
    public PhysicalAddress RootPage => reader.RootPage;

    /// <inheritdoc cref="PageTableRegionReader.AllocatedPages"/>
    public int AllocatedPages => reader.AllocatedPages;

    /// <inheritdoc cref="PageTableRegionReader.IsAllocated"/>
    public bool IsAllocated(int page) => reader.IsAllocated(page);

    /// <summary>True when no page is left to hand out.</summary>
    public bool IsFull => reader.FirstFreePage() is null;

    /// <inheritdoc cref="PageTableRegionReader.FirstNotTaken"/>
    public PhysicalAddress? FirstNotTaken(IEnumerable<PhysicalAddress> tables) => reader.FirstNotTaken(tables);

    /// <summary>
    /// The root table's page, taken from now on. In a live update it must have been taken before, and else it must not:
    /// where that does not hold the kernel logs <paramref name="problem"/>, and goes on.
    /// </summary>
    public PhysicalAddress RootTablePage(bool liveUpdate, out string? problem)
    {
        bool taken = IsAllocated(PkernfsLayout.RegionRootPage);
        problem = (taken, liveUpdate) switch
        {
            (true, false) => $"The root table page of the region at {block} is taken, but this is no live update: an earlier kernel's root table is used again. Was liveupdate left off the command line?",
            (false, true) => $"This is a live update, but the root table page of the region at {block} was never taken: there is no root table to restore. Is pkernfs= the range that the last kernel had?",
            _ => null,
        };
        return TakeRootPage();
    }

    /// <summary>A domain's top-level table, taken from now on. No check is made (RFC 14/18).</summary>
    public PhysicalAddress DomainRootPage() => TakeRootPage();

    /// <summary>
    /// Takes the first free page of pages 2 to 511. Fails with ENOMEM when there is none; as posted
    /// (<see cref="PkernfsOptions.UncheckedRegionPages"/>) it then succeeds with the address 12 pages before the region.
    /// </summary>
    public bool TryAllocatePage(out PhysicalAddress page, out string? problem)
    {
        problem = null;
        if (reader.FirstFreePage() is { } number)
        {
            page = reader.PageAddress(number);
            if (Take(PkernfsLayout.RegionBitmapPage) && Take(number)) return true;
            problem = $"EFAULT: no RAM answers at {block}, where the bitmap of a page-table region should be.";
            page = default;
            return false;
        }
        page = reader.PageAddress(NoPage);
        if (options.UncheckedRegionPages) return true;
        page = default;
        problem = $"ENOMEM: all {PkernfsLayout.RegionPages} pages of the page-table region at {block} are taken. Map larger pages or less memory in one domain.";
        return false;
    }

    private PhysicalAddress TakeRootPage()
    {
        Take(PkernfsLayout.RegionBitmapPage);
        Take(PkernfsLayout.RegionRootPage);
        return reader.RootPage;
    }

    private bool Take(int page) => memory.TrySetBit(block, (ulong)page);
}
