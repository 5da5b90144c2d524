using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection.Decoding;

namespace Pkernfs.Core.Inspection;

/// <summary>Roles within the files that are ours: a VFIO container's, and the table of sessions.</summary>
public sealed partial class MomentInspection
{
    /// <summary>Header, record, the head of a further page of records, or a place for a record that is not in use; null for the file's bitmap and tables.</summary>
    private ByteRole? ContainerRole(BlockOwner claim, PhysicalAddress block, PhysicalAddress address, OwnedExtent? owner)
    {
        var reader = new ContainerFileReader(Platform.Memory, block);
        int page = (int)((address - block).Value >> FrameNumber.Shift);
        int place = reader.RecordPages.IndexOf(page);
        if (place < 0) return null;
        var start = address.AlignDown(ByteCount.Page);
        string from = place == 0 ? $"inode {claim.Inode}" : $"page {reader.RecordPages[place - 1]} of the file";
        int first = place == 0 ? 0 : ContainerLayout.RecordsInFirstPage + ((place - 1) * ContainerLayout.RecordsInNextPages);
        int header = place == 0 ? ContainerLayout.HeaderLength : ContainerLayout.RecordPageHeaderLength;
        if (address.OffsetInFrame < header)
        {
            var range = new PhysicalRange(start, new((ulong)header));
            if (Bytes(start, header) is not { } bytes) return null;
            return place == 0
                ? new(ByteRoleKind.ContainerHeader, $"Header of {claim.Path}", "page 2 of the file", range, owner, ContainerStructures.Header(start, bytes, Checks(reader)), from)
                : new(ByteRoleKind.ContainerHeader, $"Records of {claim.Path}", $"page {page} of the file", range, owner, ContainerStructures.RecordPage(start, bytes), from);
        }
        int number = first + ((address.OffsetInFrame - header) / ContainerLayout.RecordLength);
        if (reader.RecordBytes(number) is not { } record || !record.Contains(address) || Bytes(record.Start, ContainerLayout.RecordLength) is not { } words)
        {
            var rest = PhysicalRange.FromTo(start + new ByteCount((ulong)(header + ((FrameNumber.SizeInBytes - header) / ContainerLayout.RecordLength * ContainerLayout.RecordLength))), start + ByteCount.Page);
            return rest.Contains(address) ? new(ByteRoleKind.ContainerRecord, $"End of a page of {claim.Path}", "no record fits here", rest, owner, null, from) : null;
        }
        bool used = (uint)number < reader.Count;
        return new(ByteRoleKind.ContainerRecord, $"Record {number} of {claim.Path}", used ? "vfio_dma" : "not in use", record, owner, ContainerStructures.Record(record.Start, words, used, InodeName), from);
    }

    /// <summary>Header or entry of the table of sessions; null for the block's last bytes, where no entry fits.</summary>
    private ByteRole? SessionRole(BlockOwner claim, PhysicalAddress block, PhysicalAddress address, OwnedExtent? owner)
    {
        var reader = new SessionTableReader(Platform.Memory, block);
        string from = $"inode {claim.Inode}";
        if (reader.HeaderBytes.Contains(address) && Bytes(block, SessionLayout.HeaderLength) is { } header)
        {
            reader.Read(out string? problem);
            return new(ByteRoleKind.SessionTable, $"Header of {claim.Path}", "live update sessions", reader.HeaderBytes, owner, SessionStructures.Header(block, header, problem), from);
        }
        int number = (int)(((address - block).Value - SessionLayout.HeaderLength) / SessionLayout.EntryLength);
        if (number >= SessionLayout.MaxEntries || Bytes(reader.EntryBytes(number).Start, SessionLayout.EntryLength) is not { } bytes) return null;
        bool used = (uint)number < reader.Count;
        return new(ByteRoleKind.SessionTable, $"Entry {number} of {claim.Path}", used ? "a file in a session" : "not in use", reader.EntryBytes(number), owner, SessionStructures.Entry(reader.EntryBytes(number).Start, bytes, used, InodeName), from);
    }

    /// <summary>Whether the file's bytes are what was written, by its checksum and all else that can be told from them.</summary>
    private static string? Checks(ContainerFileReader reader) => reader.Read(out string? problem) is null ? problem : null;

    private string? InodeName(ulong number) => Medium?.Files().FirstOrDefault(file => file.Inode.Number.Value == number)?.Path;
}
