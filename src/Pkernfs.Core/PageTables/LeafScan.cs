using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>A place in a tree of tables that moves from leaf to leaf, in input order. Each table page is read once, whole, and only what is in it is kept.</summary>
internal sealed class LeafScan<TFormat, TInput>
    where TFormat : struct, IPageTableFormat<TFormat, TInput>
    where TInput : struct, IAddress<TInput>
{
    private readonly IMemoryView _memory;
    private readonly PageTableRoot _root;
    private readonly PageTableLimits _limits;
    private readonly LevelRules[] _rules;
    private readonly ulong _first;
    private readonly ulong _last;
    private readonly bool _fold;
    private readonly OpenTable[] _open;
    private readonly ulong[] _scratch = new ulong[PageTableGeometry.EntriesPerTable];
    private int _level;

    /// <summary>A scan of the inputs from <paramref name="first"/> up to and with <paramref name="last"/>.</summary>
    /// <param name="fold">Gives leaves that carry on within a table as one; those of two tables still come apart.</param>
    public LeafScan(IMemoryView memory, PageTableRoot root, PageTableLimits limits, ulong first, ulong last, bool fold)
    {
        (_memory, _root, _limits, _first, _last, _fold) = (memory, root, limits, first, last, fold);
        _rules = LevelRules.For<TFormat, TInput>(limits);
        _open = new OpenTable[root.Levels + 1];
        _level = root.Levels + 1;
        if (TFormat.HasLevels(root.Levels)) Open(root.Table, root.Levels, 0, AccessRights.ReadWrite, default);
    }

    /// <summary>The next leaf, or run of leaves, that hardware would translate with, cut to the scan's range; false after the last.</summary>
    public bool TryNext(out LeafRun<TInput> leaf)
    {
        while (_level <= _root.Levels)
        {
            ref var table = ref _open[_level];
            if (table.Next == table.Count)
            {
                _level++;
                continue;
            }
            ref var found = ref table.Found[table.Next++];
            ulong input = table.Input + ((ulong)found.Index << PageTableGeometry.EntryShift(_level));
            if (_level == _root.Levels) input = TFormat.InputAt(input, _root.Levels);
            if (input > _last) break;
            ulong end = input + (((ulong)found.Count << PageTableGeometry.EntryShift(_level)) - 1);
            if (end < _first) continue;
            if (found.IsLeaf)
            {
                leaf = Cut(input, end, found.Output, found.Rights);
                return true;
            }
            // The table after this one is fetched while this one is read.
            var ahead = table.Next < table.Count && !table.Found[table.Next].IsLeaf ? _memory.FrameInPlace(table.Found[table.Next].Output) : default;
            Open(found.Output, _level - 1, input, found.Rights, ahead);
        }
        _level = _root.Levels + 1;
        leaf = default;
        return false;
    }

    private LeafRun<TInput> Cut(ulong input, ulong end, PhysicalAddress output, AccessRights rights)
    {
        ulong start = Math.Max(input, _first);
        ulong last = Math.Min(end, _last);
        return new(TInput.At(start), new(output.Value + (start - input)), new(last - start + 1), PageTableGeometry.EntryCovers(_level), rights);
    }

    /// <summary>Reads a table: what of its entries hardware would follow or translate with. One that is not in RAM has nothing.</summary>
    private void Open(PhysicalAddress address, int level, ulong input, AccessRights rights, ReadOnlySpan<ulong> ahead)
    {
        if (!_memory.TryReadFrame(address, _scratch, out var entries)) return;
        ref var table = ref _open[level];
        table.Found ??= new Found[PageTableGeometry.EntriesPerTable];
        (table.Input, table.Next, table.Count) = (input, 0, 0);
        _level = level;
        var rules = _rules[level];
        // Entries before the range are skipped at once; the root of a CPU's tables has a hole in the middle, so it is searched.
        int index = level < _root.Levels && _first > input ? PageTableGeometry.IndexOf(_first, level) : 0;
        while (index < entries.Length)
        {
            ulong entry = entries[index];
            int count = 1;
            if (!TFormat.IsPresent(entry))
            {
                if (entry == 0) count = entries[index..].IndexOfAnyExcept(0UL);
                if (count < 0) break;
            }
            else
            {
                var allowed = rights & TFormat.Rights(entry);
                bool isLeaf = TFormat.IsLeaf(entry, level);
                if (allowed != AccessRights.None && (entry & rules.Reserved(isLeaf)) == 0)
                {
                    if (isLeaf && _fold) count = LeafSeries.LengthOf(entries[index..], PageTableGeometry.EntryCovers(level).Value, _limits, ahead);
                    table.Found[table.Count++] = new(TFormat.Output(entry, level, _limits), (ushort)index, (ushort)count, allowed, isLeaf);
                }
            }
            index += count;
        }
        GC.KeepAlive(_memory);
    }

    private struct OpenTable
    {
        public Found[] Found;
        public int Count;
        public int Next;
        public ulong Input;
    }

    /// <summary>An entry that points to a table, or leaves that carry on from an entry.</summary>
    private readonly record struct Found(PhysicalAddress Output, ushort Index, ushort Count, AccessRights Rights, bool IsLeaf);
}
