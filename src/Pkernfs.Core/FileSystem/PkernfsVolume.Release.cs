namespace Pkernfs.Core.FileSystem;

public sealed partial class PkernfsVolume
{
    /// <summary>
    /// Takes a page-table file out of iommu/ and gives its blocks back, which the posted unlink does not: the blocks' bits in the bitmap are cleared,
    /// their bytes stay until someone else gets it. The caller vouches that no hardware and no kernel uses the tables any more.
    /// ENOENT, EBADF for a file of another type, EIO for a block that no file can own.
    /// </summary>
    public bool TryReleaseTables(string name, out string? problem)
    {
        if (!CanUse(out problem)) return false;
        if (Lookup(PkernfsLayout.RootDirectoryInode, PkernfsLayout.IommuDirectoryName) is not { IsDirectory: true } directory
            || List(directory.Number).Entries is var entries && entries.ToList().FindIndex(entry => entry.Name == name) is var place && place < 0)
        {
            problem = $"ENOENT: /{PkernfsLayout.IommuDirectoryName} holds no {name}.";
            return false;
        }
        var inode = entries[place];
        if (!inode.IsPageTables)
        {
            problem = $"EBADF: {name} (inode {inode.Number}) is no file of page tables.";
            return false;
        }
        if (!IsUsable(inode, out problem)) return false;
        var blocks = Reader.FurtherRegions(inode).Where(Reader.IsInRegion).Prepend(inode.MappingsBlock).ToArray();
        TakeOut(directory.Number, entries, place);
        foreach (var block in blocks) Expect(memory.TryClearBit(PkernfsLayout.Offset(region.Start, PkernfsLayout.BitmapOffset), block.Value), region.Start);
        return true;
    }

    /// <summary>Takes the table of sessions away and gives its block back, once no session is left in it. ENOENT, ENOTEMPTY, EIO for a block that no file can own.</summary>
    public bool TryReleaseSessions(out string? problem)
    {
        if (!CanUse(out problem)) return false;
        var root = List(PkernfsLayout.RootDirectoryInode).Entries;
        int place = root.ToList().FindIndex(entry => entry.Name == SessionLayout.FileName && (entry.Flags & InodeFlags.Sessions) != 0);
        if (place < 0)
        {
            problem = $"ENOENT: there is no /{SessionLayout.FileName}.";
            return false;
        }
        if (!IsUsable(root[place], out problem)) return false;
        if (new SessionTableReader(memory, Reader.BlockAddress(root[place].MappingsBlock)).Count > 0)
        {
            problem = $"ENOTEMPTY: /{SessionLayout.FileName} still has sessions in it.";
            return false;
        }
        var block = root[place].MappingsBlock;
        TakeOut(PkernfsLayout.RootDirectoryInode, root, place);
        Expect(memory.TryClearBit(PkernfsLayout.Offset(region.Start, PkernfsLayout.BitmapOffset), block.Value), region.Start);
        return true;
    }

    /// <summary>Takes iommu/ away, once nothing is in it: the kernel made it, and there is no rmdir. ENOENT, ENOTEMPTY.</summary>
    public bool TryReleaseIommuDirectory(out string? problem)
    {
        if (!CanUse(out problem)) return false;
        var root = List(PkernfsLayout.RootDirectoryInode).Entries;
        int place = root.ToList().FindIndex(entry => entry.Name == PkernfsLayout.IommuDirectoryName && entry.IsDirectory);
        problem = place < 0 ? $"ENOENT: there is no /{PkernfsLayout.IommuDirectoryName}."
            : !root[place].Child.IsNone ? $"ENOTEMPTY: /{PkernfsLayout.IommuDirectoryName} still has files in it."
            : null;
        if (problem is null) TakeOut(PkernfsLayout.RootDirectoryInode, root, place);
        return problem is null;
    }
}
