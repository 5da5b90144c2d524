using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

public sealed partial class PkernfsVolume
{
    /// <summary>
    /// True when the kernel takes the inode for one of that type. As posted (<see cref="PkernfsOptions.TypeTestByOr"/>) a test
    /// for a page-table file is an | and so true of every inode (RFC 07/18).
    /// </summary>
    public bool HasType(Inode inode, InodeFlags type) =>
        options.TypeTestByOr && (type & (InodeFlags.IommuRootTables | InodeFlags.IommuDomainTables)) != 0
            ? (inode.Flags | type) != 0
            : (inode.Flags & type) != 0;

    /// <summary>
    /// The block of a page-table file of that type, with the region's bitmap page marked as taken: what the IOMMU driver makes its region of (RFC 07/18, 12/18).
    /// EBADF for a file of another type, as VFIO answers (RFC 13/18); EIO for a block that no file can own.
    /// As posted a regular file passes, and its mappings are taken for page tables.
    /// </summary>
    public bool TryGetTables(InodeNumber file, InodeFlags type, out PhysicalAddress block, out string? problem)
    {
        block = default;
        if (!CanUse(out problem)) return false;
        if (Reader.ReadInode(file) is not { IsFree: false } inode || !HasType(inode, type))
        {
            problem = type == InodeFlags.Sessions
                ? $"EBADF: inode {file} is not a table of sessions."
                : type == InodeFlags.VfioContainer
                ? $"EBADF: inode {file} is not a VFIO container's file."
                : $"EBADF: inode {file} is not a file of {(type == InodeFlags.IommuRootTables ? "root" : "domain")} page tables.";
            return false;
        }
        if (!IsUsable(inode, out problem)) return false;
        block = Reader.BlockAddress(inode.MappingsBlock);
        if (type != InodeFlags.Sessions) Expect(memory.TrySetBit(block, PkernfsLayout.RegionBitmapPage), block);
        return true;
    }
}
