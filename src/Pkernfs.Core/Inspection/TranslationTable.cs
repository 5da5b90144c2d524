using System.Collections.Immutable;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection;

/// <summary>One second-stage table page, decoded (VT-d 9.8).</summary>
/// <param name="Level">Its level; the top page's is the highest.</param>
/// <param name="Input">The first IOVA that it translates.</param>
/// <param name="EntryAddress">Where the entry that points to it lies; null for the top page.</param>
/// <param name="IsReadable">False where no RAM answers.</param>
/// <param name="IsRepeated">True where the page is already a table above itself: the tables point in a circle.</param>
/// <param name="Lines">Its present entries in order, neighbours that go on alike joined.</param>
public sealed record TranslationTable(
    PhysicalAddress Address,
    int Level,
    Iova Input,
    PhysicalAddress? EntryAddress,
    bool IsReadable,
    bool IsRepeated,
    ImmutableArray<TranslationLine> Lines)
{
    /// <summary>Entries that map memory.</summary>
    public int Leaves => Lines.Where(line => line.Kind == TranslationLineKind.Leaf).Sum(line => line.Count);

    /// <summary>Reads one table page by itself, as a walk does that leads to it.</summary>
    public static TranslationTable Read(IMemoryView memory, PageTableLimits limits, PhysicalAddress address, int level, Iova input)
    {
        ulong[] entries = new ulong[PageTableGeometry.EntriesPerTable];
        bool readable = TableImage.TryReadEntries(memory, address, entries);
        return new(address, level, input, null, readable, false, readable ? LinesOf(entries, level, limits) : []);
    }

    /// <summary>The present entries that a line folds, one by one; none where the table can no longer be read.</summary>
    internal static ImmutableArray<TranslationLine> ReadEntries(IMemoryView memory, PageTableLimits limits, TranslationTable table, TranslationLine line)
    {
        ulong[] entries = new ulong[PageTableGeometry.EntriesPerTable];
        if (!TableImage.TryReadEntries(memory, table.Address, entries)) return [];
        return [.. Enumerable.Range(line.First, line.Count).Where(index => SecondStage.IsPresent(entries[index])).Select(index => LineOf(entries[index], index, table.Level, limits))];
    }

    internal static ImmutableArray<TranslationLine> LinesOf(ReadOnlySpan<ulong> entries, int level, PageTableLimits limits)
    {
        var lines = ImmutableArray.CreateBuilder<TranslationLine>();
        for (int index = 0; index < entries.Length; index++)
        {
            ulong entry = entries[index];
            if (!SecondStage.IsPresent(entry)) continue;
            var line = LineOf(entry, index, level, limits);
            if (lines.Count > 0 && GoesOn(lines[^1], line, level)) lines[^1] = lines[^1] with { Last = index };
            else lines.Add(line);
        }
        return lines.ToImmutable();
    }

    private static TranslationLine LineOf(ulong entry, int index, int level, PageTableLimits limits)
    {
        var kind = SecondStage.ReservedBits(entry, level, limits) != 0 ? TranslationLineKind.Reserved
            : SecondStage.IsLeaf(entry, level) ? TranslationLineKind.Leaf : TranslationLineKind.Table;
        return new(index, index, kind, entry, SecondStage.Output(entry, level, limits), SecondStage.Rights(entry));
    }

    /// <summary>Leaves go on where their pages do; tables and broken entries where they only stand side by side.</summary>
    private static bool GoesOn(TranslationLine line, TranslationLine next, int level) =>
        line.Last + 1 == next.First && line.Kind == next.Kind && line.Rights == next.Rights
        && (line.Kind != TranslationLineKind.Leaf || line.Target.Value + ((ulong)line.Count << PageTableGeometry.EntryShift(level)) == next.Target.Value);
}
