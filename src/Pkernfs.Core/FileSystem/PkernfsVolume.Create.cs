using System.Text;

namespace Pkernfs.Core.FileSystem;

public sealed partial class PkernfsVolume
{
    /// <summary>Makes an empty regular file in the root directory.</summary>
    public bool TryCreateFile(string name, out InodeNumber file, out string? problem) =>
        TryCreateFile(PkernfsLayout.RootDirectoryInode, name, out file, out problem);

    /// <summary>
    /// What <c>touch</c> does: in the root directory a regular file with a cleared mappings block (RFC 02/18, 04/18), in iommu/ a
    /// file of domain page tables with its one cleared block (RFC 12/18).
    /// EEXIST, EINVAL or ENAMETOOLONG for the name, ENOTDIR, ENOMEM without a free inode or block.
    /// </summary>
    public bool TryCreateFile(InodeNumber directory, string name, out InodeNumber file, out string? problem)
    {
        file = default;
        if (!CanUse(out problem) || !IsDirectory(directory, out var parent, out problem)) return false;
        var type = (parent.Flags & InodeFlags.IommuDirectory) != 0 ? InodeFlags.IommuDomainTables : InodeFlags.File;
        return TryCreate(parent, name, type, out file, out problem);
    }

    /// <summary>Makes a file of domain page tables in iommu/; ENOENT where the kernel made no iommu/.</summary>
    public bool TryCreateDomainTables(string name, out InodeNumber file, out string? problem)
    {
        file = default;
        if (!CanUse(out problem)) return false;
        if (Lookup(PkernfsLayout.RootDirectoryInode, PkernfsLayout.IommuDirectoryName) is { } directory)
            return TryCreateFile(directory.Number, name, out file, out problem);
        problem = $"ENOENT: there is no /{PkernfsLayout.IommuDirectoryName} to make {name} in: the kernel makes it when the IOMMU driver starts.";
        return false;
    }

    /// <summary>
    /// Makes a VFIO container's file in iommu/, empty: VFIO alone calls this, so that no file which user space could write to is ever taken for one. ENOENT where
    /// the kernel made no iommu/; as for the others EEXIST, EINVAL, ENAMETOOLONG, ENOMEM.
    /// </summary>
    public bool TryCreateContainer(string name, out InodeNumber file, out string? problem)
    {
        file = default;
        if (!CanUse(out problem)) return false;
        if (Lookup(PkernfsLayout.RootDirectoryInode, PkernfsLayout.IommuDirectoryName) is not { IsDirectory: true } directory)
        {
            problem = $"ENOENT: there is no /{PkernfsLayout.IommuDirectoryName} to make {name} in: the kernel makes it when the IOMMU driver starts.";
            return false;
        }
        if (!TryCreate(directory, name, InodeFlags.VfioContainer, out file, out problem)) return false;
        return TryGetTables(file, InodeFlags.VfioContainer, out var block, out problem)
            && new ContainerFile(memory, block, options).TryWrite(new(null, 0, 0, 0, 1), [], out problem);
    }

    /// <summary>Makes the table of sessions, empty, and gives its block: the kernel's own doing. EEXIST, ENOMEM.</summary>
    public bool TryCreateSessions(out PhysicalAddress block, out string? problem)
    {
        block = default;
        if (!CanUse(out problem) || !IsDirectory(PkernfsLayout.RootDirectoryInode, out var root, out problem)) return false;
        return TryCreate(root, SessionLayout.FileName, InodeFlags.Sessions, out var file, out problem)
            && TryGetTables(file, InodeFlags.Sessions, out block, out problem)
            && new SessionTable(memory, block).TryWrite([], out problem);
    }

