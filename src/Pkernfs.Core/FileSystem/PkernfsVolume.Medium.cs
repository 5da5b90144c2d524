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
    /// <param name="from">A block below which none is free.</param>
    private bool TryAllocateBlock(out BlockIndex block, out string? problem, BlockIndex from = default)
    {
        ulong limit = options.UnboundedAllocation ? PkernfsLayout.BitmapScanLimit : Reader.BlockCount;
        var clear = BlockBitmap.FirstClear(memory, region, limit, from);
        block = clear.GetValueOrDefault();
        problem = clear is null ? $"ENOMEM: all {limit} blocks of the region {region} are allocated. Give pkernfs= a larger range." : null;
        if (clear is not null) Expect(memory.TrySetBit(PkernfsLayout.Offset(region.Start, PkernfsLayout.BitmapOffset), block.Value), region.Start);
        return clear is not null;
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
