using System.Collections.Immutable;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection;

/// <summary>Counts a tree's tables level by level from the entries that point to them: the lowest tables, by far the most, are not read.</summary>
internal static class TableCount<TFormat, TInput>
    where TFormat : struct, IPageTableFormat<TFormat, TInput>
    where TInput : struct, IAddress<TInput>
{
    /// <returns>How many tables each level has, index 0 is level 1; false with it where there may be more.</returns>
    public static (ImmutableArray<int> Counts, bool IsExact) Of(IMemoryView memory, PageTableRoot root, PageTableLimits limits)
    {
        int[] counts = new int[root.Levels];
        counts[^1] = 1;
        ulong[] scratch = new ulong[PageTableGeometry.EntriesPerTable];
        var tables = new List<PhysicalAddress> { root.Table };
        int left = InspectionLimits.MostUpperTables;
        bool isExact = true;
        for (int level = root.Levels; level > 1; level--)
        {
            var below = new List<PhysicalAddress>();
            foreach (var table in tables)
            {
                if (left-- <= 0)
                {
                    isExact = false;
                    break;
                }
                if (!memory.TryReadFrame(table, scratch, out var entries)) continue;
                foreach (ulong entry in entries)
                {
                    if (!PointsToTable(entry, level, limits)) continue;
                    counts[level - 2]++;
                    if (level > 2 && below.Count < left) below.Add(TFormat.Output(entry, level, limits));
                }
            }
            isExact &= level == 2 || below.Count == counts[level - 2];
            tables = below;
        }
        GC.KeepAlive(memory);
        return ([.. counts], isExact);
    }

    /// <summary>True where hardware goes on to a table of the level below.</summary>
    internal static bool PointsToTable(ulong entry, int level, PageTableLimits limits) =>
        TFormat.IsPresent(entry) && !TFormat.IsLeaf(entry, level) && TFormat.ReservedBits(entry, level, limits) == 0;
}
