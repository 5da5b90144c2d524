using System.Collections.Immutable;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection;

/// <summary>
/// A tree of second-stage tables that a context entry points to, decoded from memory alone and folded. Opening it reads a bounded number of table pages, however
/// large it is; what lies beyond is read when it is asked for.
/// </summary>
/// <param name="Tables">Table pages in input order, a table before those below it; of each level at most <see cref="KeptTables"/>.</param>
/// <param name="TableCounts">How many table pages each level has; index 0 is level 1.</param>
/// <param name="Runs">What it translates and what it refuses, in IOVA order; at most <see cref="KeptRuns"/>, and where it is cut, what was read.</param>
/// <param name="RunCount">How many runs there are; where it is cut, how many were read.</param>
/// <param name="IsCut">True when reading stopped at <see cref="MostTables"/> tables: a large domain, or tables in a circle.</param>
/// <param name="Owner">Who owns the top page, "/iommu/dom-0: top page"; null where that is not known.</param>
/// <param name="IsPersistent">True when a kexec leaves the top page alone.</param>
public sealed record TranslationDomain(
    PageTableRoot Root,
    ImmutableArray<TranslationTable> Tables,
    ImmutableArray<int> TableCounts,
    ImmutableArray<TranslationRun> Runs,
    int RunCount,
    bool IsCut,
    string? Owner,
    OwnerClass? Class,
    bool IsPersistent)
{
    /// <summary>Tables read to begin with: 2 GiB in 4 KiB pages. Damaged tables can point in circles without end.</summary>
    public const int MostTables = 1024;

    /// <summary>Tables of one level that are kept with their lines: more than anybody unfolds.</summary>
    public const int KeptTables = 64;

    /// <summary>Runs kept: more than anybody scrolls through.</summary>
    public const int KeptRuns = 1024;

    /// <summary>False where there are so many tables that the counts are of those found, and there may be more.</summary>
    public bool IsCounted { get; private init; } = true;

    /// <summary>The first IOVA after the kept runs for which there may be more; null where all are kept.</summary>
    public Iova? Beyond { get; private init; }

    public int TableCount => TableCounts.Sum();

    private IMemoryView? Memory { get; init; }

    private PageTableLimits? Limits { get; init; }

    private OwnershipMap? Ownership { get; init; }

    /// <summary>Bytes of IOVA that translate, of the kept runs.</summary>
    public ByteCount Mapped => new(Runs.Where(run => run.Problem is null).Aggregate(0UL, (sum, run) => sum + run.Input.Length.Value));

    /// <summary>The kept tables of a level, in input order.</summary>
    public IEnumerable<TranslationTable> OfLevel(int level) => Tables.Where(table => table.Level == level);

    /// <param name="ownership">Who owns what, for the names; null to leave them out.</param>
    public static TranslationDomain Read(IMemoryView memory, PageTableRoot root, PageTableLimits limits, OwnershipMap? ownership)
    {
        var scan = new TranslationScan(memory, root, limits);
        scan.Run();
        var (counts, isCounted) = scan.IsCut ? TableCount<SecondStage, Iova>.Of(memory, root, limits) : ([.. scan.Counts], true);
        var top = ownership?.At(root.Table);
        return new(
            root,
            [.. scan.Tables],
            counts,
            [.. scan.Runs.Select(run => Named(run, ownership))],
            scan.RunCount,
            scan.IsCut,
            top?.Label,
            top?.Class,
            top?.Persistent ?? false)
        {
            IsCounted = isCounted,
            Beyond = scan.Beyond,
            Memory = memory,
            Limits = limits,
            Ownership = ownership,
        };
    }

    /// <summary>A table page of it, read for itself: one that a walk passed, or that an entry points to.</summary>
    public TranslationTable ReadTable(PhysicalAddress address, int level, Iova input) =>
        Tables.FirstOrDefault(table => table.Address == address && table.Level == level) ?? TranslationTable.Read(Memory!, Limits!, address, level, input);

    /// <summary>The entries of a line of one of its tables, each by itself, as they are in memory.</summary>
    public ImmutableArray<TranslationLine> EntriesOf(TranslationTable table, TranslationLine line) => TranslationTable.ReadEntries(Memory!, Limits!, table, line);

    /// <summary>Runs from an IOVA on, and the first IOVA after them for which there may be more. Reads <see cref="MostTables"/> tables at most.</summary>
    /// <param name="most">As many runs at most.</param>
    public (ImmutableArray<TranslationRun> Runs, Iova? Beyond) RunsFrom(Iova from, int most)
    {
        var scan = new TranslationScan(Memory!, Root, Limits!, from, most);
        scan.Run();
        return ([.. scan.Runs.Select(run => Named(run, Ownership))], scan.Beyond);
    }

    /// <summary>Of the tables that were not read, how many are other pages or hold other bytes than at another moment; null where that is not known.</summary>
    internal int? TablesChangedSince(TranslationDomain former)
    {
        if (Root != former.Root || Memory is not PhysicalMemory now || former.Memory is not PhysicalMemory then) return null;
        return PageTable<SecondStage, Iova>.Tables(now, Root, Limits!).Take(InspectionLimits.MostTablesCompared).Count(table => !now.SharesFrame(then, table.Address.Frame));
    }

    private static TranslationRun Named(TranslationRun run, OwnershipMap? ownership) =>
        run.Problem is null && ownership?.At(run.Output) is { } owner ? run with { Owner = owner.Label, Class = owner.Class } : run;
}
