using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>Leaf runs with the holes between them, and the wires from the tables that hold the leaves.</summary>
public sealed partial class TranslationLayout
{
    private SceneNode RunsNode(TranslationDevice device, TranslationDomain domain, double x, bool isGone)
    {
        string key = $"runs:{device.Address}";
        var rows = RunRows(device, domain);
        bool all = _view.IsUnfolded(key);
        int shown = all ? TranslationSizes.MostRows : TranslationSizes.RunRows;
        int lit = rows.FindIndex(row => row.IsLit);
        if (rows.Count > shown)
        {
            var kept = rows.Take(shown - 1).ToList();
            if (lit >= shown - 1) kept[^1] = rows[lit];
            var hidden = rows.Except(kept).Select(row => row.Change is null ? "" : row.Key).ToHashSet();
            int more = rows.Count - kept.Count + Math.Max(0, domain.RunCount - domain.Runs.Length);
            kept.Add(new($"{key}:more", $"{more} more{(domain.IsCut ? ", and on" : "")}", all ? "in list" : "show", RowLook.Quiet, Unfolds: all ? null : key, Change: _view.Changes.Of(hidden.Contains)));
            rows = kept;
        }
        else if (all && rows.Count > TranslationSizes.RunRows)
        {
            rows.Add(new($"{key}:fold", "fold", "", RowLook.Quiet, Unfolds: key));
        }
        if (rows.Count == 0) rows.Add(new($"{key}:empty", "nothing mapped", "", RowLook.Quiet));
        var owners = domain.Runs.Where(run => run.Owner is not null).Select(run => TranslationWords.File(run.Owner!)).Distinct().ToList();
        string title = owners.Count == 1 ? $"Leaf runs, {owners[0]}" : "Leaf runs";
        var offsets = domain.Runs.Where(run => run.Problem is null).Select(run => run.Output.Value - run.Input.Start.Value).Distinct().ToList();
        string line = offsets.Count == 1 ? offsets[0] == 0 ? "physical = iova" : unchecked((long)offsets[0]) < 0 ? $"at {domain.Runs[0].Output}" : $"iova + 0x{offsets[0]:x}"
            : owners.Count > 1 ? $"{owners.Count} owners, {TranslationWords.Mapped(domain)}" : TranslationWords.Mapped(domain);
        var memory = domain.Runs.FirstOrDefault(run => run.Problem is null);
        var change = _view.Changes.Of($"domain:{device.Address}") is { Mark: TranslationMark.Appeared or TranslationMark.Vanished } whole ? whole : null;
        var node = new SceneNode(key, x, TranslationSizes.Top, TranslationSizes.Runs, TranslationSizes.NodeHeight(1, rows), NodeLook.Plain,
            TranslationWords.Fit(title, TranslationSizes.Runs - 10, TranslationSizes.WordCharacter + 0.6), [line], [.. rows],
            memory?.Class ?? OwnerClass.Free, memory is not null && IsEphemeral(memory.Output), Change: change, IsLit: rows.Any(row => row.IsLit));
        return isGone ? Ghost(node, change) : node;
    }

    private List<SceneRow> RunRows(TranslationDevice device, TranslationDomain domain)
    {
        var rows = new List<(Iova Start, SceneRow Row)>();
        for (int i = 0; i < domain.Runs.Length; i++)
        {
            var run = domain.Runs[i];
            string key = RunKey(device, run);
            if (i > 0 && domain.Runs[i - 1].Input.End < run.Input.Start)
            {
                var start = domain.Runs[i - 1].Input.End;
                rows.Add((start, new($"hole:{device.Address}:{start}", start.ToString(), Beside(start, $"hole, {run.Input.Start - start}", $"hole {TranslationWords.Size(run.Input.Start - start)}"), RowLook.Hole, new Selection.DeviceAddress(device.Address, start))));
            }
            bool lit = _view.Walk is { } walk && walk.Device == device.Address && run.Input.Contains(walk.Iova);
            rows.Add((run.Input.Start, new(key, run.Input.Start.ToString(), RightOf(run), run.Problem is null ? RowLook.Plain : RowLook.Blocked,
                new Selection.DeviceAddress(device.Address, run.Input.Start), Change: _view.Changes.Of(key), IsLit: lit)));
        }
        foreach (var run in _view.VanishedRuns(device))
        {
            string key = RunKey(device, run);
            rows.Add((run.Input.Start, new(key, run.Input.Start.ToString(), RightOf(run), RowLook.Gone, new Selection.DeviceAddress(device.Address, run.Input.Start), Change: _view.Changes.Of(key))));
        }
        return [.. rows.OrderBy(row => row.Start).Select(row => row.Row)];
    }

    private static string RightOf(TranslationRun run)
    {
        var (size, rights) = (TranslationWords.Size(run.PageSize), TranslationWords.Rights(run.Rights));
        return run.Problem ?? Beside(run.Input.Start, $"{run.Pages} \u00d7 {size} {rights,2}", $"{run.Pages}\u00d7{size} {rights}", $"{run.Pages}\u00d7{size}");
    }

    /// <summary>The first of the words that fits beside an address in a row, or the last.</summary>
    private static string Beside(Iova address, params ReadOnlySpan<string> words)
    {
        int room = (int)((TranslationSizes.Runs - 14) / TranslationSizes.Character) - address.ToString().Length - 1;
        foreach (string word in words)
        {
            if (word.Length <= room) return word;
        }
        return words[^1];
    }

    /// <summary>One wire from a table's leaves to the first run that they make.</summary>
    private void WireRuns(TranslationDevice device, TranslationDomain domain, SceneNode node, TranslationTable table, SceneNode runs, WireLook look)
    {
        var size = PageTableGeometry.EntryCovers(table.Level);
        for (int row = 0; row < node.Rows.Length; row++)
        {
            bool walked = node.Rows[row].IsLit && _view.Walk is { } walk && walk.ByMemory.PageSize == size;
            bool leaves = node.Rows[row].Key.EndsWith(":leaf", StringComparison.Ordinal);
            if (!leaves && !walked) continue;
            int target = -1;
            for (int i = 0; i < runs.Rows.Length && target < 0; i++)
            {
                if (walked ? runs.Rows[i].IsLit : runs.Rows[i].Look != RowLook.Gone && runs.Rows[i].Select is Selection.DeviceAddress at && domain.Runs.Any(run => run.Problem is null && run.Input.Start == at.Address && run.PageSize == size)) target = i;
            }
            if (target < 0) continue;
            Wire($"{node.Key}:{row}:{(walked ? "walk" : "leaf")}", node.Right, node.RowY(row), runs.X, runs.RowY(target), look, walked, MarkOf(runs.Rows[target].Change));
        }
    }
}
