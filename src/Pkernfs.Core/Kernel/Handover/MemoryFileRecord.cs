using System.Buffers.Binary;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// A memfd that is handed over ("memfd-v2"), 48 bytes: u64 position, u64 size, u32 seals, u32 flags, u64 folios, the descriptor of the vmalloc
/// area with one entry for each folio.
/// </summary>
public sealed record MemoryFileRecord(ulong Position, ByteCount FileSize, uint Seals, uint Flags, ulong Folios, VmallocDescriptor Entries)
{
    /// <summary>The handler's name in a file entry.</summary>
    public const string Compatible = "memfd-v2";

    public const int Size = 48;

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Position);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), FileSize.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), Seals);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), Folios);
        Entries.Write(bytes.AsSpan(32));
        return bytes;
    }

    /// <exception cref="ArgumentException">Fewer than 48 bytes.</exception>
    public static MemoryFileRecord Decode(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
        VmallocDescriptor.Read(bytes[32..]));
}

/// <summary>
/// A folio of such a file, 16 bytes: its page number in the low 52 bits, flags above them, then its page index in the file. How large it is
/// does not stand here: the next kernel's own page struct says it.
/// </summary>
public readonly record struct FolioRecord(FrameNumber Frame, ulong Flags, ulong Index)
{
    public const int Size = 16;

    public const ulong Dirty = 1, UpToDate = 2;

    private const int FrameBits = 52;

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (Frame.Value & ((1UL << FrameBits) - 1)) | (Flags << FrameBits));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Index);
    }

    public static FolioRecord Read(ReadOnlySpan<byte> bytes)
    {
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return new(new(word & ((1UL << FrameBits) - 1)), word >> FrameBits, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }
}
