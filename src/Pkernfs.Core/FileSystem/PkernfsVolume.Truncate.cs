namespace Pkernfs.Core.FileSystem;

public sealed partial class PkernfsVolume
{
    /// <summary>
    /// Sets a file's size: allocates the data blocks that it lacks, without clearing them, and frees none (RFC 04/18). The size itself is the VFS's
    /// and not stored. ENOMEM part of the way keeps the blocks that were handed out. On a page-table file sizes up to its one block change nothing.
    /// As posted (<see cref="PkernfsOptions.ReallocateOnTruncate"/>) every block below the size is allocated anew and counted again.
    /// </summary>
    public bool TryTruncate(InodeNumber file, ByteCount size, out string? problem)
    {
        if (!CanUse(out problem)) return false;
        if (Reader.ReadInode(file) is not { IsFree: false } inode)
        {
            problem = $"ENOENT: there is no inode {file}.";
            return false;
        }
        if (inode.IsDirectory)
        {
            problem = $"EISDIR: inode {file} (\"{inode.Name}\") is a directory and has no size.";
            return false;
        }
        ulong blocks = (size.Value >> PkernfsLayout.BlockShift) + ((size.Value & (PkernfsLayout.BlockSize - 1)) != 0 ? 1UL : 0UL);
        ulong most = inode.IsPageTables ? 1 : (ulong)PkernfsLayout.MappingsCapacity;
        if (blocks > most)
        {
            problem = $"EFBIG: {size} is more than inode {file} (\"{inode.Name}\") can hold: {new ByteCount(most << PkernfsLayout.BlockShift)}.";
            return false;
        }
        return inode.IsPageTables || TryAllocateMappings(inode, (int)blocks, out problem);
    }

    private bool TryAllocateMappings(Inode inode, int blocks, out string? problem)
    {
        if (!IsUsable(inode, out problem)) return false;
        if (inode.MappingCount is < 0 or > PkernfsLayout.MappingsCapacity && !options.ReallocateOnTruncate)
        {
            problem = $"EIO: inode {inode.Number} (\"{inode.Name}\") counts {inode.MappingCount} mappings: the medium is broken.";
            return false;
        }
        var mappings = Reader.BlockAddress(inode.MappingsBlock);
        int count = inode.MappingCount;
        BlockIndex last = default;
        for (int index = options.ReallocateOnTruncate ? 0 : count; index < blocks; index++)
        {
            if (!TryAllocateBlock(out var block, out problem, last)) return false;
            last = block;
            WriteUInt64(mappings, (ulong)index * sizeof(ulong), block.Value);
            WriteInt32(Reader.InodeBytes(inode.Number).Start, PkernfsLayout.MappingCountOffset, unchecked(++count));
        }
        return true;
    }
}
