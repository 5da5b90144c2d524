using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Pkernfs.Core.FileSystem;

/// <summary>What a container file says of the container as a whole.</summary>
/// <param name="Group">The IOMMU group that was added; null before.</param>
/// <param name="Requester">The requester id of the group's first function: bus in the high byte, device and function in the low one.</param>
/// <param name="DomainId">The id that the domain has in context entries and caches; 0 before there is one.</param>
/// <param name="Levels">Of the domain's tables; 0 before there is one.</param>
/// <param name="Generation">How often the file was written.</param>
public sealed record ContainerHeader(int? Group, ushort Requester, ushort DomainId, int Levels, ulong Generation)
{
    private const uint NoGroup = uint.MaxValue;

    /// <summary>Writes <see cref="ContainerLayout.HeaderLength"/> bytes, with 0 for the checksum.</summary>
    internal void Encode(Span<byte> bytes, int records, ulong nextPage)
    {
        bytes[..ContainerLayout.HeaderLength].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ContainerLayout.MagicOffset..], ContainerLayout.Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ContainerLayout.VersionOffset..], ContainerLayout.Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[ContainerLayout.CountOffset..], records);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ContainerLayout.GroupOffset..], Group is { } group ? (uint)group : NoGroup);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[ContainerLayout.RequesterOffset..], Requester);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[ContainerLayout.DomainIdOffset..], DomainId);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[ContainerLayout.TopPageOffset..], PkernfsLayout.RegionRootPage);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[ContainerLayout.LevelsOffset..], (ushort)Levels);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ContainerLayout.GenerationOffset..], Generation);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[ContainerLayout.NextPageOffset..], nextPage);
    }

    internal static ContainerHeader Decode(ReadOnlySpan<byte> bytes)
    {
        uint group = BinaryPrimitives.ReadUInt32LittleEndian(bytes[ContainerLayout.GroupOffset..]);
        return new(
            group == NoGroup ? null : (int)group,
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[ContainerLayout.RequesterOffset..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[ContainerLayout.DomainIdOffset..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[ContainerLayout.LevelsOffset..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[ContainerLayout.GenerationOffset..]));
    }
}

/// <summary>A container as its file has it.</summary>
public sealed record PersistedContainer(ContainerHeader Header, ImmutableArray<ContainerRecord> Records);
