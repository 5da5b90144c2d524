using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

/// <summary>
/// pkernfs as the kernel drives it. It holds no state: all that it knows is in the bytes of the region, so another one over the
/// same bytes goes on where this one stopped. Refused calls are results with a sentence that begins with the errno.
/// </summary>
/// <param name="memory">The memory that the region is in.</param>
/// <param name="region">What the command line's pkernfs= gives: base and size.</param>
/// <param name="options">Which parts act as posted.</param>
public sealed partial class PkernfsVolume(IMemoryWriter memory, PhysicalRange region, PkernfsOptions options)
{
    /// <summary>The same bytes, for questions.</summary>
    public PkernfsReader Reader { get; } = new(memory, region);

    /// <summary>
    /// What whoever comes first does once a boot, the IOMMU driver or mount (RFC 07/18): takes a region with the magic number as
    /// it is, and formats any other. Nothing but the magic number is looked at.
    /// </summary>
    public InitOutcome Initialise()
    {
        if (!Reader.IsAccessible) return InitOutcome.Unusable;
        if (Reader.HasMagic) return InitOutcome.Restored;
        FormatInodeStore();
        FormatBitmap();
        WriteUInt64(region.Start, PkernfsLayout.MagicOffset, PkernfsLayout.MagicNumber);
        WriteUInt64(region.Start, PkernfsLayout.NextFreeInodeOffset, PkernfsLayout.RootDirectoryInode.Value + 1);
        return InitOutcome.Formatted;
    }

    /// <summary>The first inode of that name in the directory; null when there is none.</summary>
    public Inode? Lookup(InodeNumber directory, string name) => Reader.Lookup(directory, name);

    /// <summary>The inode at a path, "/guest-ram"; null when there is none.</summary>
    public Inode? Lookup(string path) => Reader.Lookup(path);

    /// <inheritdoc cref="PkernfsReader.List"/>
    public DirectoryListing List(InodeNumber directory) => Reader.List(directory);

    private void FormatInodeStore()
    {
        var store = Reader.BlockAddress(new(PkernfsLayout.InodeStoreIndex));
        Expect(memory.TryZero(store, PkernfsLayout.BlockSize), store);
        // The chain begins at the root inode, as posted: its sibling says 2, which no one ever follows.
        for (ulong number = 1; number < PkernfsLayout.MaxInode; number++)
            WriteUInt64(Reader.InodeBytes(new(number)).Start, PkernfsLayout.SiblingOffset, number + 1);
        var root = PkernfsLayout.RootDirectoryInode;
        WriteInode(Reader.ReadInode(root)! with { Flags = InodeFlags.Directory, Name = PkernfsLayout.RootDirectoryName });
    }

    private void FormatBitmap()
    {
        var bitmap = PkernfsLayout.Offset(region.Start, PkernfsLayout.BitmapOffset);
        Expect(memory.TryZero(bitmap, PkernfsLayout.BitmapLength), bitmap);
        Expect(memory.TrySetBit(bitmap, PkernfsLayout.SuperBlockIndex), bitmap);
        Expect(memory.TrySetBit(bitmap, PkernfsLayout.InodeStoreIndex), bitmap);
    }
}
