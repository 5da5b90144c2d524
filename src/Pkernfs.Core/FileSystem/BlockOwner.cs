namespace Pkernfs.Core.FileSystem;

/// <summary>What a block is used for, by what the medium says.</summary>
public enum BlockUse
{
    /// <summary>Block 0: super block and bitmap.</summary>
    SuperBlock,

    InodeStore,

    /// <summary>A regular file's list of data blocks.</summary>
    Mappings,

    /// <summary>A regular file's content: guest RAM, the saved VM state.</summary>
    Data,

    /// <summary>The region of the root and context tables.</summary>
    RootTables,

    /// <summary>A domain's region of page tables.</summary>
    DomainTables,

    /// <summary>A VFIO container's file: its domain's page tables, its header and records.</summary>
    Container,

    /// <summary>The table of live update sessions.</summary>
    Sessions,
}

/// <summary>One claim on blocks that follow each other, in the region and in the file. On a sound medium a block has one.</summary>
/// <param name="Block">The first of them.</param>
/// <param name="Count">How many; 1 for all but data.</param>
/// <param name="Path">The owning file's path; empty for blocks 0 and 1.</param>
/// <param name="Inode">The owning inode; none for blocks 0 and 1.</param>
/// <param name="FileBlock">For <see cref="BlockUse.Data"/> the first one's place in the file; for a domain's tables the region's number; else 0.</param>
public sealed record BlockOwner(BlockIndex Block, ulong Count, BlockUse Use, InodeNumber Inode, string Path, ulong FileBlock)
{
    public BlockRun Run => new(Block, Count);
}
