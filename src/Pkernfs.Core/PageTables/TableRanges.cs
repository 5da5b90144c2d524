namespace Pkernfs.Core.PageTables;

/// <summary>What must hold of a range of inputs before tables are edited for it.</summary>
internal static class TableRanges<TFormat, TInput>
    where TFormat : struct, IPageTableFormat<TFormat, TInput>
    where TInput : struct, IAddress<TInput>
{
    /// <summary>Why the range cannot be mapped or unmapped under this root, as the end of a sentence; null when it can.</summary>
    public static string? ProblemWith(PageTableRoot root, PageTableLimits limits, AddressRange<TInput> input)
    {
        const ulong inPage = (1UL << PageTableGeometry.PageShift) - 1;
        if (!TFormat.HasLevels(root.Levels)) return $"the format has no tables of {root.Levels} levels.";
        if ((root.Table.Value & inPage) != 0) return $"the root {root.Table} is not 4 KiB aligned.";
        if (input.IsEmpty) return "the range is empty.";
        if (((input.Start.Value | input.Length.Value) & inPage) != 0) return "the range does not begin and end on 4 KiB pages.";
        ulong last = unchecked(input.Start.Value + input.Length.Value - 1);
        if (last < input.Start.Value
            || !TFormat.IsInReach(input.Start.Value, root.Levels, limits)
            || !TFormat.IsInReach(last, root.Levels, limits)
            || Offset(last, root.Levels) - Offset(input.Start.Value, root.Levels) != last - input.Start.Value)
            return $"{root.Levels} levels of tables do not reach all of it; use a smaller address or more levels.";
        return null;
    }

    /// <summary>How the start and the length are said in a sentence, also where the end would overflow.</summary>
    public static string Name(AddressRange<TInput> input) => $"{input.Length} at {input.Start}";

    private static ulong Offset(ulong input, int levels) => input & ((1UL << PageTableGeometry.TableShift(levels)) - 1);
}
