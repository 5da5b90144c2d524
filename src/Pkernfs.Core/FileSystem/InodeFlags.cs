using System.Diagnostics.CodeAnalysis;

namespace Pkernfs.Core.FileSystem;

/// <summary>An inode's type, one bit each; none set: the inode is free (RFC 02/18, 07/18, 12/18; the last three are ours).</summary>
[Flags]
[SuppressMessage("Naming", "CA1711", Justification = "The medium's field is called flags.")]
public enum InodeFlags
{
    None = 0,

    /// <summary>A regular file: guest RAM.</summary>
    File = 1,

    Directory = 2,

    /// <summary>The directory of page-table files.</summary>
    IommuDirectory = 4,

    /// <summary>The file of the root table and the context tables.</summary>
    IommuRootTables = 8,

    /// <summary>A file of one domain's page tables.</summary>
    IommuDomainTables = 16,

    /// <summary>The file of a whole VFIO container, in iommu/. Ours: no posted series has it.</summary>
    VfioContainer = 32,

    /// <summary>The table of live update sessions. Ours.</summary>
    Sessions = 64,

    /// <summary>With <see cref="File"/>: each mappings entry names the first block of 1 GiB, 512 blocks at a multiple of 1 GiB of memory. Ours.</summary>
    GiganticBlocks = 128,
}
