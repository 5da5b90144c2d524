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
        ulong block = IsGigantic(inode, size) ? PkernfsLayout.GiganticBlocks << PkernfsLayout.BlockShift : PkernfsLayout.BlockSize;
        ulong pieces = (size.Value / block) + (size.Value % block != 0 ? 1UL : 0UL);
        ulong most = inode.IsPageTables ? 1 : (ulong)PkernfsLayout.MappingsCapacity;
        if (pieces > most)
        {
            problem = inode.IsPageTables
                ? $"EFBIG: {size} is more than inode {file} (\"{inode.Name}\") can hold: {new ByteCount(PkernfsLayout.BlockSize)}."
                : $"EFBIG: {size} is more than inode {file} (\"{inode.Name}\") can hold: {new ByteCount(most * block)}, since its one mappings block has {most} entries of {new ByteCount(block)} each (RFC 04/18).";
            return false;
        }
        return inode.IsPageTables || TryAllocateMappings(inode, (int)pieces, block == PkernfsLayout.BlockSize ? 1 : PkernfsLayout.GiganticBlocks, out problem);
    }

    /// <summary>A file has pieces of 1 GiB from its first truncate on, or never: where the limit is lifted and that truncate was to 1 GiB or more.</summary>
    private bool IsGigantic(Inode inode, ByteCount size) => inode.IsGigantic
        || (options.Lifts(LiftedLimits.GiganticBlocks) && inode.IsFile && inode.MappingCount == 0 && size >= ByteCount.FromGiB(1));

    private bool TryAllocateMappings(Inode inode, int pieces, ulong blocks, out string? problem)
    {
        if (!IsUsable(inode, out problem)) return false;
        if (inode.MappingCount is < 0 or > PkernfsLayout.MappingsCapacity && !options.ReallocateOnTruncate)
        {
            problem = $"EIO: inode {inode.Number} (\"{inode.Name}\") counts {inode.MappingCount} mappings: the medium is broken.";
            return false;
        }
        var record = Reader.InodeBytes(inode.Number).Start;
        if (blocks > 1 && !inode.IsGigantic) WriteInt32(record, PkernfsLayout.FlagsOffset, (int)(inode.Flags | InodeFlags.GiganticBlocks));
        var mappings = Reader.BlockAddress(inode.MappingsBlock);
        int count = inode.MappingCount;
        ulong from = 0;
        for (int index = options.ReallocateOnTruncate ? 0 : count; index < pieces; index++)
        {
            if (!TryAllocate(blocks, ref from, out var first, out problem)) return false;
            WriteUInt64(mappings, (ulong)index * sizeof(ulong), first.Value);
            WriteInt32(record, PkernfsLayout.MappingCountOffset, unchecked(++count));
        }
        return true;
    }
}
