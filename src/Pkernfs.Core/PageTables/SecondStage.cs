namespace Pkernfs.Core.PageTables;

/// <summary>
/// VT-d second-stage entries (VT-d 9.8): no present bit, present means readable or writable; write without read is legal.
/// IOVAs are zero-extended and bounded by the levels and by the unit's MGAW.
/// </summary>
public readonly struct SecondStage : IPageTableFormat<SecondStage, Iova>
{
    public const ulong ReadBit = 1UL << 0;
    public const ulong WriteBit = 1UL << 1;

    /// <summary>PS: the entry is a leaf at level 2 or 3; ignored at level 1, reserved above level 3.</summary>
    public const ulong PageSizeBit = 1UL << 7;

    /// <summary>SNP: forces snooping; leaves only, and only with ECAP.SC.</summary>
    public const ulong SnoopBit = 1UL << 11;

    /// <summary>TM: transient mapping; leaves only, and only with ECAP.DT.</summary>
    public const ulong TransientBit = 1UL << 62;

    public static bool ChecksRightsAtEachLevel => true;

    public static bool HasLevels(int levels) => levels is >= 3 and <= 5;

    public static bool IsInReach(ulong input, int levels, PageTableLimits limits) => input <= HighestInput(levels, limits);

    public static ulong HighestInput(int levels, PageTableLimits limits) =>
        (1UL << Math.Min(PageTableGeometry.TableShift(levels), limits.InputWidth)) - 1;

    public static ulong InputAt(ulong offset, int levels) => offset;

    public static bool IsPresent(ulong entry) => (entry & (ReadBit | WriteBit)) != 0;

    public static bool IsLeaf(ulong entry, int level) =>
        level == 1 || (level <= PageTableGeometry.HighestLeafLevel && (entry & PageSizeBit) != 0);

    public static AccessRights Rights(ulong entry) => (AccessRights)(entry & (ReadBit | WriteBit));

    public static ulong ReservedBits(ulong entry, int level, PageTableLimits limits) => entry & ReservedMask(level, IsLeaf(entry, level), limits);

    public static ulong ReservedMask(int level, bool isLeaf, PageTableLimits limits)
    {
        ulong reserved = limits.MissingAddressBits;
        if (level > 1 && !limits.AllowsLeaf(level)) reserved |= PageSizeBit;
        if (!isLeaf || !limits.SnoopControl) reserved |= SnoopBit;
        if (!isLeaf || !limits.TransientMapping) reserved |= TransientBit;
        if (isLeaf) reserved |= (1UL << PageTableGeometry.EntryShift(level)) - (1UL << PageTableGeometry.PageShift);
        return reserved;
    }

    public static PhysicalAddress Output(ulong entry, int level, PageTableLimits limits) => new(entry & limits.AddressMask);

    public static bool CanSay(AccessRights rights) => rights != AccessRights.None;

    public static ulong MakeTable(PhysicalAddress table) => table.Value | ReadBit | WriteBit;

    public static ulong MakeLeaf(PhysicalAddress output, int level, AccessRights rights) =>
        output.Value | (ulong)rights | (level > 1 ? PageSizeBit : 0);
}
