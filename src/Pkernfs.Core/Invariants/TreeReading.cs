using System.Collections.Immutable;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Invariants;

/// <summary>A tree of page tables, read through and folded, with the frames that it was read from: while they are the same, so is the reading.</summary>
/// <param name="Tables">Table pages, each once, a table before those below it; at most <see cref="InvariantScope.MostTables"/>.</param>
/// <param name="Runs">What the tables translate, in input order; at most <see cref="InvariantScope.MostRuns"/>.</param>
public sealed record TreeReading<TInput>(PageTableRoot Root, ImmutableArray<TablePage> Tables, ImmutableArray<LeafRun<TInput>> Runs)
    where TInput : struct, IAddress<TInput>
{
    /// <summary>Where it was read.</summary>
    private PhysicalMemory? From { get; init; }

    internal static TreeReading<TInput> Of<TFormat>(PhysicalMemory memory, PageTableRoot root, PageTableLimits limits)
        where TFormat : struct, IPageTableFormat<TFormat, TInput>
    {
        ImmutableArray<TablePage> tables = [.. PageTable<TFormat, TInput>.Tables(memory, root, limits).Take(InvariantScope.MostTables).DistinctBy(table => table.Address)];
        return new(root, tables, [.. PageTable<TFormat, TInput>.Leaves(memory, root, limits).Take(InvariantScope.MostRuns)])
        {
            From = memory,
        };
    }

    /// <summary>True where each of its table pages is the same frame in that memory.</summary>
    internal bool IsSameIn(PhysicalMemory memory)
    {
        foreach (var table in Tables)
        {
            if (!memory.SharesFrame(From!, table.Address.Frame)) return false;
        }
        return true;
    }
}
