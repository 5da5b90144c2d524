using System.Collections.Immutable;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection;

/// <summary>A tree of page tables, read through and folded: while none of its pages changes from moment to moment, so does nothing in the reading.</summary>
/// <param name="Tables">Table pages, each once, a table before those below it; at most <see cref="MostTables"/>.</param>
/// <param name="Runs">What the tables translate, in input order; at most <see cref="MostRuns"/>.</param>
public sealed record TreeReading<TInput>(PageTableRoot Root, ImmutableArray<TablePage> Tables, ImmutableArray<LeafRun<TInput>> Runs)
    where TInput : struct, IAddress<TInput>
{
    /// <summary>Runs read of one tree at most: damaged tables can go on without end.</summary>
    public const int MostRuns = 1 << 16;

    /// <summary>Table pages followed of one tree at most: damaged tables can point in circles. 64 GiB in 4 KiB pages take half of them.</summary>
    public const int MostTables = 1 << 16;

    private PhysicalMemory Memory { get; init; } = PhysicalMemory.Empty([]);

    /// <summary>The table pages by address, neighbours joined: a few runs for a tree of many thousand pages.</summary>
    public ImmutableArray<PhysicalRange> Pages { get; private init; } = [];

    private Lazy<Dictionary<PhysicalAddress, int>> Levels { get; init; } = new(() => []);

    internal static TreeReading<TInput> Of<TFormat>(PhysicalMemory memory, PageTableRoot root, PageTableLimits limits)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
    {
        ImmutableArray<TablePage> tables = [.. PageTable<TFormat, TInput>.Tables(memory, root, limits).Take(MostTables).DistinctBy(table => table.Address)];
        return new(root, tables, [.. PageTable<TFormat, TInput>.Leaves(memory, root, limits).Take(MostRuns)])
        {
            Memory = memory,
            Levels = new(() => tables.ToDictionary(table => table.Address, table => table.Level)),
            Pages = RangeSet.Join(tables.Select(table => new PhysicalRange(table.Address, ByteCount.Page))),
        };
    }

    /// <summary>The level of a page of the tree; null for any other page.</summary>
    public int? LevelOf(PhysicalAddress page) => Levels.Value.TryGetValue(page, out int level) ? level : null;

    /// <summary>The reading of that memory where none of its table pages differs there; else null. The cost follows what differs, so ask from moment to moment.</summary>
    /// <param name="changed">What differs between the reading's memory and that one: found once for all trees of a moment.</param>
    internal TreeReading<TInput>? In(PhysicalMemory memory, IReadOnlyList<PhysicalRange> changed)
    {
        if (ReferenceEquals(memory, Memory)) return this;
        return changed.Any(run => Pages.Meets(run)) ? null : this with { Memory = memory };
    }
}
