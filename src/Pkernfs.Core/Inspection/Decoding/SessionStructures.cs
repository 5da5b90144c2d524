using System.Buffers.Binary;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>What the table of live update sessions holds; the format is ours (docs/session-table-format.md).</summary>
public static class SessionStructures
{
    private const string Source = "session table format, ours";

    /// <param name="problem">What a kernel would refuse the table for; null where it would take it.</param>
    public static DecodedEntry Header(PhysicalAddress address, ReadOnlySpan<byte> bytes, string? problem)
    {
        ulong[] words = MediumStructures.Words(bytes[..SessionLayout.HeaderLength]);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[SessionLayout.CountOffset..]);
        bool magic = words[0] == SessionLayout.Magic;
        bool version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[SessionLayout.VersionOffset..]) == SessionLayout.Version;
        return new FieldList(words)
            .Word(63, 0, "magic", magic ? "LUOSESSN" : FieldList.Text(words[0]), magic ? "the format\'s own" : "no table of sessions", !magic)
            .Number(95, 64, "version", version ? "of the format" : "not a version that is read here", !version)
            .Hex(127, 96, "checksum", problem ?? "CRC-32C of header and entries, and it is right", problem is not null && problem.Contains("checksum", StringComparison.Ordinal))
            .Number(159, 128, "entries", "files in sessions", count > SessionLayout.MaxEntries)
            .Reserved(191, 160)
            .Reserved(255, 192)
            .Entry("session table", address, Source, $"{count} files");
    }

    /// <param name="used">Whether the header counts it.</param>
    /// <param name="nameOf">The path of a file by its inode's number; null where there is none.</param>
    public static DecodedEntry Entry(PhysicalAddress address, ReadOnlySpan<byte> bytes, bool used, Func<ulong, string?> nameOf)
    {
        var entry = SessionTableReader.Decode(bytes);
        string? name = used ? nameOf(entry.File.Value) : null;
        const int InodeBit = SessionLayout.InodeOffset * 8, KindBit = SessionLayout.KindOffset * 8, TokenBit = SessionLayout.TokenOffset * 8;
        return new FieldList(MediumStructures.Words(bytes[..SessionLayout.EntryLength]))
            .Word(TokenBit - 1, 0, "session", entry.Session.Length == 0 ? "empty" : entry.Session, "padded with NULs")
            .Hex(TokenBit + 63, TokenBit, "token", "what user space calls the file by")
            .Number(InodeBit + 63, InodeBit, "inode", !used ? "the file" : name ?? "no file has this number", used && name is null)
            .Number(KindBit + 31, KindBit, "kind", entry.Kind switch { SessionFileKind.Memory => "a regular file", SessionFileKind.Tables => "a domain's page tables", SessionFileKind.Container => "a VFIO container", _ => "none" }, used && entry.Kind == SessionFileKind.None)
            .Reserved(KindBit + 63, KindBit + 32)
            .Reserved(KindBit + 127, KindBit + 64)
            .Entry("session entry", address, Source, used ? $"{entry.Session}, token 0x{entry.Token:x}: {name ?? "?"}" : "not in use");
    }
}
