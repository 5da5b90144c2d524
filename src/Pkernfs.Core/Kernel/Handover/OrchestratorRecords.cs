using System.Buffers.Binary;

namespace Pkernfs.Core.Kernel;

/// <summary>A session that is handed over, 80 bytes: its name in 64, u64 where its files are listed, u64 how many.</summary>
public sealed record SessionRecord(string Name, PhysicalAddress Files, ulong FileCount)
{
    public const int Size = 80;

    /// <summary>Bytes of a name with its closing NUL.</summary>
    public const int NameSize = 64;

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        FixedText.Write(bytes.AsSpan(0, NameSize), Name);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(64), Files.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(72), FileCount);
        return bytes;
    }

    public static SessionRecord Decode(ReadOnlySpan<byte> bytes) =>
        new(FixedText.Read(bytes[..NameSize]), new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[64..])), BinaryPrimitives.ReadUInt64LittleEndian(bytes[72..]));
}

/// <summary>A file of a session, 64 bytes: its handler's name in 48, u64 what the handler wants to be given back, u64 the token that user space chose.</summary>
public sealed record FileRecord(string Compatible, ulong Data, ulong Token)
{
    public const int Size = 64;

    private const int NameSize = 48;

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        FixedText.Write(bytes.AsSpan(0, NameSize), Compatible);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(48), Data);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(56), Token);
        return bytes;
    }

    public static FileRecord Decode(ReadOnlySpan<byte> bytes) =>
        new(FixedText.Read(bytes[..NameSize]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]));
}

/// <summary>Data that is handed over as long as some file needs it (FLB), 64 bytes: its name in 48, u64 what its owner gets back, u64 how many files need it.</summary>
public sealed record SharedDataRecord(string Compatible, ulong Data, ulong References)
{
    public const int Size = 64;

    private const int NameSize = 48;

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        FixedText.Write(bytes.AsSpan(0, NameSize), Compatible);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(48), Data);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(56), References);
        return bytes;
    }

    public static SharedDataRecord Decode(ReadOnlySpan<byte> bytes) =>
        new(FixedText.Read(bytes[..NameSize]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]));
}
