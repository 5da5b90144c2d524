namespace Pkernfs.Core.FileSystem;

/// <summary>The first 16 bytes of the region (RFC 01/18, 02/18). No version, size, checksum, generation or clean flag.</summary>
/// <param name="NextFreeInode">Head of the free list; 0 when every inode is in use.</param>
public sealed record SuperBlock(ulong Magic, InodeNumber NextFreeInode)
{
    public bool HasMagic => Magic == PkernfsLayout.MagicNumber;
}
