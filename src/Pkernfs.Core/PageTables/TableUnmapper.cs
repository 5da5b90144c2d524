using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>One unmapping in progress: clears leaves, and gives back tables that have nothing left in them.</summary>
internal sealed class TableUnmapper<TFormat, TInput>(
    IMemoryWriter memory,
    PageTableRoot root,
    PageTableLimits limits,
    ITablePages pages,
    IEntryObserver? observer)
    where TFormat : struct, IPageTableFormat<TFormat, TInput>
    where TInput : struct, IAddress<TInput>
{
    private readonly TableImage[] _images = TableImage.ForLevels();
    private ulong _input;
    private ulong _remaining;
    private ulong _unmapped;
    private long _leaves;
    private int _freed;
    private string? _problem;

    public UnmapResult Unmap(AddressRange<TInput> input)
    {
        ulong last = input.Start.Value + input.Length.Value - 1;
        (_input, _remaining) = (input.Start.Value, input.Length.Value);
        // Only the leaves at the two ends can reach beyond the range.
        if (ReachesBelow(input.Start.Value) || ReachesAbove(last)) return UnmapResult.Refused($"Cannot unmap {TableRanges<TFormat, TInput>.Name(input)}: a large leaf at one of its ends is only partly covered, and leaves are not split; unmap the whole leaf.");
        if (!_images[root.Levels].TryLoad(memory, root.Table, root.Levels, _input, _remaining)) return UnmapResult.Refused($"Cannot unmap {TableRanges<TFormat, TInput>.Name(input)}: the root table {root.Table} is not in RAM.");

        Clear(root.Levels);
        TableImage.GiveBack(_images);
        memory.Count(WorkKind.TableEntries, (ulong)(_leaves + _freed));
        return new(new(_unmapped), _leaves, _freed, _problem is null ? null : $"Unmapping {TableRanges<TFormat, TInput>.Name(input)} stopped: {_problem}");
    }

    /// <summary>Clears what the range covers of the table in hand at that level, and writes it.</summary>
    private void Clear(int level)
    {
        var image = _images[level];
        while (_remaining > 0 && _problem is null)
        {
            int index = PageTableGeometry.IndexOf(_input, level);
            if (!TFormat.IsPresent(image[index])) Advance(level, Math.Max(1, ZerosFrom(image, index)));
            else if (TFormat.IsLeaf(image[index], level)) ClearLeaves(image, index, level);
            else Descend(image, index, level);
            if (PageTableGeometry.IndexOf(_input, level) <= index) break;
        }
        if (!image.TryStore(memory, level, observer)) _problem ??= "a table went out of RAM.";
    }

    private static int ZerosFrom(TableImage image, int index) => image.From(index).IndexOfAnyExcept(0UL) is >= 0 and var zeros ? zeros : image.End - index;

    /// <summary>Clears the leaves that carry on from this one, as far as the range goes. The range covers whole leaves.</summary>
    private void ClearLeaves(TableImage image, int index, int level)
    {
        ulong size = PageTableGeometry.EntryCovers(level).Value;
        int count = (int)Math.Min((ulong)LeafSeries.LengthOf(image.From(index), size, limits), Math.Max(1, _remaining / size));
        image.Edit(index, count).Clear();
        _unmapped += (ulong)count * size;
        _leaves += count;
        Advance(level, count);
    }

    private void Descend(TableImage image, int index, int level)
    {
        var child = TFormat.Output(image[index], level, limits);
        if (!_images[level - 1].TryLoad(memory, child, level - 1, _input, _remaining))
        {
            _problem = $"the level-{level - 1} table {child} for {TInput.At(_input)} is not in RAM.";
            return;
        }
        Clear(level - 1);
        if (!_images[level - 1].IsEmpty<TFormat, TInput>(memory)) return;
        image[index] = 0;
        pages.Free(child);
        _freed++;
    }

    /// <summary>On by so many entries of that level, or to the range's end.</summary>
    private void Advance(int level, int count)
    {
        ulong size = PageTableGeometry.EntryCovers(level).Value;
        ulong rest = Math.Min(((ulong)count * size) - (_input & (size - 1)), _remaining);
        unchecked { _input += rest; }
        _remaining -= rest;
    }

    /// <summary>No leaf reaches across an input with none of these bits.</summary>
    private static ulong LargestLeafMask => PageTableGeometry.EntryCovers(PageTableGeometry.HighestLeafLevel).Value - 1;

    private bool ReachesBelow(ulong input) =>
        (input & LargestLeafMask) != 0 && LeafLevelAt(input) is var level and > 0 && (input & (PageTableGeometry.EntryCovers(level).Value - 1)) != 0;

    private bool ReachesAbove(ulong last) =>
        (unchecked(last + 1) & LargestLeafMask) != 0 && LeafLevelAt(last) is var level and > 0 && (unchecked(last + 1) & (PageTableGeometry.EntryCovers(level).Value - 1)) != 0;

    /// <summary>The level of the leaf that covers <paramref name="input"/>; 0 where there is none.</summary>
    private int LeafLevelAt(ulong input)
    {
        var table = root.Table;
        for (int level = root.Levels; level > 0; level--)
        {
            var address = PageTableGeometry.EntryAddress(table, PageTableGeometry.IndexOf(input, level));
            if (!memory.TryReadWord(address, out ulong entry) || !TFormat.IsPresent(entry)) return 0;
            if (TFormat.IsLeaf(entry, level)) return level;
            table = TFormat.Output(entry, level, limits);
        }
        return 0;
    }
}
