using System.Buffers.Binary;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>A context entry, legacy mode (VT-d 9.3): one a function, says how its requests are translated.</summary>
public readonly record struct ContextEntry(ulong Low, ulong High)
{
    /// <summary>AW 1: 3 levels, 39 bits. AW 0 (2 levels) is in no unit any more.</summary>
    public const int NarrowestAddressWidth = 1;

    /// <summary>AW 3: 5 levels, 57 bits. AW 4 (6 levels) was never built.</summary>
    public const int WidestAddressWidth = 3;

    private const ulong PresentBit = 1;
    private const ulong FaultProcessingDisableBit = 1UL << 1;
    private const int TranslationTypeShift = 2;
    private const int DomainIdShift = 8;

    /// <summary>[11:4] of the lower half.</summary>
    private const ulong ReservedLow = 0xff0;

    /// <summary>Bit 7 and [63:24] of the upper half; [6:3] are software's.</summary>
    private const ulong ReservedHigh = ~0xff_ffffUL | 0x80;

    public bool Present => (Low & PresentBit) != 0;

    /// <summary>FPD: faults of this function are not recorded, where they can be left out. The access is refused all the same.</summary>
    public bool FaultProcessingDisabled => (Low & FaultProcessingDisableBit) != 0;

    public TranslationType TranslationType => (TranslationType)((Low >> TranslationTypeShift) & 3);

    /// <summary>SLPTPTR: the top page of the second-stage tables; ignored with pass-through.</summary>
    public PhysicalAddress SecondStageTable => new(Low & VtdTable.AddressMask);

    /// <summary>AW: 1, 2 or 3 for 3, 4 or 5 levels.</summary>
    public int AddressWidth => (int)(High & 7);

    /// <summary>Levels of second-stage tables that AW means.</summary>
    public int Levels => AddressWidth + 2;

    /// <summary>DID: tags what the unit caches for this function. Nothing but a tag.</summary>
    public ushort DomainId => (ushort)(High >> DomainIdShift);

    /// <summary>The second-stage tables as a tree.</summary>
    public PageTableRoot SecondStageRoot => new(SecondStageTable, Levels);

    /// <summary>A present entry that translates through <paramref name="root"/>, 3 to 5 levels.</summary>
    public static ContextEntry Translating(PageTableRoot root, ushort domainId, TranslationType type = TranslationType.Untranslated, bool faultProcessingDisabled = false) => new(
        (root.Table.Value & VtdTable.AddressMask) | PresentBit | ((ulong)(uint)type << TranslationTypeShift) | (faultProcessingDisabled ? FaultProcessingDisableBit : 0),
        (ulong)(uint)(root.Levels - 2) | ((ulong)domainId << DomainIdShift));

    /// <summary>A present entry that lets requests through untranslated. AW must be one that the unit supports all the same.</summary>
    public static ContextEntry PassThrough(ushort domainId, int addressWidth, bool faultProcessingDisabled = false) => new(
        PresentBit | ((ulong)(uint)TranslationType.PassThrough << TranslationTypeShift) | (faultProcessingDisabled ? FaultProcessingDisableBit : 0),
        (ulong)(uint)addressWidth | ((ulong)domainId << DomainIdShift));

    /// <summary>True when a bit is set that must not be: [11:4], address bits that the platform lacks, 71 and [127:88].</summary>
    public bool HasReservedBits(int hostAddressWidth) =>
        (High & ReservedHigh) != 0 || (Low & (ReservedLow | ~((1UL << hostAddressWidth) - 1))) != 0;

    /// <summary>True when the unit supports the entry's AW and its TT; otherwise hardware faults with reason 3.</summary>
    public bool IsValidFor(Capability capability, ExtendedCapability extended) =>
        capability.SupportsAddressWidth(AddressWidth) && TranslationType switch
        {
            TranslationType.Untranslated => true,
            TranslationType.DeviceTlb => extended.DeviceTlb,
            TranslationType.PassThrough => extended.PassThrough,
            _ => false,
        };

    /// <summary>Reads the entry of a device and function; false where no RAM answers.</summary>
    public static bool TryRead(IMemoryView memory, PhysicalAddress contextTable, byte devFn, out ContextEntry entry)
    {
        bool read = VtdTable.TryRead(memory, contextTable, devFn, out ulong low, out ulong high);
        entry = new(low, high);
        return read;
    }

    /// <summary>
    /// Writes all 16 bytes at once, as one store of that width does: the unit reads the entry that was there or this one, never a mixture
    /// and never one that is not present. False where no RAM answers.
    /// </summary>
    public bool TryReplace(IMemoryWriter memory, PhysicalAddress contextTable, byte devFn)
    {
        Span<byte> bytes = stackalloc byte[VtdTable.EntrySize];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Low);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[sizeof(ulong)..], High);
        return memory.TryWrite(VtdTable.EntryAddress(contextTable, devFn), bytes);
    }

    /// <summary>Writes the entry of a device and function; false where no RAM answers.</summary>
    public bool TryWrite(IMemoryWriter memory, PhysicalAddress contextTable, byte devFn) => VtdTable.TryWrite(memory, contextTable, devFn, Low, High);
}
