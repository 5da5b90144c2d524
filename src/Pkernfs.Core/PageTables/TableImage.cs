using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>A table page read at once, edited here, and written back where it changed.</summary>
internal sealed class TableImage
{
    private readonly ulong[] _before = new ulong[PageTableGeometry.EntriesPerTable];
    private readonly ulong[] _entries = new ulong[PageTableGeometry.EntriesPerTable];
    private PhysicalAddress _table;
    private bool _isNew;

    public ulong this[int index]
    {
        get => _entries[index];
        set => _entries[index] = value;
    }

    public ReadOnlySpan<ulong> Entries => _entries;

    /// <summary>One image a level, index 0 unused: a descent has one table of each level in hand.</summary>
    public static TableImage[] ForLevels(int levels)
    {
        var images = new TableImage[levels + 1];
        for (int level = 1; level <= levels; level++) images[level] = new TableImage();
        return images;
    }

    /// <summary>Reads all entries of <paramref name="table"/>; false where part of it is not RAM.</summary>
    public static bool TryReadEntries(IMemoryView memory, PhysicalAddress table, ulong[] entries)
    {
        if (!memory.TryRead(table, MemoryMarshal.AsBytes(entries.AsSpan()))) return false;
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(entries, entries);
        return true;
    }

    public bool TryLoad(IMemoryView memory, PhysicalAddress table)
    {
        if (!TryReadEntries(memory, table, _entries)) return false;
        _entries.CopyTo(_before, 0);
        _table = table;
        _isNew = false;
        return true;
    }

    /// <summary>Begins an empty table in a page whose old content does not count.</summary>
    public void Begin(PhysicalAddress table)
    {
        Array.Clear(_entries);
        Array.Clear(_before);
        _table = table;
        _isNew = true;
    }

    /// <summary>Writes the runs of entries that changed, all of a new table; false where no RAM answers.</summary>
    public bool TryStore(IMemoryWriter memory, int level, IEntryObserver? observer)
    {
        if (_isNew && !TryWrite(memory, 0, _entries.Length)) return false;
        for (int index = 0; index < _entries.Length; index++)
        {
            int first = index;
            while (index < _entries.Length && _entries[index] != _before[index])
            {
                observer?.Wrote(PageTableGeometry.EntryAddress(_table, index), _before[index], _entries[index], level);
                index++;
            }
            if (index > first && !_isNew && !TryWrite(memory, first, index - first)) return false;
        }
        return true;
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
