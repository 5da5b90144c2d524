using System.Buffers.Binary;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.FileSystem;

/// <summary>One mapping of a persistent container: bus addresses, and the part of a file that is behind them. No virtual address: that one is the process's, and dies with it.</summary>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="File">The file's inode.</param>
public sealed record ContainerRecord(IovaRange Range, ByteCount Offset, InodeNumber File, AccessRights Rights)
{
    /// <summary>VFIO_DMA_MAP_FLAG_READ and _WRITE: the rights are kept as they were asked for.</summary>
    private const uint Read = 1, Write = 2;

    /// <summary>Writes <see cref="ContainerLayout.RecordLength"/> bytes.</summary>
    public void Encode(Span<byte> bytes)
    {
        bytes[..ContainerLayout.RecordLength].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Range.Start.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Range.Length.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], Offset.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], File.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[32..], (Rights.HasFlag(AccessRights.Read) ? Read : 0) | (Rights.HasFlag(AccessRights.Write) ? Write : 0));
    }

    /// <summary>Reads a record; null, with what is wrong of it ("it is empty"), where it can be none.</summary>
    public static ContainerRecord? Decode(ReadOnlySpan<byte> bytes, out string? problem)
    {
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(bytes), length = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]), offset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]);
        problem = length == 0 ? "it is empty"
            : ((start | length | offset) & (FrameNumber.SizeInBytes - 1)) != 0 ? "IOVA, size or offset is no multiple of 4 KiB"
            : length > ulong.MaxValue - start || length > ulong.MaxValue - offset ? "it runs past the top of the address space"
            : flags is 0 or > (Read | Write) ? $"its rights are 0x{flags:x}"
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]) != 0 ? "its reserved bytes are not 0"
            : null;
        if (problem is not null) return null;
        var rights = ((flags & Read) != 0 ? AccessRights.Read : 0) | ((flags & Write) != 0 ? AccessRights.Write : 0);
        return new(new(new(start), new(length)), new(offset), new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..])), rights);
    }
}
