using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>A place in a tree of tables that moves from leaf to leaf, in input order. Each table page is read once, whole.</summary>
internal sealed class LeafScan<TFormat, TInput>
    where TFormat : struct, IPageTableFormat<TFormat, TInput>
    where TInput : struct, IAddress<TInput>
{
    private readonly IMemoryView _memory;
    private readonly PageTableRoot _root;
    private readonly PageTableLimits _limits;
    private readonly ulong _first;
    private readonly ulong _last;
    private readonly bool _fold;
    private readonly OpenTable[] _open;
    private int _level;

    /// <summary>A scan of the inputs from <paramref name="first"/> up to and with <paramref name="last"/>.</summary>
    /// <param name="fold">Gives leaves that carry on within a table as one; those of two tables still come apart.</param>
    public LeafScan(IMemoryView memory, PageTableRoot root, PageTableLimits limits, ulong first, ulong last, bool fold)
    {
        (_memory, _root, _limits, _first, _last, _fold) = (memory, root, limits, first, last, fold);
        _open = new OpenTable[root.Levels + 1];
        for (int level = 1; level <= root.Levels; level++) _open[level] = new OpenTable();
        _level = root.Levels + 1;
        if (TFormat.HasLevels(root.Levels)) Open(root.Table, root.Levels, 0, AccessRights.ReadWrite);
    }

    /// <summary>The next leaf, or run of leaves, that hardware would translate with, cut to the scan's range; false after the last.</summary>
    public bool TryNext(out LeafRun<TInput> leaf)
    {
        while (_level <= _root.Levels)
        {
            ref var table = ref _open[_level];
            if (table.Next >= PageTableGeometry.EntriesPerTable)
            {
                _level++;
                continue;
            }
            int index = table.Next++;
            ulong entry = table.Entries[index];
            if (!TFormat.IsPresent(entry)) continue;

            var rights = table.Rights & TFormat.Rights(entry);
            if (rights == AccessRights.None || TFormat.ReservedBits(entry, _level, _limits) != 0) continue;

            ulong input = table.Input + ((ulong)index << PageTableGeometry.EntryShift(_level));
            if (_level == _root.Levels) input = TFormat.InputAt(input, _root.Levels);
            if (input > _last) break;
            ulong end = input + (PageTableGeometry.EntryCovers(_level).Value - 1);
            if (end < _first) continue;

            var output = TFormat.Output(entry, _level, _limits);
            if (TFormat.IsLeaf(entry, _level))
            {
                if (_fold) end = CarryOn(ref table, entry, end);
                leaf = Cut(input, end, output, rights);
                return true;
            }
            Open(output, _level - 1, input, rights);
        }
        _level = _root.Levels + 1;
        leaf = default;
        return false;
    }

    /// <summary>
    /// Goes over the entries that differ from <paramref name="entry"/> by nothing but the next address, and so are as good as it is;
    /// gives the last input of the run. In every format the address of a leaf stands in its entry where it stands in an address.
    /// </summary>
    private ulong CarryOn(ref OpenTable table, ulong entry, ulong end)
    {
        ulong size = PageTableGeometry.EntryCovers(_level).Value;
        ulong[] entries = table.Entries;
        int next = table.Next;
        while (next < entries.Length && end < _last && entries[next] == entry + size)
        {
            // The next address may be one that the machine does not have.
            if ((entries[next] & _limits.AddressMask) == 0) break;
            entry += size;
            end += size;
            next++;
        }
        table.Next = next;
        return end;
    }

    private LeafRun<TInput> Cut(ulong input, ulong end, PhysicalAddress output, AccessRights rights)
    {
        ulong start = Math.Max(input, _first);
        ulong last = Math.Min(end, _last);
        return new(TInput.At(start), new(output.Value + (start - input)), new(last - start + 1), PageTableGeometry.EntryCovers(_level), rights);
    }

    private void Open(PhysicalAddress address, int level, ulong input, AccessRights rights)
    {
        ref var table = ref _open[level];
        if (!TableImage.TryReadEntries(_memory, address, table.Entries)) return;
        table.Input = input;
        table.Rights = rights;
        // Entries before the range are skipped at once; the root of a CPU's tables has a hole in the middle, so it is searched.
        table.Next = level < _root.Levels && _first > input ? PageTableGeometry.IndexOf(_first, level) : 0;
        _level = level;
    }

    private struct OpenTable()
    {
        public readonly ulong[] Entries = new ulong[PageTableGeometry.EntriesPerTable];
        public ulong Input;
        public AccessRights Rights;
        public int Next;
    }
}
