namespace Pkernfs.Core.PageTables;

/// <summary>One entry that a walk read.</summary>
/// <param name="Table">The table page.</param>
/// <param name="Index">The entry in it, 0 to 511.</param>
/// <param name="Entry">The entry as it was read.</param>
/// <param name="Level">The table's level; the root's is the highest.</param>
public readonly record struct WalkStep(PhysicalAddress Table, int Index, ulong Entry, int Level)
{
    /// <summary>Where the entry lies.</summary>
    public PhysicalAddress EntryAddress => PageTableGeometry.EntryAddress(Table, Index);
}
