using System.Buffers.Binary;
using System.Text;

namespace Pkernfs.Core.FileSystem;

/// <summary>
/// An inode as the medium holds it: 288 bytes, the name in it, no size, owner or times (RFC 02/18, 04/18).
/// A file's size is the VFS's alone and is gone after a kexec; <paramref name="MappingCount"/> is what stays.
/// </summary>
/// <param name="Sibling">The next inode of its directory; of a free inode the next free one.</param>
/// <param name="Child">A directory's first inode.</param>
/// <param name="Name">Up to 254 bytes of UTF-8; bytes that are not UTF-8 show as U+FFFD.</param>
/// <param name="MappingsBlock">A regular file's mappings block; of a page-table file the data block itself. 0 where there is none.</param>
/// <param name="MappingCount">Data blocks handed out to the file; a broken medium may say a negative number.</param>
public sealed record Inode(
    InodeNumber Number,
    InodeFlags Flags,
    InodeNumber Sibling,
    InodeNumber Child,
    string Name,
    BlockIndex MappingsBlock,
    int MappingCount)
{
    public bool IsFree => Flags == InodeFlags.None;

    public bool IsFile => (Flags & InodeFlags.File) != 0;

    /// <summary>True for a regular file of pieces of 1 GiB.</summary>
    public bool IsGigantic => IsFile && (Flags & InodeFlags.GiganticBlocks) != 0;

    /// <summary>True for a file of a domain's tables, its own or a whole container's: its block can list further ones.</summary>
    public bool IsDomainTables => (Flags & (InodeFlags.IommuDomainTables | InodeFlags.VfioContainer)) != 0;

    /// <summary>True for the root and for iommu/.</summary>
    public bool IsDirectory => (Flags & (InodeFlags.Directory | InodeFlags.IommuDirectory)) != 0;

    /// <summary>True when <see cref="MappingsBlock"/> names the file's one block: page tables, a container, sessions.</summary>
    public bool IsPageTables => (Flags & (InodeFlags.IommuRootTables | InodeFlags.IommuDomainTables | InodeFlags.VfioContainer | InodeFlags.Sessions)) != 0;

    /// <summary>True for a file that only the kernel reads and writes: it cannot be mapped.</summary>
    public bool IsKernelOnly => (Flags & (InodeFlags.VfioContainer | InodeFlags.Sessions)) != 0;

    /// <summary>Reads a record of <see cref="PkernfsLayout.InodeLength"/> bytes. Every content decodes.</summary>
    /// <exception cref="ArgumentException">The record is shorter.</exception>
    public static Inode Decode(InodeNumber number, ReadOnlySpan<byte> record)
    {
        CheckLength(record.Length);
        var name = record.Slice(PkernfsLayout.NameOffset, PkernfsLayout.NameLength);
        int end = name.IndexOf((byte)0);
        return new Inode(
            number,
            (InodeFlags)BinaryPrimitives.ReadInt32LittleEndian(record[PkernfsLayout.FlagsOffset..]),
            new(BinaryPrimitives.ReadUInt64LittleEndian(record[PkernfsLayout.SiblingOffset..])),
            new(BinaryPrimitives.ReadUInt64LittleEndian(record[PkernfsLayout.ChildOffset..])),
            Encoding.UTF8.GetString(end < 0 ? name : name[..end]),
            new(BinaryPrimitives.ReadUInt32LittleEndian(record[PkernfsLayout.MappingsBlockOffset..])),
            BinaryPrimitives.ReadInt32LittleEndian(record[PkernfsLayout.MappingCountOffset..]));
    }

    /// <summary>Writes the record, padding included, into <see cref="PkernfsLayout.InodeLength"/> bytes.</summary>
    /// <exception cref="ArgumentException">The record is shorter, or the name is longer than <see cref="PkernfsLayout.NameLength"/> bytes.</exception>
    public void Encode(Span<byte> record)
    {
        CheckLength(record.Length);
        record = record[..PkernfsLayout.InodeLength];
        record.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(record[PkernfsLayout.FlagsOffset..], (int)Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(record[PkernfsLayout.SiblingOffset..], Sibling.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(record[PkernfsLayout.ChildOffset..], Child.Value);
        if (!Encoding.UTF8.TryGetBytes(Name, record.Slice(PkernfsLayout.NameOffset, PkernfsLayout.NameLength), out _))
            throw new ArgumentException($"The name of inode {Number} takes more than {PkernfsLayout.NameLength} bytes.");
        BinaryPrimitives.WriteUInt32LittleEndian(record[PkernfsLayout.MappingsBlockOffset..], unchecked((uint)MappingsBlock.Value));
        BinaryPrimitives.WriteInt32LittleEndian(record[PkernfsLayout.MappingCountOffset..], MappingCount);
    }

    private static void CheckLength(int length)
    {
        if (length < PkernfsLayout.InodeLength)
            throw new ArgumentException($"An inode record has {PkernfsLayout.InodeLength} bytes, here are {length}.");
    }
}
