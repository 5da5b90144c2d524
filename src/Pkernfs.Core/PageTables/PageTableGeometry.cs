namespace Pkernfs.Core.PageTables;

/// <summary>The shape that all formats here share: 4 KiB tables of 512 entries of 8 bytes, 9 bits of input a level.</summary>
public static class PageTableGeometry
{
    /// <summary>log2 of a table page's size and of the smallest leaf's.</summary>
    public const int PageShift = 12;

    /// <summary>log2 of the entries in a table.</summary>
    public const int IndexBits = 9;

    public const int EntriesPerTable = 1 << IndexBits;

    public const int EntrySize = 8;

    /// <summary>No format has more: five levels already reach 57 bits.</summary>
    public const int MostLevels = 5;

    /// <summary>Leaves of 512 GiB and more are in no part that was ever built.</summary>
    public const int HighestLeafLevel = 3;

    /// <summary>Entries hold addresses of at most 52 bits; the bits above are other fields.</summary>
    public const int WidestOutput = 52;

    /// <summary>log2 of what one entry of that level covers: 12, 21, 30, 39, 48.</summary>
    public static int EntryShift(int level) => PageShift + (IndexBits * (level - 1));

    /// <summary>log2 of what a whole table of that level covers, so also the input bits that so many levels take.</summary>
    public static int TableShift(int level) => PageShift + (IndexBits * level);

    /// <summary>What one entry of that level covers: 4 KiB, 2 MiB, 1 GiB, ...</summary>
    public static ByteCount EntryCovers(int level) => new(1UL << EntryShift(level));

    /// <summary>The entry of a level's table that <paramref name="input"/> goes through, 0 to 511.</summary>
    public static int IndexOf(ulong input, int level) => (int)(input >> EntryShift(level)) & (EntriesPerTable - 1);

    /// <summary>Where entry <paramref name="index"/> of <paramref name="table"/> lies.</summary>
    public static PhysicalAddress EntryAddress(PhysicalAddress table, int index) => new(table.Value + ((ulong)index * EntrySize));
}
