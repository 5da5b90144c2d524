namespace Pkernfs.Core.FileSystem;

/// <summary>
/// A table of sessions as a pkernfs file of one block, for approaches that have no Kexec HandOver to hand it on with: what the Live Update Orchestrator would keep, a session's
/// name and its tokens, each for a file. The format is ours (docs/session-table-format.md). Offsets in bytes, little endian.
/// </summary>
public static class SessionLayout
{
    /// <summary>The file, in the root directory.</summary>
    public const string FileName = "luo-sessions";

    /// <summary>The bytes "LUOSESSN".</summary>
    public const ulong Magic = 0x4e535345534f554c;

    public const uint Version = 1;

    /// <summary>Magic, version, checksum (CRC-32C of the header with 0 for it, and of each entry), number of entries, 12 reserved bytes.</summary>
    public const int HeaderLength = 32;

    public const int VersionOffset = 8, ChecksumOffset = 12, CountOffset = 16;

    /// <summary>The session's name of 64 bytes, then 8 bytes each of token and inode, 4 of kind, 12 reserved.</summary>
    public const int EntryLength = 96;

    /// <summary>Entry: the name, ended by a NUL.</summary>
    public const int NameLength = 64;

    public const int TokenOffset = 64, InodeOffset = 72, KindOffset = 80;

    /// <summary>Entries in the block.</summary>
    public const int MaxEntries = ((int)PkernfsLayout.BlockSize - HeaderLength) / EntryLength;
}
