namespace Pkernfs.Core.FileSystem;

/// <summary>How a medium can be at odds with itself.</summary>
public enum MediumProblemKind
{
    /// <summary>Part of the region is not RAM, or it is too small.</summary>
    Unreadable,

    /// <summary>No magic number.</summary>
    NotFormatted,

    /// <summary>The list comes back to an inode it has passed.</summary>
    ListCycle,

    /// <summary>The list goes on to a number that has no record.</summary>
    ListLeavesStore,

    /// <summary>A directory's list runs into a free inode.</summary>
    ListHitsFreeInode,

    /// <summary>The free list runs into an inode in use.</summary>
    FreeListHitsUsedInode,

    /// <summary>Two directories hold the same inode.</summary>
    LinkedTwice,

    /// <summary>An inode in use that no directory holds, or a free one that is not in the free list.</summary>
    LostInode,

    NameWithoutEnd,

    /// <summary>The count of mappings is negative or above a mappings block's capacity.</summary>
    BadMappingCount,

    /// <summary>The list of a domain's further regions counts more than its page holds.</summary>
    BadRegionCount,

    /// <summary>A file names a block that is not in the region, or block 0 or 1.</summary>
    BlockOutOfBounds,

    OwnedTwice,

    /// <summary>A file owns the block, yet its bit is clear: it can be handed out again.</summary>
    OwnedButClear,

    /// <summary>The bit is set, yet no file owns the block.</summary>
    Leaked,

    /// <summary>A bit is set for a block past the region's end.</summary>
    BitPastEnd,
}

/// <summary>One contradiction on the medium.</summary>
/// <param name="Sentence">What is wrong, where, and what it means.</param>
/// <param name="Bytes">The metadata bytes that say so.</param>
/// <param name="Inode">The inode concerned; none where no one inode is.</param>
/// <param name="FirstBlock">The first block concerned; null where no block is.</param>
/// <param name="BlockCount">How many blocks from there on.</param>
public sealed record MediumProblem(
    MediumProblemKind Kind,
    string Sentence,
    PhysicalRange Bytes,
    InodeNumber Inode = default,
    BlockIndex? FirstBlock = null,
    ulong BlockCount = 0);
