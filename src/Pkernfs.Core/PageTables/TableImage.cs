using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>The entries of a table page that a range goes through: read at once, edited here, and written back where they changed.</summary>
internal sealed class TableImage
{
    private static TableImage[]? spare;

    private readonly ulong[] _before = new ulong[PageTableGeometry.EntriesPerTable];
    private readonly ulong[] _entries = new ulong[PageTableGeometry.EntriesPerTable];
    private PhysicalAddress _table;
    private int _first;
    private int _end;
    private bool _isNew;

    public ulong this[int index]
    {
        get => _entries[index];
        set => _entries[index] = value;
    }

    /// <summary>The first entry after those that are here.</summary>
    public int End => _end;

    /// <summary>One image a level, index 0 unused: a descent has one table of each level in hand. Give them back when they are no longer needed.</summary>
    public static TableImage[] ForLevels()
    {
        if (Interlocked.Exchange(ref spare, null) is { } images) return images;
        images = new TableImage[PageTableGeometry.MostLevels + 1];
        for (int level = 1; level < images.Length; level++) images[level] = new TableImage();
        return images;
    }

    public static void GiveBack(TableImage[] images) => Volatile.Write(ref spare, images);

    /// <summary>Reads all entries of <paramref name="table"/>; false where part of it is not RAM.</summary>
    public static bool TryReadEntries(IMemoryView memory, PhysicalAddress table, ulong[] entries)
    {
        if (!memory.TryRead(table, MemoryMarshal.AsBytes(entries.AsSpan()))) return false;
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(entries, entries);
        return true;
    }

    /// <summary>Reads the entries of <paramref name="table"/> that <paramref name="length"/> bytes of input from <paramref name="input"/> on go through; false where they are not in RAM.</summary>
    public bool TryLoad(IMemoryView memory, PhysicalAddress table, int level, ulong input, ulong length)
    {
        (_table, _isNew) = (table, false);
        SetWindow(level, input, length);
        var entries = _entries.AsSpan(_first, _end - _first);
        if (!memory.IsAccessible(new(table, ByteCount.Page)) || !memory.TryRead(PageTableGeometry.EntryAddress(table, _first), MemoryMarshal.AsBytes(entries))) return false;
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(entries, entries);
        entries.CopyTo(_before.AsSpan(_first));
        return true;
    }

    /// <summary>Begins an empty table in a page whose old content does not count.</summary>
    public void Begin(PhysicalAddress table)
    {
        Array.Clear(_entries);
        (_table, _isNew, _first, _end) = (table, true, 0, PageTableGeometry.EntriesPerTable);
    }

    /// <summary>Entries from one on, as many as there are here.</summary>
    public ReadOnlySpan<ulong> From(int index) => _entries.AsSpan(index, _end - index);

    /// <summary>Entries to write over.</summary>
    public Span<ulong> Edit(int first, int count) => _entries.AsSpan(first, count);

    /// <summary>True when no entry of the table is present, here or in what was not read.</summary>
    public bool IsEmpty<TFormat, TInput>(IMemoryView memory)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        if (HasPresent<TFormat, TInput>(From(_first))) return false;
        if (_end - _first == PageTableGeometry.EntriesPerTable) return true;
        bool isEmpty = memory.TryReadFrame(_table, _before, out var all) && !HasPresent<TFormat, TInput>(all);
        GC.KeepAlive(memory);
        return isEmpty;
    }

    /// <summary>Writes the runs of entries that changed, all of a new table; false where no RAM answers.</summary>
    public bool TryStore(IMemoryWriter memory, int level, IEntryObserver? observer)
    {
        if (_isNew)
        {
            if (!TryWrite(memory, 0, _entries.Length)) return false;
            if (observer is null) return true;
            Array.Clear(_before);
        }
        for (int index = _first; index < _end;)
        {
            index += From(index).CommonPrefixLength(_before.AsSpan(index, _end - index));
            int first = index;
            while (index < _end && _entries[index] != _before[index])
            {
                observer?.Wrote(PageTableGeometry.EntryAddress(_table, index), _before[index], _entries[index], level);
                index++;
            }
            if (index > first && !_isNew && !TryWrite(memory, first, index - first)) return false;
        }
        return true;
    }

    private static bool HasPresent<TFormat, TInput>(ReadOnlySpan<ulong> entries)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
        where TInput : struct, IAddress<TInput>
    {
        for (int index = entries.IndexOfAnyExcept(0UL); (uint)index < (uint)entries.Length; index++)
        {
            if (TFormat.IsPresent(entries[index])) return true;
        }
        return false;
    }

    private void SetWindow(int level, ulong input, ulong length)
    {
        int shift = PageTableGeometry.EntryShift(level);
        _first = PageTableGeometry.IndexOf(input, level);
        ulong further = ((input & ((1UL << shift) - 1)) + (length - 1)) >> shift;
        _end = (int)Math.Min((ulong)(PageTableGeometry.EntriesPerTable - 1), (ulong)_first + further) + 1;
    }

    private bool TryWrite(IMemoryWriter memory, int first, int count)
    {
        var entries = _entries.AsSpan(first, count);
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(entries, entries);
        bool written = memory.TryWrite(PageTableGeometry.EntryAddress(_table, first), MemoryMarshal.AsBytes(entries));
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(entries, entries);
        return written;
    }
}
