using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>A root entry, legacy mode (VT-d 9.1): one a bus, points to the bus's context table.</summary>
public readonly record struct RootEntry(ulong Low, ulong High)
{
    private const ulong PresentBit = 1;

    public bool Present => (Low & PresentBit) != 0;

    /// <summary>CTP: the bus's context table.</summary>
    public PhysicalAddress ContextTable => new(Low & VtdTable.AddressMask);

    /// <summary>A present entry for that context table, a 4 KiB aligned page.</summary>
    public static RootEntry To(PhysicalAddress contextTable) => new((contextTable.Value & VtdTable.AddressMask) | PresentBit, 0);

    /// <summary>True when a bit is set that must not be: [11:1], address bits that the platform lacks, and the upper half.</summary>
    public bool HasReservedBits(int hostAddressWidth) => High != 0 || (Low & (0xffeUL | ~((1UL << hostAddressWidth) - 1))) != 0;

    /// <summary>Reads the entry of a bus; false where no RAM answers.</summary>
    public static bool TryRead(IMemoryView memory, PhysicalAddress rootTable, byte bus, out RootEntry entry)
    {
        bool read = VtdTable.TryRead(memory, rootTable, bus, out ulong low, out ulong high);
        entry = new(low, high);
        return read;
    }

    /// <summary>Writes the entry of a bus; false where no RAM answers.</summary>
    public bool TryWrite(IMemoryWriter memory, PhysicalAddress rootTable, byte bus) => VtdTable.TryWrite(memory, rootTable, bus, Low, High);
}
