namespace Pkernfs.Core.PageTables;

/// <summary>A table page of a tree.</summary>
/// <param name="Address">The page.</param>
/// <param name="Level">Its level; the root's is the highest.</param>
/// <param name="EntryAddress">Where the entry that points to it lies; null for the root.</param>
/// <param name="Entry">That entry; 0 for the root.</param>
/// <param name="IsReadable">False where no RAM answers: nothing below it was visited.</param>
public readonly record struct TablePage(PhysicalAddress Address, int Level, PhysicalAddress? EntryAddress, ulong Entry, bool IsReadable);
