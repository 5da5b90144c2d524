namespace Pkernfs.Core.PageTables;

/// <summary>Where a tree of page tables begins: its one top page and how many levels are below and with it.</summary>
/// <param name="Table">The top page, 4 KiB aligned.</param>
/// <param name="Levels">3, 4 or 5; level 1 tables hold 4 KiB leaves.</param>
public readonly record struct PageTableRoot(PhysicalAddress Table, int Levels);
