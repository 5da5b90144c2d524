using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

public static partial class PageTable<TFormat, TInput>
{
    /// <summary>
    /// What the tables translate, in input order, as hardware would: rights are what the whole path allows; entries with reserved bits,
    /// without any right left, or under a table that is not in RAM are left out. Lazy: only what is asked for is read.
    /// </summary>
    /// <param name="fold">Joins neighbours with contiguous outputs, one page size and the same rights.</param>
    /// <param name="within">Only these inputs; a leaf that reaches out of them is cut. Null for all.</param>
    public static IEnumerable<LeafRun<TInput>> Leaves(
        IMemoryView memory,
        PageTableRoot root,
        PageTableLimits limits,
        bool fold = true,
        AddressRange<TInput>? within = null)
    {
        if (within is { IsEmpty: true }) yield break;
        ulong first = within?.Start.Value ?? 0;
        ulong last = within is { } range ? unchecked(range.Start.Value + range.Length.Value - 1) : ulong.MaxValue;
        last = Math.Min(last, TFormat.HighestInput(root.Levels, limits));
        var scan = new LeafScan<TFormat, TInput>(memory, root, limits, first, last, fold);
        if (!scan.TryNext(out var run)) yield break;
        while (scan.TryNext(out var next))
        {
            if (fold && run.IsFollowedBy(next))
            {
                run = run with { Length = run.Length + next.Length };
                continue;
            }
            yield return run;
            run = next;
        }
        yield return run;
    }

    /// <summary>
    /// Every table page that can be reached from the root, a table before those below it, in input order. A page that two entries point to comes twice.
    /// Entries with reserved bits are not followed. Lazy: damaged tables can point in circles, so bound what you take.
    /// </summary>
    public static IEnumerable<TablePage> Tables(IMemoryView memory, PageTableRoot root, PageTableLimits limits) =>
        TFormat.HasLevels(root.Levels) ? TablesBelow(memory, limits, new(root.Table, root.Levels, null, 0, true)) : [];

    private static IEnumerable<TablePage> TablesBelow(IMemoryView memory, PageTableLimits limits, TablePage table)
    {
        if (!memory.IsAccessible(new(table.Address, ByteCount.Page)))
        {
            yield return table with { IsReadable = false };
            yield break;
        }
        yield return table;
        if (table.Level == 1) yield break;

        ulong[] entries = new ulong[PageTableGeometry.EntriesPerTable];
        if (!TableImage.TryReadEntries(memory, table.Address, entries)) yield break;
        for (int index = 0; index < entries.Length; index++)
        {
            ulong entry = entries[index];
            if (!TFormat.IsPresent(entry) || TFormat.IsLeaf(entry, table.Level) || TFormat.ReservedBits(entry, table.Level, limits) != 0) continue;
            var below = new TablePage(TFormat.Output(entry, table.Level, limits), table.Level - 1, PageTableGeometry.EntryAddress(table.Address, index), entry, true);
            foreach (var page in TablesBelow(memory, limits, below)) yield return page;
        }
    }
}
