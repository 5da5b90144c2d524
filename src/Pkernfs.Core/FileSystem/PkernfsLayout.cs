namespace Pkernfs.Core.FileSystem;

/// <summary>
/// Where things are on the medium, to the byte. Offsets and sizes are in bytes, little endian.
/// The medium has no version field, so these numbers are the format (RFC 01/18 to 04/18, 07/18, 08/18, 12/18).
/// </summary>
public static class PkernfsLayout
{
    /// <summary>log2 of a block's size.</summary>
    public const int BlockShift = 21;

    /// <summary>A block: 2 MiB, one PMD's reach. All that is handed out is handed out in blocks.</summary>
    public const ulong BlockSize = 1UL << BlockShift;

    /// <summary>Block 0: the super block, and from its middle on the allocation bitmap.</summary>
    public const ulong SuperBlockIndex = 0;

    /// <summary>Block 1: the inode store.</summary>
    public const ulong InodeStoreIndex = 1;

    /// <summary>The first block that a file can own. A region needs more than this many blocks to hold a file.</summary>
    public const ulong FirstFreeBlock = 2;

    /// <summary>ASCII "pkernfs" as a number, at <see cref="MagicOffset"/>. All that tells a formatted region from any other.</summary>
    public const ulong MagicNumber = 0x706b65726e6673;

    /// <summary>Super block: 8 bytes of magic number.</summary>
    public const int MagicOffset = 0;

    /// <summary>Super block: 8 bytes, head of the free inode list, 0 when none is free.</summary>
    public const int NextFreeInodeOffset = 8;

    /// <summary>How much of block 0 the super block uses.</summary>
    public const int SuperBlockLength = 16;

    /// <summary>The allocation bitmap begins in the middle of block 0; bit n of it is block n.</summary>
    public const ulong BitmapOffset = 1UL << 20;

    /// <summary>The bitmap runs to the end of block 0.</summary>
    public const ulong BitmapLength = 1UL << 20;

    /// <summary>Blocks that the whole bitmap has a bit for: 2^23, 16 TiB.</summary>
    public const ulong BitmapBlocks = BitmapLength * 8;

    /// <summary>How many bits of the bitmap the block allocator looks at: 2^20 blocks, 2 TiB, though the bitmap could hold 2^23 (RFC 03/18 calls it an artificial cap).</summary>
    public const ulong BitmapScanLimit = 1UL << 20;

    /// <summary>An inode's record in the store.</summary>
    public const int InodeLength = 288;

    /// <summary>Inode: 4 bytes, type bits, 0 when free. 4 bytes of padding follow.</summary>
    public const int FlagsOffset = 0;

    /// <summary>Inode: 8 bytes, the next inode of its directory, or of the free list; 0 ends both.</summary>
    public const int SiblingOffset = 8;

    /// <summary>Inode: 8 bytes, a directory's first inode.</summary>
    public const int ChildOffset = 16;

    /// <summary>Inode: the name's bytes, padded with NULs. One byte of padding follows.</summary>
    public const int NameOffset = 24;

    /// <summary>The name's field.</summary>
    public const int NameLength = 255;

    /// <summary>The longest name that still leaves room for the NUL that ends it.</summary>
    public const int MaxNameLength = NameLength - 1;

    /// <summary>Inode: 4 bytes, a regular file's mappings block, or a page-table file's one data block.</summary>
    public const int MappingsBlockOffset = 280;

    /// <summary>Inode: 4 bytes, how many data blocks were handed out to the file.</summary>
    public const int MappingCountOffset = 284;

    /// <summary>The root directory. Inode numbers start here; 0 means none.</summary>
    public static InodeNumber RootDirectoryInode => new(1);

    /// <summary>The last inode: the free list is chained while number x record length stays under a block.</summary>
    public const ulong MaxInode = (BlockSize - 1) / InodeLength;

    /// <summary>The root directory's own name.</summary>
    public const string RootDirectoryName = ".";

    /// <summary>The directory of page-table files, made by the kernel.</summary>
    public const string IommuDirectoryName = "iommu";

