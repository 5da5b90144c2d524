using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>The unfolded device's tables, one column a level, and its leaf runs.</summary>
public sealed partial class TranslationLayout
{
    /// <summary>Places the columns; gives the y below the upper levels, where folded boxes may begin.</summary>
    /// <param name="isGone">True for the tables of a moment ago, drawn as ghosts.</param>
    private double PlaceLevels(TranslationDevice device, TranslationDomain domain, SceneNode context, double from, double x, bool lit, bool isGone)
    {
        var look = isGone ? WireLook.Gone : LookOf(device);
        var (fromX, fromY) = (context.Right, from);
        var columns = new List<(SceneNode Node, TranslationTable Table)>();
        for (int level = domain.Root.Levels; level >= 1; level--)
        {
            if (LevelNode(device, domain, level, x, isGone) is not var (node, table)) break;
            columns.Add((node, table));
            _nodes.Add(node);
            bool onPath = lit && _walked.Contains((DmaWalkLevel.SecondStage, level));
            string wire = level == domain.Root.Levels ? $"entry:{device.Address}" : $"level:{device.Address}:{level}";
            Wire(wire, fromX, fromY, node.X, node.TitleY, node.Look == NodeLook.Gone ? WireLook.Gone : look, onPath, MarkOf(node.Change));
            (fromX, fromY) = (node.Right, node.RowY(TableRowOf(node, lit && _walked.Contains((DmaWalkLevel.SecondStage, level - 1)))));
            x = node.Right + TranslationSizes.Gap;
        }
        // Runs keep their column where the levels below are missing, so that the picture holds still.
        double runsX = x + columns.Count switch
        {
            var count when count >= domain.Root.Levels => 0,
            var count => (domain.Root.Levels - count) * TranslationSizes.Gap + Enumerable.Range(1, domain.Root.Levels - count).Sum(WidthOf),
        };
        var runs = RunsNode(device, domain, runsX, isGone);
        _nodes.Add(runs);
        // The ghost of a path is one line: sentences stand where the other wires of its leaves were.
        if (isGone) Wire($"runs:{device.Address}", fromX, fromY, runs.X, runs.TitleY, look, mark: TranslationMark.Vanished);
        else foreach (var (node, table) in columns) WireRuns(device, domain, node, table, runs, look);
        return columns.Where(column => column.Table.Level > 2).Select(column => column.Node.Bottom).DefaultIfEmpty(TranslationSizes.Top).Max() + TranslationSizes.NodeGap + 4;
    }

    /// <summary>A level's table; where it has none any more, the ghost of the one that it had.</summary>
    private (SceneNode Node, TranslationTable Table)? LevelNode(TranslationDevice device, TranslationDomain domain, int level, double x, bool isGone)
    {
        if (ShownTable(domain, level, isGone) is { } table)
        {
            var node = TableNode(device, domain, table, x);
            return (isGone ? Ghost(node, node.Change) : node, table);
        }
        if (_view.DomainBefore(device.Address) is not { } before || ShownTable(before, level, isFormer: true) is not { } former) return null;
        var ghost = TableNode(device, before, former, x);
        return (Ghost(ghost, ghost.Change), former);
    }

    private static double WidthOf(int level) => level <= 2 ? TranslationSizes.LeafLevel : TranslationSizes.Level;

    /// <summary>The row from which the level below hangs: the walked entry where the walk goes on, else the first that points to a table.</summary>
    private static int TableRowOf(SceneNode node, bool goesOn)
    {
        for (int i = 0; i < node.Rows.Length; i++)
        {
            if (goesOn ? node.Rows[i].IsLit : node.Rows[i].Key.EndsWith(":table", StringComparison.Ordinal)) return i;
        }
        return 0;
    }

