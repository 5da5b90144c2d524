using System.Collections.Immutable;

namespace Pkernfs.Core.FileSystem;

public sealed partial class PkernfsVolume
{
    /// <summary>
    /// Takes a file out of its directory, clears its inode and puts that first in the free list (RFC 02/18). Its blocks stay
    /// allocated, whoever maps them keeps them, and no one can find them again: leaked. ENOENT, ENOTDIR, EISDIR.
    /// </summary>
    public bool TryUnlink(InodeNumber directory, string name, out string? problem)
    {
        if (!CanUse(out problem) || !IsDirectory(directory, out var parent, out problem)) return false;
        var entries = List(directory).Entries;
        int place = entries.ToList().FindIndex(entry => entry.Name == name);
        if (place < 0)
        {
            problem = $"ENOENT: directory inode {directory} (\"{parent.Name}\") holds no {name}.";
            return false;
        }
        var inode = entries[place];
        if (inode.IsDirectory)
        {
            problem = $"EISDIR: {name} (inode {inode.Number}) is a directory; there is no rmdir.";
            return false;
        }
        TakeOut(directory, entries, place);
        return true;
    }

    /// <summary>Closes a directory's list over one of its inodes, clears that and puts it first in the free list.</summary>
    private void TakeOut(InodeNumber directory, ImmutableArray<Inode> entries, int place)
    {
        var inode = entries[place];
        if (place == 0) WriteUInt64(Reader.InodeBytes(directory).Start, PkernfsLayout.ChildOffset, inode.Sibling.Value);
        else WriteUInt64(Reader.InodeBytes(entries[place - 1].Number).Start, PkernfsLayout.SiblingOffset, inode.Sibling.Value);
        WriteInode(new Inode(inode.Number, InodeFlags.None, Reader.SuperBlock.NextFreeInode, InodeNumber.None, "", default, 0));
        WriteUInt64(region.Start, PkernfsLayout.NextFreeInodeOffset, inode.Number.Value);
    }
}
