using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>One mapping in progress: fills tables from the root down, children written before the entry that points to them.</summary>
internal sealed class TableMapper<TFormat, TInput>(
    IMemoryWriter memory,
    PageTableRoot root,
    PageTableLimits limits,
    AccessRights rights,
    ITablePages pages,
    int maxLeafLevel,
    IEntryObserver? observer)
    where TFormat : struct, IPageTableFormat<TFormat, TInput>
    where TInput : struct, IAddress<TInput>
{
    private readonly TableImage[] _images = TableImage.ForLevels();
    private ulong _input;
    private ulong _output;
    private ulong _remaining;
    private long _leaves;
    private int _tables;
    private string? _problem;

    public MapResult Map(AddressRange<TInput> input, PhysicalAddress output)
    {
        (_input, _output, _remaining) = (input.Start.Value, output.Value, input.Length.Value);
        if (!_images[root.Levels].TryLoad(memory, root.Table, root.Levels, _input, _remaining)) return MapResult.Refused($"Cannot map {TableRanges<TFormat, TInput>.Name(input)}: the root table {root.Table} is not in RAM.");
        Fill(root.Levels);
        TableImage.GiveBack(_images);
        // A table that was taken has an entry of its own in the one above it.
        memory.Count(WorkKind.TableEntries, (ulong)(_leaves + _tables));
        memory.Count(WorkKind.TablePages, (ulong)_tables);
        if (_problem is null) return new(input.Length, _leaves, _tables, null);

        var done = new AddressRange<TInput>(input.Start, input.Length - new ByteCount(_remaining));
        if (!done.IsEmpty) PageTable<TFormat, TInput>.Unmap(memory, root, limits, done, pages, observer);
        return MapResult.Refused($"Cannot map {TableRanges<TFormat, TInput>.Name(input)}: {_problem}");
    }

    /// <summary>Fills the table in hand at that level as far as it or the range reaches, and writes it.</summary>
    private void Fill(int level)
    {
        var image = _images[level];
        while (_remaining > 0 && _problem is null)
        {
            int index = PageTableGeometry.IndexOf(_input, level);
            if (!TFormat.IsPresent(image[index]) && FitsLeaf(level)) PutLeaves(image, index, level);
            else if (TFormat.IsPresent(image[index]) && TFormat.IsLeaf(image[index], level)) _problem = $"{TInput.At(_input)} is mapped already; unmap it first.";
            else Descend(image, index, level);
            if (PageTableGeometry.IndexOf(_input, level) <= index) break;
        }
        if (!image.TryStore(memory, level, observer)) _problem ??= "a table went out of RAM.";
    }

    private bool FitsLeaf(int level)
    {
        ulong size = PageTableGeometry.EntryCovers(level).Value;
        return level == 1
            || (level <= maxLeafLevel && limits.AllowsLeaf(level) && _remaining >= size && ((_input | _output) & (size - 1)) == 0);
    }

    /// <summary>Puts as many leaves as there are free entries for.</summary>
    private void PutLeaves(TableImage image, int index, int level)
    {
        ulong size = PageTableGeometry.EntryCovers(level).Value;
        int count = (int)Math.Min((ulong)(image.End - index), _remaining / size);
        if (image.From(index)[..count].IndexOfAnyExcept(0UL) is >= 0 and var taken) count = Math.Max(1, taken);
        LeafSeries.Fill(image.Edit(index, count), TFormat.MakeLeaf(new(_output), level, rights), size);
        ulong length = (ulong)count * size;
        unchecked { _input += length; }
        _output += length;
        _remaining -= length;
        _leaves += count;
    }

    private void Descend(TableImage image, int index, int level)
    {
        if (TFormat.IsPresent(image[index]))
        {
            var child = TFormat.Output(image[index], level, limits);
            if (TFormat.ReservedBits(image[index], level, limits) is not 0 and var bits) _problem = $"the level-{level} entry for {TInput.At(_input)} has reserved bits set (0x{bits:x}).";
            else if (!_images[level - 1].TryLoad(memory, child, level - 1, _input, _remaining)) _problem = $"the level-{level - 1} table {child} for {TInput.At(_input)} is not in RAM.";
            else Fill(level - 1);
            return;
        }
        if (!TryAllocate(out var page)) return;
        _images[level - 1].Begin(page);
        Fill(level - 1);
        if (_problem is not null && _images[level - 1].IsEmpty<TFormat, TInput>(memory))
        {
            pages.Free(page);
            return;
        }
        image[index] = TFormat.MakeTable(page);
        _tables++;
    }

    private bool TryAllocate(out PhysicalAddress page)
    {
        if (!pages.TryAllocate(out page, out string? problem))
        {
            _problem = problem;
            return false;
        }
        bool usable = page.IsAligned(ByteCount.Page) && page.Value >> limits.OutputWidth == 0 && memory.IsAccessible(new(page, ByteCount.Page));
        if (!usable)
        {
            pages.Free(page);
            _problem = $"{page} was handed out for a table but is no page of RAM.";
        }
        return usable;
    }
}
