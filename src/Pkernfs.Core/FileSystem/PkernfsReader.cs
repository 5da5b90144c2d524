using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

/// <summary>
/// pkernfs as a debugger sees it: decoded from the bytes of the region, whoever wrote them. Holds nothing but the memory and the region.
/// Whatever the medium says, every question ends and none throws; what is wrong is told by <see cref="Problems"/>.
/// </summary>
/// <param name="memory">The memory that the region is in.</param>
/// <param name="region">What the command line's pkernfs= gives: base and size.</param>
public sealed class PkernfsReader(IMemoryView memory, PhysicalRange region)
{
    internal IMemoryView Memory => memory;

    public PhysicalRange Region => region;

    /// <summary>True when the region is at least two blocks, all of them RAM: without that there is nothing to decode.</summary>
    public bool IsAccessible => PkernfsLayout.CanHoldMedium(region) && memory.IsAccessible(region);

    internal string WhyNotAccessible =>
        $"The region of {region.Length} at {region.Start} is not usable: it needs {PkernfsLayout.FirstFreeBlock} blocks of 2 MiB or more, all of them RAM. Check pkernfs= against the memory map.";

    /// <summary>How many whole blocks the region holds.</summary>
    public ulong BlockCount => PkernfsLayout.BlockCount(region);

    /// <summary>True when the region says of itself that it is formatted: the one test that the kernel makes (RFC 01/18).</summary>
    public bool HasMagic => SuperBlock.HasMagic;

    /// <summary>The first 16 bytes; zeros where no RAM answers.</summary>
    public SuperBlock SuperBlock => new(
        memory.ReadUInt64(PkernfsLayout.Offset(region.Start, PkernfsLayout.MagicOffset)),
        new(memory.ReadUInt64(PkernfsLayout.Offset(region.Start, PkernfsLayout.NextFreeInodeOffset))));

    /// <summary>The record of that number, free ones too; null for a number without a record, or where no RAM answers.</summary>
    public Inode? ReadInode(InodeNumber number)
    {
        if (!PkernfsLayout.IsInodeNumber(number)) return null;
        Span<byte> record = stackalloc byte[PkernfsLayout.InodeLength];
        return memory.TryRead(PkernfsLayout.InodeAddress(region, number), record) ? Inode.Decode(number, record) : null;
    }

    /// <summary>The bytes of an inode's record, for 1 to <see cref="PkernfsLayout.MaxInode"/>.</summary>
    public PhysicalRange InodeBytes(InodeNumber number) =>
        new(PkernfsLayout.InodeAddress(region, number), new(PkernfsLayout.InodeLength));

    /// <summary>The first inode of that name in the directory's list (RFC 02/18); null when there is none.</summary>
    public Inode? Lookup(InodeNumber directory, string name) =>
        ReadInode(directory) is { IsDirectory: true } inode ? InodeList.Find(this, inode, name) : null;

