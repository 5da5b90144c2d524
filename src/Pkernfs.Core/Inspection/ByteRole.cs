using Pkernfs.Core.Inspection.Decoding;

namespace Pkernfs.Core.Inspection;

/// <summary>What holds a byte: the structure, the entry of it, and what the entry says.</summary>
/// <param name="Title">The entry in words: "Context entry of 01:00.0".</param>
/// <param name="Detail">Its place in its structure: "bus 01, devfn 0x00".</param>
/// <param name="Range">The entry's bytes; for plain data the 8 bytes around it.</param>
/// <param name="Owner">Who owns the byte; null where nothing answers the address.</param>
/// <param name="Decoded">The entry, taken apart; null for plain data.</param>
/// <param name="ReachedFrom">What points to the structure: "root entry 01, RTADDR 0x100401000"; null where nothing is known to.</param>
public sealed record ByteRole(
    ByteRoleKind Kind,
    string Title,
    string Detail,
    PhysicalRange Range,
    OwnedExtent? Owner,
    DecodedEntry? Decoded = null,
    string? ReachedFrom = null);

/// <summary>The structures that bytes are told apart by.</summary>
public enum ByteRoleKind
{
    Data,
    RootEntry,
    ContextEntry,
    SecondStageEntry,
    ProcessorEntry,
    SuperBlock,
    BlockBitmap,
    Inode,
    MappingsEntry,
    RegionBitmap,
    RegionList,
    ContainerHeader,
    ContainerRecord,
    SessionTable,
    QueueDescriptor,
    BootParameters,
    PageStruct,

    /// <summary>A flattened device tree of a handover.</summary>
    DeviceTree,

    /// <summary>The record of preserved memory: radix tree or bitmaps.</summary>
    PreservedRecord,

    /// <summary>Any other structure of a handover.</summary>
    HandoverRecord,
    Payload,
    Register,
    Unanswered,
}