    /// <summary>Finds iommu/, or makes it: the kernel's own doing, there is no mkdir (RFC 07/18). ENOTDIR when a file has that name.</summary>
    public bool TryCreateIommuDirectory(out InodeNumber directory, out string? problem)
    {
        directory = default;
        if (!CanUse(out problem)) return false;
        const string name = PkernfsLayout.IommuDirectoryName;
        if (Lookup(PkernfsLayout.RootDirectoryInode, name) is { } found)
        {
            directory = found.Number;
            if (!HasType(found, InodeFlags.IommuDirectory)) problem = $"ENOTDIR: /{name} (inode {directory}) is a file; the IOMMU driver needs a directory of that name. Unlink it.";
            return problem is null;
        }
        return IsDirectory(PkernfsLayout.RootDirectoryInode, out var root, out problem)
            && TryCreate(root, name, InodeFlags.IommuDirectory, out directory, out problem);
    }

    /// <summary>
    /// Finds iommu/root-pgtables, or makes it and iommu/ as needed, and gives its block's first byte: what the IOMMU driver calls
    /// in every boot (RFC 07/18). Marks the region's own bitmap page as taken.
    /// </summary>
    public bool TryEnsureRootTables(out PhysicalAddress block, out string? problem)
    {
        block = default;
        if (!TryCreateIommuDirectory(out var directory, out problem)) return false;
        if (Lookup(directory, PkernfsLayout.RootTablesName) is { } found) return TryGetTables(found.Number, InodeFlags.IommuRootTables, out block, out problem);
        return IsDirectory(directory, out var parent, out problem)
            && TryCreate(parent, PkernfsLayout.RootTablesName, InodeFlags.IommuRootTables, out var file, out problem)
            && TryGetTables(file, InodeFlags.IommuRootTables, out block, out problem);
    }

    private bool TryCreate(Inode parent, string name, InodeFlags type, out InodeNumber number, out string? problem)
    {
        number = default;
        if (!IsName(parent, name, out problem)) return false;
        if (!NextFreeInode(out var free, out problem)) return false;
        var block = default(BlockIndex);
        if (type != InodeFlags.IommuDirectory && !TryAllocateClearedBlock(out block, out problem)) return false;
        WriteUInt64(region.Start, PkernfsLayout.NextFreeInodeOffset, free.Sibling.Value);
        WriteInode(new Inode(free.Number, type, parent.Child, InodeNumber.None, name, block, 0));
        WriteUInt64(Reader.InodeBytes(parent.Number).Start, PkernfsLayout.ChildOffset, free.Number.Value);
        number = free.Number;
        return true;
    }

    private bool IsName(Inode parent, string name, out string? problem)
    {
        problem = null;
        if (name.Length == 0 || name is "." or ".." || name.Contains('/') || name.Contains('\0'))
            problem = $"EINVAL: \"{name.Replace("\0", "\\0", StringComparison.Ordinal)}\" is no file name: it must not be empty, . or .., nor contain / or NUL.";
        else if (Encoding.UTF8.GetByteCount(name) > PkernfsLayout.MaxNameLength)
            problem = $"ENAMETOOLONG: the name \"{name[..16]}...\" takes {Encoding.UTF8.GetByteCount(name)} bytes; an inode holds {PkernfsLayout.MaxNameLength} and a NUL.";
        else if (Lookup(parent.Number, name) is { } taken)
            problem = $"EEXIST: {name} is there already, as inode {taken.Number}.";
        return problem is null;
    }

    private bool NextFreeInode(out Inode free, out string? problem)
    {
        var number = Reader.SuperBlock.NextFreeInode;
        free = Reader.ReadInode(number)!;
        problem = number.IsNone ? $"ENOMEM: no inode is free: all {PkernfsLayout.MaxInode} are in use. Unlink files."
            : free is null ? $"EIO: the free inode list goes on to inode {number}, but inodes are numbered 1 to {PkernfsLayout.MaxInode}: the medium is broken."
            : !free.IsFree ? $"EIO: the free inode list names inode {number} (\"{free.Name}\"), which is in use: the medium is broken."
            : null;
        return problem is null;
    }
}
