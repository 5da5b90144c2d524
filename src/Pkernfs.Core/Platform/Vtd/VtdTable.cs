using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>The shape of root and context tables: a 4 KiB page of 256 entries of 16 bytes (VT-d 9.1).</summary>
public static class VtdTable
{
    public const int EntriesPerTable = 256;

    public const int EntrySize = 16;

    /// <summary>Bits [51:12]: where both entries hold the page they point to.</summary>
    public const ulong AddressMask = (1UL << 52) - (1UL << 12);

    /// <summary>Where entry <paramref name="index"/> lies.</summary>
    public static PhysicalAddress EntryAddress(PhysicalAddress table, int index) => new(table.Value + ((ulong)index * EntrySize));

    /// <summary>Reads both halves of an entry; false where no RAM answers.</summary>
    public static bool TryRead(IMemoryView memory, PhysicalAddress table, int index, out ulong low, out ulong high)
    {
        high = 0;
        var address = EntryAddress(table, index);
        return memory.TryReadWord(address, out low) && memory.TryReadWord(new(address.Value + 8), out high);
    }

    /// <summary>
    /// Writes both halves of an entry, in the order that never shows the unit a present entry with a wrong upper half:
    /// upper half first for a present entry, lower half first for one that goes away. False where no RAM answers.
    /// </summary>
    public static bool TryWrite(IMemoryWriter memory, PhysicalAddress table, int index, ulong low, ulong high)
    {
        var address = EntryAddress(table, index);
        var upper = new PhysicalAddress(address.Value + 8);
        return (low & 1) != 0
            ? memory.TryWriteWord(upper, high) && memory.TryWriteWord(address, low)
            : memory.TryWriteWord(address, low) && memory.TryWriteWord(upper, high);
    }
}
