namespace Pkernfs.Core.PageTables;

/// <summary>
/// What tells one page-table format from another: which bit says what in an 8-byte entry, and which inputs exist.
/// Everything else (walking, mapping, unmapping, folding) is written once in <see cref="PageTable{TFormat, TInput}"/>.
/// </summary>
/// <typeparam name="TSelf">The format.</typeparam>
/// <typeparam name="TInput">The kind of address that goes in.</typeparam>
public interface IPageTableFormat<TSelf, TInput>
    where TSelf : struct, IPageTableFormat<TSelf, TInput>
    where TInput : struct, IAddress<TInput>
{
    /// <summary>
    /// True where each level refuses an access that its entry does not allow before it looks at reserved bits (VT-d);
    /// false where reserved bits come first and rights are judged at the end (CPU).
    /// </summary>
    static abstract bool ChecksRightsAtEachLevel { get; }

    /// <summary>True for the numbers of levels that the format has.</summary>
    static abstract bool HasLevels(int levels);

    /// <summary>True when the tables can take <paramref name="input"/>: within the width, or canonical.</summary>
    static abstract bool IsInReach(ulong input, int levels, PageTableLimits limits);

    /// <summary>The highest input that is in reach.</summary>
    static abstract ulong HighestInput(int levels, PageTableLimits limits);

    /// <summary>The input at an offset into the whole tree, 0 to 2^(12+9*levels)-1: the offset itself, or its canonical form.</summary>
    static abstract ulong InputAt(ulong offset, int levels);

    /// <summary>False for an entry that maps nothing; its other bits then mean nothing.</summary>
    static abstract bool IsPresent(ulong entry);

    /// <summary>True when a present entry of that level maps memory; false when it points to a table of the level below.</summary>
    static abstract bool IsLeaf(ulong entry, int level);

    /// <summary>What a present entry allows; what is allowed in the end is what every entry on the path allows.</summary>
    static abstract AccessRights Rights(ulong entry);

    /// <summary>The bits set in a present entry that must not be; 0 when all is well.</summary>
    static abstract ulong ReservedBits(ulong entry, int level, PageTableLimits limits);

    /// <summary>The bits that must not be set in a present entry of that level, a leaf or one that points to a table.</summary>
    static abstract ulong ReservedMask(int level, bool isLeaf, PageTableLimits limits);

    /// <summary>The page that a leaf maps, or the table that any other entry points to.</summary>
    static abstract PhysicalAddress Output(ulong entry, int level, PageTableLimits limits);

    /// <summary>True when a leaf can say exactly these rights.</summary>
    static abstract bool CanSay(AccessRights rights);

    /// <summary>An entry that points to <paramref name="table"/> and takes no right away.</summary>
    static abstract ulong MakeTable(PhysicalAddress table);

    /// <summary>A leaf of that level; <paramref name="output"/> is aligned to its size, <paramref name="rights"/> can be said.</summary>
    static abstract ulong MakeLeaf(PhysicalAddress output, int level, AccessRights rights);
}