    /// <summary>Of a level's tables the one that the walk passes, else the first.</summary>
    /// <param name="isFormer">True for a domain of a moment ago, whose tables the walk need not pass.</param>
    private TranslationTable? ShownTable(TranslationDomain domain, int level, bool isFormer)
    {
        if (_view.Walk is { } walk && walk.Device == _view.Focus && walk.ByMemory.Path.FirstOrDefault(step => step.Level == DmaWalkLevel.SecondStage && step.PageTableLevel == level) is { PageTableLevel: > 0 } step)
        {
            if (domain.OfLevel(level).FirstOrDefault(table => table.Address == step.Table) is { } kept) return kept;
            if (!isFormer) return domain.ReadTable(step.Table, level, walk.Iova.AlignDown(new(1UL << PageTableGeometry.TableShift(level))));
        }
        return domain.OfLevel(level).FirstOrDefault();
    }

    private SceneNode TableNode(TranslationDevice device, TranslationDomain domain, TranslationTable table, double x)
    {
        int level = table.Level;
        string key = $"table:{device.Address}:{level}";
        int count = domain.TableCounts[level - 1];
        string title = level == domain.Root.Levels ? $"L{level}, top" : count == 1 ? $"L{level}" : $"L{level}, 1 of {count}{(domain.IsCounted ? "" : "+")}";
        var rows = TableRows(device, table, key);
        string address = TranslationWords.Address(table.Address, WidthOf(level) - TranslationSizes.Rail - (2 * TranslationSizes.Padding));
        string[] lines = table switch
        {
            { IsReadable: false } => [address, "not in RAM"],
            { IsRepeated: true } => [address, "in a circle"],
            _ => [address],
        };
        return new(key, x, TranslationSizes.Top, WidthOf(level), TranslationSizes.NodeHeight(lines.Length, table.IsRepeated ? [] : rows) + (SlotStrip.IsShown(table) ? TranslationSizes.Strip : 0), table.IsReadable && !table.IsRepeated ? NodeLook.Plain : NodeLook.Blocked,
            title, [.. lines], table.IsRepeated ? [] : rows, OwnerClass.DomainPageTable, IsEphemeral(table.Address), new Selection.Frame(table.Address.Frame),
            Change: level == domain.Root.Levels ? TopChange(device, key) : PartChange(device, key), IsLit: _view.Walk?.Device == device.Address && _walked.Contains((DmaWalkLevel.SecondStage, level)))
        {
            Strip = SlotStrip.Of(table, _view.Walk is { } walk && walk.Device == device.Address ? walk.ByMemory.Path.FirstOrDefault(step => step.Level == DmaWalkLevel.SecondStage && step.Table == table.Address && step.PageTableLevel == level) : default),
        };
    }

    /// <summary>The top table stands for the domain as well.</summary>
    private SceneChange? TopChange(TranslationDevice device, string key) => PartChange(device, key) ?? _view.Changes.Of($"domain:{device.Address}");

    private ImmutableArray<SceneRow> TableRows(TranslationDevice device, TranslationTable table, string key)
    {
        var lines = table.Lines;
        if (table.IsReadable && lines.IsEmpty) return [new($"{key}:empty", "empty", "", RowLook.Quiet)];
        bool all = _view.IsUnfolded(key);
        var rows = new List<SceneRow>();
        if (all || lines.Length <= TranslationSizes.TableRows)
        {
            rows.AddRange(lines.Take(TranslationSizes.MostRows).Select(line => LineRow(table, key, line)));
            if (lines.Length > TranslationSizes.MostRows) rows.Add(new($"{key}:rest", $"{lines.Length - TranslationSizes.MostRows} more", "in list", RowLook.Quiet));
            if (all && lines.Length > TranslationSizes.TableRows) rows.Add(new($"{key}:fold", "fold", "", RowLook.Quiet, Unfolds: key));
        }
        else
        {
            rows.AddRange(lines.GroupBy(line => line.Kind).OrderBy(group => group.Min(line => line.First)).Select(group => FoldedRow(table, key, group.Key, [.. group])));
        }
        return WithWalk(device, table, key, rows);
    }

