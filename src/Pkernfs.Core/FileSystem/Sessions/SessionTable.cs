using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.FileSystem;

/// <summary>One file that a session holds.</summary>
/// <param name="Session">The session's name: "vm-0".</param>
/// <param name="Token">What user space calls the file by.</param>
public sealed record SessionEntry(string Session, ulong Token, InodeNumber File, SessionFileKind Kind);

/// <summary>What a session's file is, so that a token is not taken for something else.</summary>
public enum SessionFileKind
{
    None,

    /// <summary>A regular file.</summary>
    Memory,

    /// <summary>A domain's page tables.</summary>
    Tables,

    /// <summary>A VFIO container.</summary>
    Container,
}

/// <summary>The table of sessions as its bytes have it.</summary>
/// <param name="memory">The memory that the block is in.</param>
/// <param name="block">The file's first byte.</param>
public sealed class SessionTableReader(IMemoryView memory, PhysicalAddress block)
{
    public PhysicalRange HeaderBytes => new(block, new(SessionLayout.HeaderLength));

    /// <summary>How many entries the header counts, whatever stands there.</summary>
    public uint Count => (uint)(memory.ReadUInt64(PkernfsLayout.Offset(block, SessionLayout.CountOffset)) & uint.MaxValue);

    /// <summary>An entry's bytes.</summary>
    public PhysicalRange EntryBytes(int number) =>
        new(PkernfsLayout.Offset(block, SessionLayout.HeaderLength + ((ulong)number * SessionLayout.EntryLength)), new(SessionLayout.EntryLength));

    /// <summary>All entries; null, with a sentence that begins with the errno, where the bytes are not what was written.</summary>
    public ImmutableArray<SessionEntry>? Read(out string? problem)
    {
        problem = null;
        Span<byte> header = stackalloc byte[SessionLayout.HeaderLength];
        if (!memory.TryRead(block, header)) return Refuse($"EIO: no RAM answers at {block}, where the table of sessions should be.", out problem);
        ulong magic = BinaryPrimitives.ReadUInt64LittleEndian(header);
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[SessionLayout.VersionOffset..]);
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(header[SessionLayout.ChecksumOffset..]);
        if (magic != SessionLayout.Magic) return Refuse($"EINVAL: the table of sessions at {block} has 0x{magic:x} in place of its magic \"LUOSESSN\".", out problem);
        if (version != SessionLayout.Version) return Refuse($"EINVAL: the table of sessions at {block} has version {version}; this kernel reads version {SessionLayout.Version}.", out problem);
        if (Count > SessionLayout.MaxEntries) return Refuse($"EIO: the table of sessions at {block} counts {Count} entries; its block holds {SessionLayout.MaxEntries}.", out problem);
        header.Slice(SessionLayout.ChecksumOffset, sizeof(uint)).Clear();
        uint found = ContainerLayout.Checksum(0, header);
        var entries = ImmutableArray.CreateBuilder<SessionEntry>((int)Count);
        Span<byte> bytes = stackalloc byte[SessionLayout.EntryLength];
        for (int i = 0; i < (int)Count; i++)
        {
            memory.TryRead(EntryBytes(i).Start, bytes);
            found = ContainerLayout.Checksum(found, bytes);
            entries.Add(Decode(bytes));
        }
        return found == checksum ? entries.MoveToImmutable() : Refuse($"EIO: the table of sessions at {block} does not match its checksum: part of it was overwritten.", out problem);
    }

    /// <summary>An entry of <see cref="SessionLayout.EntryLength"/> bytes. Every content decodes.</summary>
    public static SessionEntry Decode(ReadOnlySpan<byte> bytes)
    {
        var name = bytes[..SessionLayout.NameLength];
        int end = name.IndexOf((byte)0);
        uint kind = BinaryPrimitives.ReadUInt32LittleEndian(bytes[SessionLayout.KindOffset..]);
        return new(
            Encoding.UTF8.GetString(end < 0 ? name : name[..end]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[SessionLayout.TokenOffset..]),
            new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[SessionLayout.InodeOffset..])),
            kind <= (uint)SessionFileKind.Container ? (SessionFileKind)kind : SessionFileKind.None);
    }

    private static ImmutableArray<SessionEntry>? Refuse(string sentence, out string? problem)
    {
        problem = sentence;
        return null;
    }
}

/// <summary>Writes the table of sessions.</summary>
/// <param name="memory">The memory that the block is in.</param>
/// <param name="block">The file's first byte.</param>
public sealed class SessionTable(IMemoryWriter memory, PhysicalAddress block)
{
    public SessionTableReader Reader { get; } = new(memory, block);

    /// <summary>Writes these entries in place of what was there; false where there are more than a block holds, or a name takes more than 63 bytes.</summary>
    public bool TryWrite(ImmutableArray<SessionEntry> entries, out string? problem)
    {
        problem = entries.Length > SessionLayout.MaxEntries ? $"ENOSPC: the table of sessions holds {SessionLayout.MaxEntries} files, these are {entries.Length}."
            : entries.FirstOrDefault(entry => Encoding.UTF8.GetByteCount(entry.Session) is 0 or >= SessionLayout.NameLength) is { } bad ? $"EINVAL: a session's name has 1 to {SessionLayout.NameLength - 1} bytes, and not \"{bad.Session}\"."
            : null;
        if (problem is not null) return false;
        int former = (int)Math.Min(Reader.Count, (uint)SessionLayout.MaxEntries);
        byte[] bytes = new byte[SessionLayout.HeaderLength + (Math.Max(former, entries.Length) * SessionLayout.EntryLength)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, SessionLayout.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(SessionLayout.VersionOffset), SessionLayout.Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(SessionLayout.CountOffset), entries.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            var place = bytes.AsSpan(SessionLayout.HeaderLength + (i * SessionLayout.EntryLength), SessionLayout.EntryLength);
            Encoding.UTF8.GetBytes(entries[i].Session, place);
            BinaryPrimitives.WriteUInt64LittleEndian(place[SessionLayout.TokenOffset..], entries[i].Token);
            BinaryPrimitives.WriteUInt64LittleEndian(place[SessionLayout.InodeOffset..], entries[i].File.Value);
            BinaryPrimitives.WriteUInt32LittleEndian(place[SessionLayout.KindOffset..], (uint)entries[i].Kind);
        }
        uint checksum = ContainerLayout.Checksum(0, bytes.AsSpan(0, SessionLayout.HeaderLength + (entries.Length * SessionLayout.EntryLength)));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(SessionLayout.ChecksumOffset), checksum);
        return memory.TryWrite(block, bytes);
    }
}
