namespace Pkernfs.Core.PageTables;

/// <summary>
/// x86-64 paging, 4 and 5 levels (Intel SDM volume 3, 5.5): a present bit, reading always allowed, canonical addresses.
/// Seen as a user-mode process sees it; protection keys and no-execute do not change what is read or written here.
/// </summary>
public readonly struct X86Paging : IPageTableFormat<X86Paging, VirtualAddress>
{
    public const ulong PresentBit = 1UL << 0;
    public const ulong WriteBit = 1UL << 1;
    public const ulong UserBit = 1UL << 2;
    public const ulong AccessedBit = 1UL << 5;
    public const ulong DirtyBit = 1UL << 6;

    /// <summary>PS at levels 2 and 3; PAT at level 1; reserved above level 3.</summary>
    public const ulong PageSizeBit = 1UL << 7;

    /// <summary>PAT of a large leaf, the one bit below its address that is not reserved.</summary>
    public const ulong LargePatBit = 1UL << 12;

    public const ulong NoExecuteBit = 1UL << 63;

    public static bool ChecksRightsAtEachLevel => false;

    public static bool HasLevels(int levels) => levels is 4 or 5;

    public static bool IsInReach(ulong input, int levels, PageTableLimits limits) =>
        InputAt(input, levels) == input;

    public static ulong HighestInput(int levels, PageTableLimits limits) => ulong.MaxValue;

    public static ulong InputAt(ulong offset, int levels)
    {
        int unused = 64 - PageTableGeometry.TableShift(levels);
        return (ulong)((long)(offset << unused) >> unused);
    }

    public static bool IsPresent(ulong entry) => (entry & PresentBit) != 0;

    public static bool IsLeaf(ulong entry, int level) =>
        level == 1 || (level <= PageTableGeometry.HighestLeafLevel && (entry & PageSizeBit) != 0);

    public static AccessRights Rights(ulong entry) =>
        (entry & WriteBit) != 0 ? AccessRights.ReadWrite : AccessRights.Read;

    public static ulong ReservedBits(ulong entry, int level, PageTableLimits limits) => entry & ReservedMask(level, IsLeaf(entry, level), limits);

    public static ulong ReservedMask(int level, bool isLeaf, PageTableLimits limits)
    {
        ulong reserved = limits.MissingAddressBits;
        if (level > 1 && !limits.AllowsLeaf(level)) reserved |= PageSizeBit;
        if (level > 1 && isLeaf) reserved |= (1UL << PageTableGeometry.EntryShift(level)) - (LargePatBit << 1);
        return reserved;
    }

    public static PhysicalAddress Output(ulong entry, int level, PageTableLimits limits)
    {
        ulong address = entry & limits.AddressMask;
        return new(level > 1 && IsLeaf(entry, level) ? address & ~LargePatBit : address);
    }

    public static bool CanSay(AccessRights rights) => (rights & AccessRights.Read) != 0;

    public static ulong MakeTable(PhysicalAddress table) => table.Value | PresentBit | WriteBit | UserBit | AccessedBit;

    public static ulong MakeLeaf(PhysicalAddress output, int level, AccessRights rights) =>
        output.Value | PresentBit | UserBit | AccessedBit
        | ((rights & AccessRights.Write) != 0 ? WriteBit | DirtyBit : 0)
        | (level > 1 ? PageSizeBit : 0);
}
