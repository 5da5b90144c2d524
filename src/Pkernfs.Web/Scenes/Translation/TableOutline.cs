using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>
/// A domain's tables in sentences: from the top page down, each table's entries folded where they go on alike, single entries where such a row is unfolded. A table
/// is read when it is unfolded.
/// </summary>
internal sealed class TableOutline(PciAddress device, TranslationDomain domain)
{
    /// <summary>The top table, and from there all others.</summary>
    public OutlineItem Top(int depth) => Table(depth, domain.Root.Table, domain.Root.Levels, default, TopKey, null);

    /// <summary>The way to the entry where a walk ends; null where it passes no table. Reads the tables that the walk read.</summary>
    public OutlinePath? PathTo(TranslationWalk walk)
    {
        var unfolds = ImmutableArray.CreateBuilder<string>();
        string key = TopKey;
        foreach (var step in walk.ByMemory.Path.Where(step => step.Level == DmaWalkLevel.SecondStage))
        {
            unfolds.Add(key);
            var table = domain.ReadTable(step.Table, step.PageTableLevel, walk.Iova.AlignDown(new(1UL << PageTableGeometry.TableShift(step.PageTableLevel))));
            if (table.Lines.FirstOrDefault(line => line.First <= step.Index && step.Index <= line.Last) is not { } line) return new(unfolds.ToImmutable(), key);
            if (line.Count > 1) unfolds.Add(KeyOf(key, line));
            key = $"{key}:{step.Index}";
        }
        return unfolds.Count == 0 ? null : new(unfolds.ToImmutable(), key);
    }

    private string TopKey => $"table:{device}:{domain.Root.Levels}";

    private static string KeyOf(string table, TranslationLine line) => $"{table}:{line.First}-{line.Last}";

    private OutlineItem Table(int depth, PhysicalAddress address, int level, Iova input, string key, string? entry) => new(
        key, depth, $"{(entry is null ? "" : $"{entry}: ")}{(entry is null ? 'L' : 'l')}evel {level} table at {address}, from iova {input}", new Selection.Frame(address.Frame), [],
        () => Lines(depth + 1, domain.ReadTable(address, level, input), key));

    private ImmutableArray<OutlineItem> Lines(int depth, TranslationTable table, string key) => table switch
    {
        { IsReadable: false } => [new($"{key}:unreadable", depth, "Not in RAM", null, [])],
        { IsRepeated: true } => [new($"{key}:circle", depth, "The tables point in a circle", null, [])],
        { Lines.IsEmpty: true } => [new($"{key}:empty", depth, "No entry is present", null, [])],
        _ => [.. table.Lines.Select(line => line.Count == 1 ? Entry(depth, table, line, key) : Folded(depth, table, line, key))],
    };

    /// <summary>Entries that go on alike; single ones below.</summary>
    private OutlineItem Folded(int depth, TranslationTable table, TranslationLine line, string key)
    {
        string which = $"Entries {line.First} to {line.Last}";
        string words = line.Kind switch
        {
            TranslationLineKind.Table => $"{which}: {line.Count} tables",
            TranslationLineKind.Reserved => $"{which}: reserved bits set, refused",
            _ => $"{which}: {line.Count} leaves of {PageTableGeometry.EntryCovers(table.Level)} from {line.Target}, {TranslationWords.Rights(line.Rights)}",
        };
        return new(KeyOf(key, line), depth, words, SelectionOf(table, line.First), [], () => Singles(depth + 1, table, line, key));
    }

    /// <summary>The table is read anew: a line tells of its entries' kind, not what each of them holds.</summary>
    private ImmutableArray<OutlineItem> Singles(int depth, TranslationTable table, TranslationLine line, string key) =>
        [.. domain.EntriesOf(table, line).Select(entry => Entry(depth, table, entry, key))];

    private OutlineItem Entry(int depth, TranslationTable table, TranslationLine entry, string key)
    {
        var input = table.Input + new ByteCount((ulong)entry.First << PageTableGeometry.EntryShift(table.Level));
        string which = $"Entry {entry.First}";
        string own = $"{key}:{entry.First}";
        return entry.Kind switch
        {
            TranslationLineKind.Table => Table(depth, entry.Target, table.Level - 1, input, own, which),
            TranslationLineKind.Reserved => new(own, depth, $"{which}: reserved bits set, refused", SelectionOf(table, entry.First), []),
            _ => new(own, depth, $"{which}: iova {input} to {entry.Target}, {PageTableGeometry.EntryCovers(table.Level)}, {TranslationWords.Rights(entry.Rights)}", SelectionOf(table, entry.First), []),
        };
    }

    private static Selection.Entry SelectionOf(TranslationTable table, int index) => new(TranslationWords.Table(table.Level), table.Address, index);
}
