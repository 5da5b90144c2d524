using System.Buffers.Binary;

namespace Pkernfs.Core.Kernel;

/// <summary>A session that is handed over, 80 bytes: its name in 64, u64 where its files are listed, u64 how many.</summary>
public sealed record SessionRecord(string Name, PhysicalAddress Files, ulong FileCount)
{
    public const int Size = 80;

    /// <summary>Bytes of a name with its closing NUL.</summary>
    public const int NameSize = 64;

    public byte[] Encode() => NamedWords.Encode(NameSize, new(Name, Files.Value, FileCount));

    public static SessionRecord Decode(ReadOnlySpan<byte> bytes)
    {
        var (name, files, count) = NamedWords.Decode(NameSize, bytes);
        return new(name, new(files), count);
    }
}

/// <summary>A file of a session, 64 bytes: its handler's name in 48, u64 what the handler wants to be given back, u64 the token that user space chose.</summary>
public sealed record FileRecord(string Compatible, ulong Data, ulong Token)
{
    public const int Size = 64;

    public byte[] Encode() => NamedWords.Encode(NamedWords.HandlerNameSize, new(Compatible, Data, Token));

    public static FileRecord Decode(ReadOnlySpan<byte> bytes)
    {
        var (name, data, token) = NamedWords.Decode(NamedWords.HandlerNameSize, bytes);
        return new(name, data, token);
    }
}

/// <summary>Data that is handed over as long as some file needs it (FLB), 64 bytes: its name in 48, u64 what its owner gets back, u64 how many files need it.</summary>
public sealed record SharedDataRecord(string Compatible, ulong Data, ulong References)
{
    public const int Size = 64;

    public byte[] Encode() => NamedWords.Encode(NamedWords.HandlerNameSize, new(Compatible, Data, References));

    public static SharedDataRecord Decode(ReadOnlySpan<byte> bytes)
    {
        var (name, data, references) = NamedWords.Decode(NamedWords.HandlerNameSize, bytes);
        return new(name, data, references);
    }
}

/// <summary>The shape that the orchestrator's records share: a name in a field of fixed length, then two u64.</summary>
internal readonly record struct NamedWords(string Name, ulong First, ulong Second)
{
    /// <summary>Bytes of a handler's or an owner's name with its closing NUL.</summary>
    public const int HandlerNameSize = 48;

    public static byte[] Encode(int nameSize, NamedWords words)
    {
        byte[] bytes = new byte[nameSize + (2 * sizeof(ulong))];
        FixedText.Write(bytes.AsSpan(0, nameSize), words.Name);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(nameSize), words.First);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(nameSize + sizeof(ulong)), words.Second);
        return bytes;
    }

    public static NamedWords Decode(int nameSize, ReadOnlySpan<byte> bytes) => new(
        FixedText.Read(bytes[..nameSize]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[nameSize..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[(nameSize + sizeof(ulong))..]));
}
