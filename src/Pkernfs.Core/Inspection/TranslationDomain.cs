using System.Collections.Immutable;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection;

/// <summary>A tree of second-stage tables that a context entry points to, decoded from memory alone and folded.</summary>
/// <param name="Tables">Table pages in input order, a table before those below it; of each level at most <see cref="KeptTables"/>.</param>
/// <param name="TableCounts">How many table pages each level has; index 0 is level 1.</param>
/// <param name="Runs">What it translates and what it refuses, in IOVA order; at most <see cref="KeptRuns"/>.</param>
/// <param name="RunCount">How many runs there are.</param>
/// <param name="IsCut">True when decoding stopped at <see cref="MostTables"/> tables: circles, or more memory than is worth drawing.</param>
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
    /// <summary>Tables read at most: 128 GiB in 4 KiB pages. Damaged tables can point in circles without end.</summary>
    public const int MostTables = 1 << 16;

    /// <summary>Tables of one level that are kept with their lines: more than anybody unfolds.</summary>
    public const int KeptTables = 64;

    /// <summary>Runs kept: more than anybody scrolls through.</summary>
    public const int KeptRuns = 1024;

    public int TableCount => TableCounts.Sum();

    /// <summary>Bytes of IOVA that translate, of the kept runs.</summary>
    public ByteCount Mapped => new(Runs.Where(run => run.Problem is null).Aggregate(0UL, (sum, run) => sum + run.Input.Length.Value));

    /// <summary>The kept tables of a level, in input order.</summary>
    public IEnumerable<TranslationTable> OfLevel(int level) => Tables.Where(table => table.Level == level);

    /// <param name="ownership">Who owns what, for the names; null to leave them out.</param>
    public static TranslationDomain Read(IMemoryView memory, PageTableRoot root, PageTableLimits limits, OwnershipMap? ownership)
    {
        var scan = new TranslationScan(memory, root, limits);
        scan.Run();
        var top = ownership?.At(root.Table);
        return new(
            root,
            [.. scan.Tables],
            [.. scan.Counts],
            [.. scan.Runs.Select(run => Named(run, ownership))],
            scan.RunCount,
            scan.IsCut,
            top?.Label,
            top?.Class,
            top?.Persistent ?? false);
    }

    private static TranslationRun Named(TranslationRun run, OwnershipMap? ownership) =>
        run.Problem is null && ownership?.At(run.Output) is { } owner ? run with { Owner = owner.Label, Class = owner.Class } : run;
}
