using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.Inspection;

/// <summary>What a byte is in what one kernel hands to the next.</summary>
public sealed partial class MomentInspection
{
    private (HandoverReading Reading, IReadOnlyList<HandoverClaim> Claims)? _handover;
    private bool _handoverRead;

    /// <summary>The handover as its bytes have it; null where there is none.</summary>
    public HandoverReading? Handover => ReadHandover()?.Reading;

    private (HandoverReading Reading, IReadOnlyList<HandoverClaim> Claims)? ReadHandover()
    {
        if (_handoverRead) return _handover;
        _handoverRead = true;
        if (HandoverReading.Of(machine) is { } reading) _handover = (reading, HandoverClaims.Of(reading, Platform.Unit));
        return _handover;
    }

    private ByteRole? HandoverRole(PhysicalAddress address, OwnedExtent? owner)
    {
        if (ReadHandover() is not { } handover || handover.Claims.FirstOrDefault(claim => claim.Part > HandoverPart.Tables && claim.Range.Contains(address)) is not { } claim) return null;
        // Between kernels a page may be named where it will be copied to: until then something else is there.
        if (claim.Part is HandoverPart.SetupData or HandoverPart.ScratchArray && Platform.Processor.Next != default) return null;
        ulong offset = (address - claim.Range.Start).Value;
        var (start, length, decode) = Entry(claim, offset);
        var at = claim.Range.Start + new ByteCount(start);
        if (decode is null || Bytes(at, length) is not { } bytes) return null;
        var decoded = decode(at, bytes);
        var kind = claim.Part switch
        {
            HandoverPart.Tree => ByteRoleKind.DeviceTree,
            HandoverPart.RadixNode or HandoverPart.RadixLeaf or HandoverPart.BitmapChunk or HandoverPart.Bitmaps => ByteRoleKind.PreservedRecord,
            _ => ByteRoleKind.HandoverRecord,
        };
        return new(kind, Capital(decoded.Kind), $"{claim.Label}, offset 0x{offset:x}", new(at, new((ulong)length)), owner, decoded, claim.ReachedFrom);
    }

    /// <summary>The entry of a page that holds an offset: where it begins, its bytes, how it is taken apart; null where the page has none there.</summary>
    private (ulong Start, int Length, Func<PhysicalAddress, byte[], DecodedEntry>? Decode) Entry(HandoverClaim claim, ulong offset)
    {
        ulong word = offset & ~7UL;
        return claim.Part switch
        {
            HandoverPart.SetupData => (0, HandoverSetupData.Size, (at, bytes) => HandoverStructures.SetupData(at, bytes)),
            HandoverPart.ScratchArray when offset < (ulong)Handover!.Scratch.Length * ScratchAreas.EntrySize => (offset & ~15UL, 16, (at, bytes) => HandoverStructures.ScratchArea(at, bytes)),
            HandoverPart.Tree => TreeEntry(claim, offset),
            HandoverPart.RadixNode => (word, 8, (at, bytes) => HandoverStructures.RadixEntry(at, BitConverter.ToUInt64(bytes), claim.Label)),
            HandoverPart.RadixLeaf or HandoverPart.Bitmaps => (word, 8, (at, bytes) => HandoverStructures.Bits(at, BitConverter.ToUInt64(bytes), claim.Label)),
            HandoverPart.BitmapChunk when offset < PreservedBitmaps.ChunkHeader => (0, 16, (at, bytes) => HandoverStructures.ChunkHeader(at, bytes)),
            HandoverPart.BitmapChunk => (offset & ~15UL, 16, (at, bytes) => HandoverStructures.ChunkPair(at, bytes)),
            HandoverPart.KexecMetadata when offset < KexecMetadata.Size => (0, KexecMetadata.Size, (at, bytes) => HandoverStructures.Metadata(at, bytes)),
            HandoverPart.OrchestratorRoot when offset < OrchestratorRoot.Size => (0, OrchestratorRoot.Size, (at, bytes) => HandoverStructures.Root(at, bytes)),
            HandoverPart.Sessions or HandoverPart.Files or HandoverPart.SharedData when offset < (ulong)claim.Header => (0, claim.Header, (at, bytes) => HandoverStructures.BlockHeader(at, bytes, claim.Header)),
            HandoverPart.Sessions => Record(claim.Header, SessionRecord.Size, offset, (at, bytes) => HandoverStructures.Session(at, bytes)),
            HandoverPart.Files => Record(claim.Header, FileRecord.Size, offset, (at, bytes) => HandoverStructures.File(at, bytes)),
            HandoverPart.SharedData => Record(claim.Header, SharedDataRecord.Size, offset, (at, bytes) => HandoverStructures.Shared(at, bytes)),
            HandoverPart.MemoryFile when offset < MemoryFileRecord.Size => (0, MemoryFileRecord.Size, (at, bytes) => HandoverStructures.MemoryFile(at, bytes)),
            HandoverPart.VmallocChunk => (word, 8, (at, bytes) => HandoverStructures.ListWord(at, BitConverter.ToUInt64(bytes), word == 0)),
            HandoverPart.Folios => Record(0, FolioRecord.Size, offset, (at, bytes) => HandoverStructures.Folio(at, bytes)),
            HandoverPart.Iommufd when offset >= 8 => Record(8, HwptRecord.Size, offset, (at, bytes) => HandoverStructures.Hwpt(at, bytes)),
            HandoverPart.IommuArrays when offset < IommuRecord.Size => (0, IommuRecord.Size, (at, bytes) => HandoverStructures.Arrays(at, bytes)),
            HandoverPart.IommuUnits or HandoverPart.IommuDomains or HandoverPart.IommuDevices when offset < ObjectArray.Header => (0, 16, (at, bytes) => HandoverStructures.BlockHeader(at, bytes, 16)),
            HandoverPart.IommuUnits => Record(ObjectArray.Header, UnitRecord.Size, offset, (at, bytes) => HandoverStructures.Unit(at, bytes)),
            HandoverPart.IommuDomains => Record(ObjectArray.Header, DomainRecord.Size, offset, (at, bytes) => HandoverStructures.Domain(at, bytes)),
            HandoverPart.IommuDevices => Record(ObjectArray.Header, DeviceRecord.Size, offset, (at, bytes) => HandoverStructures.Device(at, bytes)),
            _ => (0, 0, null),
        };
    }

    private (ulong, int, Func<PhysicalAddress, byte[], DecodedEntry>?) TreeEntry(HandoverClaim claim, ulong offset)
    {
        if (offset < FlattenedDeviceTree.HeaderSize) return (0, FlattenedDeviceTree.HeaderSize, (at, bytes) => HandoverStructures.TreeHeader(at, bytes));
        if (Bytes(claim.Range.Start, FrameNumber.SizeInBytes) is not { } page) return (0, 0, null);
        var found = FlattenedDeviceTree.Values(page).FirstOrDefault(value => offset >= (ulong)value.Offset && offset < (ulong)(value.Offset + value.Length));
        return found.Length == sizeof(ulong) ? ((ulong)found.Offset, sizeof(ulong), (at, bytes) => HandoverStructures.TreeWord(at, BitConverter.ToUInt64(bytes), found.Path)) : (0, 0, null);
    }

    private static (ulong, int, Func<PhysicalAddress, byte[], DecodedEntry>?) Record(int header, int size, ulong offset, Func<PhysicalAddress, byte[], DecodedEntry> decode)
    {
        ulong start = (ulong)header + ((offset - (ulong)header) / (ulong)size * (ulong)size);
        return start + (ulong)size <= FrameNumber.SizeInBytes ? (start, size, decode) : (0, 0, null);
    }
}