    /// <summary>The walked entry gets a row of its own where it hides among its neighbours.</summary>
    private ImmutableArray<SceneRow> WithWalk(TranslationDevice device, TranslationTable table, string key, List<SceneRow> rows)
    {
        if (_view.Walk is not { } walk || walk.Device != device.Address) return [.. rows];
        foreach (var step in walk.ByMemory.Path)
        {
            if (step.Level != DmaWalkLevel.SecondStage || step.Table != table.Address || step.PageTableLevel != table.Level) continue;
            var line = table.Lines.FirstOrDefault(line => line.First <= step.Index && step.Index <= line.Last);
            bool refused = line is null or { Kind: TranslationLineKind.Reserved };
            var row = new SceneRow($"{key}:walk", $"[{step.Index}]", TranslationWords.Tail(step.Low), refused ? RowLook.Blocked : RowLook.Plain,
                new Selection.Entry(TranslationWords.Table(table.Level), table.Address, step.Index), IsLit: true);
            int same = rows.FindIndex(candidate => candidate.Select == row.Select && candidate.Left == row.Left);
            if (same >= 0) rows[same] = rows[same] with { IsLit = true };
            else rows.Insert(rows.Count(candidate => candidate.Select is Selection.Entry entry && entry.Index < step.Index), row);
        }
        return [.. rows];
    }

    private static SceneRow LineRow(TranslationTable table, string key, TranslationLine line)
    {
        string right = line.Kind switch
        {
            TranslationLineKind.Table => line.Count == 1 ? TranslationWords.Tail(line.Entry) : Tables(line.Count, line.Places),
            TranslationLineKind.Reserved => "rsvd bits",
            _ => Leaves(table, line.Count, line.Places),
        };
        return new($"{key}:{line.First}:{Suffix(line.Kind)}", line.Places, right, line.Kind == TranslationLineKind.Reserved ? RowLook.Blocked : RowLook.Plain,
            new Selection.Entry(TranslationWords.Table(table.Level), table.Address, line.First));
    }

    private static SceneRow FoldedRow(TranslationTable table, string key, TranslationLineKind kind, ImmutableArray<TranslationLine> lines)
    {
        var (first, last, count) = (lines[0].First, lines[^1].Last, lines.Sum(line => line.Count));
        string right = kind switch
        {
            TranslationLineKind.Table => Tables(count, $"{first}\u2013{last}"),
            TranslationLineKind.Reserved => $"{count} rsvd",
            _ => Leaves(table, count, $"{first}\u2013{last}"),
        };
        return new($"{key}:{Suffix(kind)}", $"{first}\u2013{last}", right, kind == TranslationLineKind.Reserved ? RowLook.Blocked : RowLook.Plain,
            new Selection.Entry(TranslationWords.Table(table.Level), table.Address, first), key);
    }

    /// <summary>How many tables entries point to; beside places that are long in fewer letters.</summary>
    private static string Tables(int count, string places)
    {
        return Fits($"{count} tables") ? $"{count} tables" : Fits($"{count} tbl") ? $"{count} tbl" : $"{count}";

        bool Fits(string words) => ($"{places}  {words}".Length * TranslationSizes.Character) + TranslationSizes.Rail + (2 * TranslationSizes.Padding) <= TranslationSizes.Level;
    }

    /// <summary>How many leaves, and of what size; beside places that are long the size alone.</summary>
    private static string Leaves(TranslationTable table, int count, string places)
    {
        string size = $"\u00d7{TranslationWords.Size(PageTableGeometry.EntryCovers(table.Level))}";
        bool fits = ($"{places} {count}{size}".Length * TranslationSizes.Character) + TranslationSizes.Rail + TranslationSizes.Padding <= WidthOf(table.Level);
        return fits ? $"{count}{size}" : size;
    }

    private static string Suffix(TranslationLineKind kind) => kind == TranslationLineKind.Table ? "table" : kind == TranslationLineKind.Leaf ? "leaf" : "reserved";
}
