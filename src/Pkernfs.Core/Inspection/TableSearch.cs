using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection;

/// <summary>
/// Finds what a page is to a tree of tables by the entry that points to it. Only tables above the lowest level are read: of a domain in 4 KiB pages one in five hundred.
/// </summary>
public static class TableSearch<TFormat, TInput>
    where TFormat : struct, IPageTableFormat<TFormat, TInput>
    where TInput : struct, IAddress<TInput>
{
    /// <summary>The page's place in the tree; null where it is none of its tables.</summary>
    public static TablePlace? Find(IMemoryView memory, PageTableRoot root, PageTableLimits limits, PhysicalAddress page)
    {
        if (!TFormat.HasLevels(root.Levels)) return null;
        if (page == root.Table) return new(root.Levels, 0, null);
        int left = InspectionLimits.MostUpperTables;
        var found = Below(memory, limits, page, root.Table, root.Levels, 0, ref left);
        GC.KeepAlive(memory);
        return found;
    }

    private static TablePlace? Below(IMemoryView memory, PageTableLimits limits, PhysicalAddress page, PhysicalAddress table, int level, ulong input, ref int left)
    {
        if (level == 1 || left-- <= 0 || !memory.TryReadFrame(table, new ulong[PageTableGeometry.EntriesPerTable], out var entries)) return null;
        for (int index = 0; index < entries.Length; index++)
        {
            ulong entry = entries[index];
            if (!TableCount<TFormat, TInput>.PointsToTable(entry, level, limits)) continue;
            var target = TFormat.Output(entry, level, limits);
            ulong from = input + ((ulong)index << PageTableGeometry.EntryShift(level));
            if (target == page) return new(level - 1, from, PageTableGeometry.EntryAddress(table, index));
            if (Below(memory, limits, page, target, level - 1, from, ref left) is { } found) return found;
        }
        return null;
    }
}

/// <summary>Where a table page stands in a tree.</summary>
/// <param name="Level">Its level; the top page's is the highest.</param>
/// <param name="Input">The first input that goes through it, as an offset into the tree.</param>
/// <param name="EntryAddress">Where the entry that points to it lies; null for the top page.</param>
public sealed record TablePlace(int Level, ulong Input, PhysicalAddress? EntryAddress);
