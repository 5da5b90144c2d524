using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

public sealed partial class PkernfsVolume
{
    /// <summary>The region is there and formatted. Only behind this may the writes below be expected to succeed.</summary>
    private bool CanUse(out string? problem)
    {
        problem = !Reader.IsAccessible ? "EIO: " + Reader.WhyNotAccessible
            : !Reader.HasMagic ? $"EINVAL: the region {region} has no magic number: it was not initialised in this boot."
            : null;
        return problem is null;
    }

    private bool IsDirectory(InodeNumber number, [NotNullWhen(true)] out Inode? directory, out string? problem)
    {
        directory = Reader.ReadInode(number);
        problem = directory is { IsDirectory: true } ? null : $"ENOTDIR: inode {number} is not a directory.";
        return problem is null;
    }

    /// <summary>A file's block can be written: not one of the fixed blocks, and in the region unless the allocator may leave it.</summary>
    private bool IsUsable(Inode inode, out string? problem)
    {
        var block = inode.MappingsBlock;
        problem = block.Value < PkernfsLayout.FirstFreeBlock || !(options.UnboundedAllocation || Reader.IsInRegion(block)) || !memory.IsAccessible(Reader.BlockBytes(block))
            ? $"EIO: inode {inode.Number} (\"{inode.Name}\") names block {block}, which no file of this region can own: the medium is broken."
            : null;
        return problem is null;
    }

    private bool TryAllocateClearedBlock(out BlockIndex block, out string? problem)
    {
        if (!TryAllocateBlock(out block, out problem)) return false;
        if (memory.TryZero(Reader.BlockAddress(block), PkernfsLayout.BlockSize)) return true;
        problem = $"EFAULT: block {block} at {Reader.BlockAddress(block)} is past the region's end, and no RAM answers there: the kernel would fault while it clears it.";
        return false;
    }

    /// <summary>First fit (RFC 04/18). As posted (<see cref="PkernfsOptions.UnboundedAllocation"/>) past the region's end, too.</summary>
    private bool TryAllocateBlock(out BlockIndex block, out string? problem)
    {
        ulong from = 0;
        return TryAllocate(1, ref from, out block, out problem);
    }

    /// <summary>
    /// The first free run of so many blocks: one, or one piece of 1 GiB at a multiple of 1 GiB of memory. Its bits are set.
    /// </summary>
    /// <param name="from">Where the search begins, all before it being taken; moved on, since nobody gives blocks back meanwhile.</param>
    private bool TryAllocate(ulong count, ref ulong from, out BlockIndex first, out string? problem)
    {
        ulong limit = Math.Min(options.UnboundedAllocation ? PkernfsLayout.BitmapBlocks : Reader.BlockCount, options.Lifts(LiftedLimits.WholeBitmap) ? PkernfsLayout.BitmapBlocks : PkernfsLayout.BitmapScanLimit);
        var clear = BlockBitmap.FirstClear(memory, region, from, limit, count);
        first = clear.GetValueOrDefault();
        problem = clear is not null ? null
            : count == 1 && limit < Reader.BlockCount ? $"ENOMEM: all {limit} blocks that the allocator looks at are allocated, {new ByteCount(limit << PkernfsLayout.BlockShift)} of the region {region}: its scan goes no further (RFC 03/18, 04/18)."
            : count == 1 ? $"ENOMEM: all {limit} blocks of the region {region} are allocated. Give pkernfs= a larger range."
            : $"ENOMEM: no 1 GiB at a multiple of 1 GiB is free in the {limit} blocks that the allocator looks at of the region {region}.";
        if (clear is null) return false;
        Expect(memory.TrySetBits(PkernfsLayout.Offset(region.Start, PkernfsLayout.BitmapOffset), first.Value, count), region.Start);
        from = first.Value + count;
        return true;
    }

    /// <summary>Takes a cleared block for one more region of a domain's tables, its bitmap page marked as taken. ENOMEM.</summary>
    internal bool TryTakeRegionBlock(out BlockIndex block, out string? problem)
    {
        block = default;
        if (!CanUse(out problem) || !TryAllocateClearedBlock(out block, out problem)) return false;
        Expect(memory.TrySetBit(Reader.BlockAddress(block), PkernfsLayout.RegionBitmapPage), Reader.BlockAddress(block));
        return true;
    }

    private void WriteInode(Inode inode)
    {
        Span<byte> record = stackalloc byte[PkernfsLayout.InodeLength];
        inode.Encode(record);
        var address = Reader.InodeBytes(inode.Number).Start;
        Expect(memory.TryWrite(address, record), address);
    }

    private void WriteUInt64(PhysicalAddress start, ulong offset, ulong value) =>
        Expect(memory.TryWriteUInt64(PkernfsLayout.Offset(start, offset), value), start);

    private void WriteInt32(PhysicalAddress start, ulong offset, int value) =>
        Expect(memory.TryWriteInt32(PkernfsLayout.Offset(start, offset), value), start);

    // Not a broken medium but a memory that breaks its own word: IsAccessible said yes.
    private static void Expect(bool written, PhysicalAddress address)
    {
        if (!written) throw new InvalidOperationException($"The memory refused a write at {address} that it had called accessible.");
    }
}