    /// <summary>The file of the root and context tables, in <see cref="IommuDirectoryName"/>.</summary>
    public const string RootTablesName = "root-pgtables";

    /// <summary>Entries of 8 bytes in a mappings block: a file's blocks, 512 GiB at most.</summary>
    public const int MappingsCapacity = (int)(BlockSize / sizeof(ulong));

    /// <summary>Blocks in a piece of 1 GiB (<see cref="InodeFlags.GiganticBlocks"/>).</summary>
    public const ulong GiganticBlocks = (1UL << 30) >> BlockShift;

    /// <summary>Pages of 4 KiB in a page-table region: one block.</summary>
    public const int RegionPages = (int)(BlockSize >> FrameNumber.Shift);

    /// <summary>A page-table region's bitmap of its own pages, 64 bytes used.</summary>
    public const int RegionBitmapPage = 0;

    /// <summary>The page that keeps its place over a kexec: the root table, or a domain's top-level table.</summary>
    public const int RegionRootPage = 1;

    /// <summary>The first page of a region that is handed out on demand.</summary>
    public const int FirstRegionPage = 2;

    /// <summary>In the bitmap page of a domain's first region: where its list of further regions begins, after the bitmap (ours; see docs/region-list-format.md).</summary>
    public const int RegionListOffset = RegionPages / 8;

    /// <summary>ASCII "regions" as a number: the 8 bytes at <see cref="RegionListOffset"/> of a list that is one.</summary>
    public const ulong RegionListMagic = 0x736e6f69676572;

    /// <summary>Region list: 8 bytes, how many further regions there are.</summary>
    public const int RegionListCountOffset = RegionListOffset + sizeof(ulong);

    /// <summary>Region list: 8 bytes for each further region, its block.</summary>
    public const int RegionListEntriesOffset = RegionListCountOffset + sizeof(ulong);

    /// <summary>The most further regions: what the rest of the page holds.</summary>
    public const int MostFurtherRegions = (FrameNumber.SizeInBytes - RegionListEntriesOffset) / sizeof(ulong);

    /// <summary>Pages in as many regions as a domain can have: more tables below one top table are none.</summary>
    public const int MostDomainPages = RegionPages * (1 + MostFurtherRegions);

    // Arithmetic on the medium's own numbers must never throw, whatever a broken medium says: addresses wrap at 52 bits, the bus's width.
    private const ulong AddressMask = (1UL << 52) - 1;

    /// <summary>True when the region can be one: two blocks at least, and all of it within 52 bits of address.</summary>
    public static bool CanHoldMedium(PhysicalRange region) =>
        BlockCount(region) >= FirstFreeBlock && region.Start.Value <= AddressMask && region.Length.Value <= AddressMask + 1 - region.Start.Value;

    /// <summary>How many whole blocks the region holds.</summary>
    public static ulong BlockCount(PhysicalRange region) => region.Length.Value >> BlockShift;

    /// <summary>A block's first byte; for an index out of the region an address out of it, wrapped at 52 bits.</summary>
    public static PhysicalAddress BlockAddress(PhysicalRange region, BlockIndex block) =>
        Offset(region.Start, unchecked(block.Value << BlockShift));

    /// <summary>An inode's record, for 1 to <see cref="MaxInode"/>.</summary>
    public static PhysicalAddress InodeAddress(PhysicalRange region, InodeNumber inode) =>
        Offset(region.Start, (InodeStoreIndex << BlockShift) + unchecked((inode.Value - 1) * InodeLength));

    /// <summary>The byte of the bitmap that holds the block's bit.</summary>
    public static PhysicalAddress BitmapAddress(PhysicalRange region, BlockIndex block) =>
        Offset(region.Start, BitmapOffset + (block.Value >> 3));

    /// <summary>True for a number that has a record in the store.</summary>
    public static bool IsInodeNumber(InodeNumber inode) => inode.Value is >= 1 and <= MaxInode;

    internal static PhysicalAddress Offset(PhysicalAddress start, ulong offset) => new(unchecked(start.Value + offset) & AddressMask);
}
