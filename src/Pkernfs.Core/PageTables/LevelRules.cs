namespace Pkernfs.Core.PageTables;

/// <summary>What holds for all entries of one level on one machine, worked out once.</summary>
/// <param name="Shift">log2 of what an entry covers.</param>
/// <param name="TableReserved">Bits that must not be set in an entry that points to a table.</param>
/// <param name="LeafReserved">Bits that must not be set in a leaf.</param>
internal readonly record struct LevelRules(int Level, int Shift, ulong TableReserved, ulong LeafReserved)
{
    /// <summary>Those of every level, by level; index 0 is unused.</summary>
    public static LevelRules[] For<TFormat, TInput>(PageTableLimits limits)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        var rules = new LevelRules[PageTableGeometry.MostLevels + 1];
        for (int level = 1; level < rules.Length; level++)
            rules[level] = new(level, PageTableGeometry.EntryShift(level), TFormat.ReservedMask(level, false, limits), TFormat.ReservedMask(level, true, limits));
        return rules;
    }

    public ulong Reserved(bool isLeaf) => isLeaf ? LeafReserved : TableReserved;
}
