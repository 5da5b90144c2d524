using System.Buffers.Binary;
using System.Globalization;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>What a VFIO container's file holds besides page tables; the format is ours (docs/container-file-format.md).</summary>
public static class ContainerStructures
{
    private const string Source = "container file format, ours";

    /// <param name="problem">What a kernel would refuse the file for; null where it would take it.</param>
    public static DecodedEntry Header(PhysicalAddress address, ReadOnlySpan<byte> bytes, string? problem)
    {
        ulong[] words = MediumStructures.Words(bytes[..ContainerLayout.HeaderLength]);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[ContainerLayout.CountOffset..]);
        uint group = BinaryPrimitives.ReadUInt32LittleEndian(bytes[ContainerLayout.GroupOffset..]);
        var requester = PciAddress.FromSourceId(BinaryPrimitives.ReadUInt16LittleEndian(bytes[ContainerLayout.RequesterOffset..]));
        ushort domain = BinaryPrimitives.ReadUInt16LittleEndian(bytes[ContainerLayout.DomainIdOffset..]);
        bool magic = words[0] == ContainerLayout.Magic;
        bool version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[ContainerLayout.VersionOffset..]) == ContainerLayout.Version;
        return new FieldList(words)
            .Word(63, 0, "magic", magic ? "VFIOCNTR" : FieldList.Text(words[0]), magic ? "the format\'s own" : "not a container's", !magic)
            .Number(95, 64, "version", version ? "of the format" : "not a version that is read here", !version)
            .Hex(127, 96, "checksum", problem is null ? "CRC-32C of header and records, and it is right" : problem, problem is not null && problem.Contains("checksum", StringComparison.Ordinal))
            .Number(159, 128, "records", "vfio_dma records", count > ContainerLayout.MaxRecords)
            .Word(191, 160, "group", group == uint.MaxValue ? "none" : group.ToString(CultureInfo.InvariantCulture), "IOMMU group")
            .Hex(207, 192, "requester", group == uint.MaxValue ? "no group was added" : $"{requester}, the group's first function")
            .Number(223, 208, "domain_id", domain == 0 ? "there is no domain yet" : "as in the context entry")
            .Number(239, 224, "top_page", "the page of this file that is the top table")
            .Number(255, 240, "levels", "of the page tables")
            .Number(319, 256, "generation", "how often the file was written")
            .Number(383, 320, "next_page", words[5] == 0 ? "no further page of records" : "the page of this file with the next records")
            .Reserved(511, 448)
            .Reserved(447, 384)
            .Entry("container header", address, Source, $"{count} records, domain id {domain}");
    }

    /// <summary>The head of a further page of records.</summary>
    public static DecodedEntry RecordPage(PhysicalAddress address, ReadOnlySpan<byte> bytes)
    {
        ulong[] words = MediumStructures.Words(bytes[..ContainerLayout.RecordPageHeaderLength]);
        bool magic = words[0] == ContainerLayout.RecordPageMagic;
        return new FieldList(words)
            .Word(63, 0, "magic", magic ? "VFIORECS" : FieldList.Text(words[0]), magic ? "the format\'s own" : "not a page of records", !magic)
            .Number(127, 64, "next_page", words[1] == 0 ? "the last page of records" : "the page of this file with the next records")
            .Entry("record page", address, Source, words[1] == 0 ? "the last page of records" : $"goes on in page {words[1]}");
    }

    /// <param name="used">Whether the header counts it.</param>
    /// <param name="nameOf">The path of a file by its inode's number; null where there is none.</param>
    public static DecodedEntry Record(PhysicalAddress address, ReadOnlySpan<byte> bytes, bool used, Func<ulong, string?> nameOf)
    {
        ulong[] words = MediumStructures.Words(bytes[..ContainerLayout.RecordLength]);
        var record = ContainerRecord.Decode(bytes, out string? problem);
        string? name = used ? nameOf(words[3]) : null;
        uint rights = (uint)words[4];
        return new FieldList(words)
            .Hex(63, 0, "iova", "first bus address")
            .Hex(127, 64, "size", used ? new ByteCount(words[1]).ToString() : "bytes", used && record is null && words[1] == 0)
            .Hex(191, 128, "offset", "where it begins in the file")
            .Number(255, 192, "inode", !used ? "the file" : name ?? "no file has this number", used && name is null)
            .Hex(287, 256, "flags", rights switch { 0 => used ? "neither read nor write" : "none", 1 => "read", 2 => "write", 3 => "read, write", _ => "no rights that exist" }, used && rights is 0 or > 3)
            .Reserved(319, 288)
            .Entry("container record", address, Source,
                !used ? "not in use" : record is null ? $"no mapping: {problem}" : $"{record.Range} → {name ?? "?"} + 0x{record.Offset.Value:x}, {(record.Rights == AccessRights.ReadWrite ? "read, write" : record.Rights == AccessRights.Read ? "read" : "write")}");
    }
}