    /// <summary>The inode at a path: "/", "/guest-ram", "/iommu/dom-0"; null when there is none.</summary>
    public Inode? Lookup(string path)
    {
        var inode = HasMagic ? ReadInode(PkernfsLayout.RootDirectoryInode) : null;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (inode is null) return null;
            inode = Lookup(inode.Number, name);
        }
        return inode;
    }

    /// <summary>A directory's inodes, the newest first. Empty for what is not a directory.</summary>
    public DirectoryListing List(InodeNumber directory)
    {
        var inode = ReadInode(directory);
        return inode is { IsDirectory: true } ? InodeList.Follow(this, inode) : new([], null);
    }

    /// <summary>The whole tree but its root, each directory before what is in it. Empty without the magic number.</summary>
    public ImmutableArray<PkernfsEntry> Entries() => HasMagic ? PkernfsTree.Walk(this).Entries : [];

    /// <summary>The tree's files with their paths, regular and page-table files, no directories.</summary>
    public ImmutableArray<PkernfsEntry> Files() => [.. Entries().Where(entry => !entry.Inode.IsDirectory)];

    /// <summary>
    /// A file's data blocks in file order, neighbours joined, as the medium names them: they may lie outside the region.
    /// For a page-table file its block and those that this lists; for a directory, a free inode or an unreadable mappings block none.
    /// </summary>
    public ImmutableArray<BlockRun> FileRuns(Inode inode)
    {
        var runs = new List<BlockRun>();
        if (inode.IsPageTables)
        {
            BlockRun.Append(runs, inode.MappingsBlock, 1);
            foreach (var further in FurtherRegions(inode)) BlockRun.Append(runs, further, 1);
        }
        else if (inode.IsFile && IsInRegion(inode.MappingsBlock))
        {
            int count = Math.Clamp(inode.MappingCount, 0, PkernfsLayout.MappingsCapacity);
            Span<ulong> entries = stackalloc ulong[Frame.WordCount];
            for (int index = 0; index < count; index += entries.Length)
            {
                if (!memory.TryRead(PkernfsLayout.Offset(BlockAddress(inode.MappingsBlock), (ulong)index * sizeof(ulong)), MemoryMarshal.AsBytes(entries))) return [];
                foreach (ulong entry in entries[..Math.Min(entries.Length, count - index)]) BlockRun.Append(runs, new(entry), inode.IsGigantic ? PkernfsLayout.GiganticBlocks : 1);
            }
        }
        return [.. runs];
    }

    /// <summary>A file's data blocks one by one, in file order; for files that have few. See <see cref="FileRuns"/>.</summary>
    public ImmutableArray<BlockIndex> FileBlocks(Inode inode) => [.. FileRuns(inode).SelectMany(run => run.Blocks)];

    /// <summary>The bytes behind a file's first <paramref name="length"/> bytes, in file order, as the medium names them; less where it has fewer blocks.</summary>
    public IEnumerable<PhysicalRange> FileMemory(Inode inode, ByteCount length)
    {
        foreach (var run in FileRuns(inode))
        {
            if (length.Value == 0) yield break;
            var bytes = RunBytes(run);
            if (bytes.Length > length) bytes = new(bytes.Start, length);
            length -= bytes.Length;
            yield return bytes;
        }
    }

    /// <summary>The regions that a domain's tables have beside the file's own block; none for other files and where that block cannot be one.</summary>
    public ImmutableArray<BlockIndex> FurtherRegions(Inode inode) =>
        inode.IsDomainTables && inode.MappingsBlock.Value >= PkernfsLayout.FirstFreeBlock && IsInRegion(inode.MappingsBlock)
            ? RegionsOf(inode).Further
            : [];

    /// <summary>The regions of a file of a domain's tables whose block lies in the region.</summary>
    public PageTableRegionsReader RegionsOf(Inode inode) => new(memory, region, BlockAddress(inode.MappingsBlock));

    /// <summary>A block as a region of page tables.</summary>
    public PageTableRegionReader PageTables(BlockIndex block) => new(memory, BlockAddress(block));

    /// <summary>True when the block's bit is set; false past the bitmap's end.</summary>
    public bool IsAllocated(BlockIndex block) =>
        block.Value < PkernfsLayout.BitmapBlocks
        && (memory.ReadByte(PkernfsLayout.BitmapAddress(region, block)) & (1 << (int)(block.Value & 7))) != 0;

    /// <summary>Every block whose bit is set, past the region's end too, in order, neighbours joined.</summary>
    public ImmutableArray<BlockRun> AllocatedRuns => BlockBitmap.SetRuns(memory, region);

    /// <summary>How many blocks' bits are set.</summary>
    public ulong AllocatedCount => AllocatedRuns.Aggregate(0UL, (sum, run) => sum + run.Count);

    /// <summary>A run's bytes; for one that leaves the region an address range out of it, wrapped at 52 bits.</summary>
    public PhysicalRange RunBytes(BlockRun run) => new(BlockAddress(run.First), new(run.Count << PkernfsLayout.BlockShift));

    /// <summary>True for a run that lies wholly in the region.</summary>
    public bool IsInRegion(BlockRun run) => run.First.Value < BlockCount && run.Count <= BlockCount - run.First.Value;

    /// <summary>True for a block that lies wholly in the region.</summary>
    public bool IsInRegion(BlockIndex block) => block.Value < BlockCount;

    /// <summary>A block's first byte; for an index that is not in the region an address out of it, wrapped at 52 bits.</summary>
    public PhysicalAddress BlockAddress(BlockIndex block) => PkernfsLayout.BlockAddress(region, block);

    /// <summary>A block's bytes.</summary>
    public PhysicalRange BlockBytes(BlockIndex block) => new(BlockAddress(block), new(PkernfsLayout.BlockSize));

    /// <summary>The block that holds the address; null outside the region.</summary>
    public BlockIndex? BlockAt(PhysicalAddress address) =>
        region.Contains(address) && (address - region.Start).Value >> PkernfsLayout.BlockShift is var index && index < BlockCount
            ? new BlockIndex(index)
            : null;

    /// <summary>Every claim on blocks that the medium makes, by block; runs of a file's data are one. Empty without the magic number.</summary>
    public ImmutableArray<BlockOwner> BlockOwners() => HasMagic ? PkernfsTree.Owners(this) : [];

    /// <summary>Where the medium contradicts itself: lists, names, counts, and the bitmap against the owners. Empty on a sound one.</summary>
    public ImmutableArray<MediumProblem> Problems => PkernfsCheck.Run(this);

    internal bool NameHasEnd(InodeNumber number)
    {
        Span<byte> name = stackalloc byte[PkernfsLayout.NameLength];
        var address = PkernfsLayout.Offset(PkernfsLayout.InodeAddress(region, number), PkernfsLayout.NameOffset);
        return !memory.TryRead(address, name) || name.Contains((byte)0);
    }
}
