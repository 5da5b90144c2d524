using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>The tables that the unit walks: where they are, which entries are present, under which domain ids.</summary>
internal static class TableDifferences
{
    private const string RootTable = "root table";

    /// <summary>What the functions have of their own: entries and second-stage tables.</summary>
    public static IEnumerable<Difference?> Of(ComparedMoment left, ComparedMoment right, ImmutableArray<PciAddress> functions)
    {
        foreach (var function in functions)
        {
            yield return Entry(left, right, function);
            yield return SecondStage(left, right, function);
        }
    }

    /// <summary>Pages of root, context and second-stage tables that are told of by themselves.</summary>
    public static HashSet<PhysicalAddress> PagesOf(ComparedMoment side) =>
    [
        .. TopTables(side).Values,
        .. side.Tree.Domains.SelectMany(domain => domain.Tables).Select(table => table.Address),
    ];

    private static SortedDictionary<string, PhysicalAddress> TopTables(ComparedMoment side)
    {
        var tables = new SortedDictionary<string, PhysicalAddress>(StringComparer.Ordinal);
        if (side.Tree.RootTable is { } root) tables[RootTable] = root;
        foreach (var bus in side.Tree.Buses)
        {
            if (bus.ContextTable is { } table) tables[$"context table of bus {bus.Bus:x2}"] = table;
        }
        return tables;
    }

    /// <summary>What all functions share: the root table and the context tables. Those that fared alike are one difference.</summary>
    public static IEnumerable<Difference?> RootAndContext(ComparedMoment left, ComparedMoment right)
    {
        var (lefts, rights) = (TopTables(left), TopTables(right));
        var names = lefts.Keys.Union(rights.Keys).OrderBy(name => name != RootTable).ThenBy(name => name, StringComparer.Ordinal);
        return names.GroupBy(name => (Left: lefts.ContainsKey(name), Right: rights.ContainsKey(name), Same: lefts.GetValueOrDefault(name) == rights.GetValueOrDefault(name)))
            .Where(group => !group.Key.Same)
            .Select(group => Difference.Between(
                DifferenceTopic.Tables,
                OwnerClass.RootAndContext,
                NameOf([.. group]),
                group.Key.Left ? PlaceOf(left, lefts[group.First()]) : null,
                group.Key.Right ? PlaceOf(right, rights[group.First()]) : null,
                group.Key.Left ? group.Select(name => new PhysicalRange(lefts[name], ByteCount.Page)) : null,
                group.Key.Right ? group.Select(name => new PhysicalRange(rights[name], ByteCount.Page)) : null,
                DifferenceKind.Moved));
    }

    private static string NameOf(IReadOnlyList<string> names) => names.Count == 1 ? names[0]
        : string.Create(CultureInfo.InvariantCulture, $"{(names[0] == RootTable ? "root and context tables" : "context tables")}, {names.Count} pages");

    private static string PlaceOf(ComparedMoment side, PhysicalAddress address) => $"{address}, {side.PlaceOf(address)}";

    private static Difference? Entry(ComparedMoment left, ComparedMoment right, PciAddress function)
    {
        var (was, now) = (EntryWords(left, function), EntryWords(right, function));
        string what = was is null || now is null ? $"context entry of {function}" : $"domain id in the context entry of {function}";
        return Difference.Between(DifferenceTopic.Tables, OwnerClass.RootAndContext, what, was, now, EntryRange(left, function), EntryRange(right, function));
    }

    private static string? EntryWords(ComparedMoment side, PciAddress function)
    {
        if (side.Tree.Find(function)?.Context is not { Present: true } entry) return null;
        string record = side.Kernel is not { } kernel ? "no kernel runs"
            : kernel.Iommu.DomainOf(function) is { } domain ? string.Create(CultureInfo.InvariantCulture, $"kernel says {domain.DomainId}")
            : "kernel knows no domain";
        string through = entry.TranslationType == TranslationType.PassThrough ? ", pass-through" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{entry.DomainId}, {record}{through}");
    }

    private static IEnumerable<PhysicalRange> EntryRange(ComparedMoment side, PciAddress function) =>
        side.Tree.Find(function) is { ContextTable: { } table } ? [new(table + new ByteCount(16UL * function.DevFn), new(16))] : [];

    private static Difference? SecondStage(ComparedMoment left, ComparedMoment right, PciAddress function)
    {
        var (was, now) = (left.Tree.Find(function)?.Domain, right.Tree.Find(function)?.Domain);
        if (was is null && now is null) return null;
        bool isMoved = was is not null && now is not null && was.Root.Table != now.Root.Table;
        return Difference.Between(
            DifferenceTopic.Tables,
            OwnerClass.DomainPageTable,
            $"second-stage tables that {function} is led to",
            was is null ? null : Words(left, was, now),
            now is null ? null : Words(right, now, was),
            was is null ? null : Pages(was),
            now is null ? null : Pages(now),
            isMoved ? DifferenceKind.Moved : DifferenceKind.Changed);
    }

    private static string Words(ComparedMoment side, TranslationDomain domain, TranslationDomain? other)
    {
        string pages = string.Create(CultureInfo.InvariantCulture, $"{domain.TableCount:N0} {(domain.TableCount == 1 ? "page" : "pages")}");
        if (other is null || other.Root.Table != domain.Root.Table) return $"{domain.Root.Table}, {pages}, {side.PlaceOf(domain.Root.Table)}";
        // Below one top table: say which pages only this side has, else the two could read alike.
        var own = domain.Tables.Select(table => table.Address).Except(other.Tables.Select(table => table.Address)).Take(3).ToList();
        return own.Count == 0 ? pages : $"{pages}, among them {string.Join(", ", own)}";
    }

    private static ImmutableArray<PhysicalRange> Pages(TranslationDomain domain) =>
        RangeSet.Join(domain.Tables.Select(table => new PhysicalRange(table.Address, ByteCount.Page)));
}
