using System.Numerics;

namespace Pkernfs.Core.FileSystem;

/// <summary>
/// Where things are in a container file: a whole VFIO container in one 2 MiB block. The format is ours, since nobody posted one; it is described in
/// docs/container-file-format.md. Page 0 is the bitmap of the block's pages and page 1 the domain's top table, as in a file of page tables
/// (RFC 08/18, 14/18), so the same allocator serves both; page 2 begins with the header. Offsets in bytes, little endian.
/// </summary>
public static class ContainerLayout
{
    /// <summary>The page with the header and the first records: taken when the file is made, so it is the first that the allocator gives.</summary>
    public const int HeaderPage = PkernfsLayout.FirstRegionPage;

    /// <summary>The bytes "VFIOCNTR".</summary>
    public const ulong Magic = 0x52544e434f494656;

    /// <summary>The bytes "VFIORECS", at the start of a further page of records.</summary>
    public const ulong RecordPageMagic = 0x534345524f494656;

    public const uint Version = 1;

    /// <summary>The header, reserved bytes included.</summary>
    public const int HeaderLength = 64;

    /// <summary>Header: 8 bytes, <see cref="Magic"/>.</summary>
    public const int MagicOffset = 0;

    /// <summary>Header: 4 bytes.</summary>
    public const int VersionOffset = 8;

    /// <summary>Header: 4 bytes, CRC-32C of the header, this field taken as 0, and of all records after it.</summary>
    public const int ChecksumOffset = 12;

    /// <summary>Header: 4 bytes.</summary>
    public const int CountOffset = 16;

    /// <summary>Header: 4 bytes, the IOMMU group; all ones where none was added.</summary>
    public const int GroupOffset = 20;

    /// <summary>Header: 2 bytes, the requester id of the group's first function.</summary>
    public const int RequesterOffset = 24;

    /// <summary>Header: 2 bytes, the domain id that context entries and caches have; 0 before there is a domain.</summary>
    public const int DomainIdOffset = 26;

    /// <summary>Header: 2 bytes, the page of the block that is the top table: 1.</summary>
    public const int TopPageOffset = 28;

    /// <summary>Header: 2 bytes, levels of the tables; 0 before there is a domain.</summary>
    public const int LevelsOffset = 30;

    /// <summary>Header: 8 bytes, how often the file was written.</summary>
    public const int GenerationOffset = 32;

    /// <summary>Header: 8 bytes, the page of the block with the next records; 0 where there are none.</summary>
    public const int NextPageOffset = 40;

    /// <summary>A record: 8 bytes each of IOVA, size, offset into the file and that file's inode, 4 of rights as in VFIO's flags, 4 reserved.</summary>
    public const int RecordLength = 40;

    /// <summary>A further page of records: magic and the next page's number, 8 bytes each.</summary>
    public const int RecordPageHeaderLength = 16;

    /// <summary>Records in the header's page.</summary>
    public const int RecordsInFirstPage = (FrameNumber.SizeInBytes - HeaderLength) / RecordLength;

    /// <summary>Records in each further page.</summary>
    public const int RecordsInNextPages = (FrameNumber.SizeInBytes - RecordPageHeaderLength) / RecordLength;

    /// <summary>What a record page number's block has room for; type1 allows 65,535 mappings, which no one block holds.</summary>
    public const int MaxRecords = RecordsInFirstPage + ((PkernfsLayout.RegionPages - PkernfsLayout.FirstRegionPage - 1) * RecordsInNextPages);

    /// <summary>How many further pages so many records need.</summary>
    public static int NextPagesFor(int records) => records <= RecordsInFirstPage ? 0 : (records - RecordsInFirstPage + RecordsInNextPages - 1) / RecordsInNextPages;

    /// <summary>CRC-32C of bytes that follow those of <paramref name="seed"/>; begin with 0.</summary>
    internal static uint Checksum(uint seed, ReadOnlySpan<byte> bytes)
    {
        uint crc = ~seed;
        foreach (byte value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
