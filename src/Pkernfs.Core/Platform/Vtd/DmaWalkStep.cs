namespace Pkernfs.Core.Platform.Vtd;

/// <summary>One entry that the unit read for a request.</summary>
/// <param name="Index">The entry's place in its table.</param>
/// <param name="Low">The entry, or its lower half.</param>
/// <param name="High">The upper half of a root or context entry; 0 for a second-stage entry.</param>
/// <param name="PageTableLevel">The second-stage table's level; 0 for root and context.</param>
public readonly record struct DmaWalkStep(PhysicalAddress Table, int Index, ulong Low, ulong High, DmaWalkLevel Level, int PageTableLevel)
{
    /// <summary>Where the entry lies.</summary>
    public PhysicalAddress EntryAddress => new(Table.Value + ((ulong)Index * (Level == DmaWalkLevel.SecondStage ? 8UL : VtdTable.EntrySize)));
}
