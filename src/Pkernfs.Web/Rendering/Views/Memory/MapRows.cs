using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Views.Memory;

/// <summary>Draws the rows of sections: runs, cells between them, lines over and under, and the address of each row.</summary>
internal sealed class MapRows(MapFrame frame, MemoryScene scene, Sketch sketch)
{
    private static readonly TextStyle tick = new(FontFace.Mono, 9);
    private readonly List<(double Y, string Words)> _gutters = [];

    public void Draw(PlacedSection section)
    {
        var whole = frame.Box(0, section.Top, 1, section.Bottom - section.Top);
        Grid(section, 0, section.Start, whole);
        if (section.Section.IsCarveOut) sketch.Box(whole.X - 2, whole.Y - 2, whole.Width + 4, whole.Height + 4, stroke: new(Tone.T2, 1.4), kind: "carve-out");
    }

    /// <summary>The address of each row at its left; fewer where rows are too thin.</summary>
    public void DrawGutters(Sketch outside)
    {
        double last = double.NegativeInfinity;
        foreach (var (y, words) in _gutters.OrderBy(gutter => gutter.Y))
        {
            if (y - last < 11) continue;
            outside.Text(frame.Left - 8, y + 3, words, tick, Tone.T2, TextAnchor.End, kind: "gutter");
            last = y;
        }
    }

    private void Grid(PlacedSection section, int depth, ulong start, ScreenBox box)
    {
        var grid = section.Section.Grids[depth];
        int rows = section.RowsOf(depth);
        double rowHeight = box.Height / rows, cellWidth = box.Width / grid.Columns;
        ulong bytes = grid.Unit.Value * (ulong)grid.Columns, end = depth == 0 ? section.End : Math.Min(section.End, start + section.Section.Grids[depth - 1].Unit.Value);
        bool deeper = depth + 1 < section.Depths && cellWidth >= 220;
        double gap = rowHeight > 40 ? 3 : section.Section.IsCarveOut || rowHeight > 11 ? 1.5 : 1;
        for (int row = 0; row < rows; row++)
        {
            double y = box.Y + (row * rowHeight);
            ulong rowStart = start + ((ulong)row * bytes);
            if (rowStart >= end || y > frame.Bottom) break;
            if (y + rowHeight < MapFrame.Top) continue;
            if (!deeper)
            {
                Row(section, depth, grid, new(box.X, y, box.Width, rowHeight - gap), rowStart, Math.Min(end, rowStart + bytes), bytes);
                Gutter(rowStart, y, rowHeight, row, depth);
                continue;
            }
            for (int column = 0; column < grid.Columns; column++)
            {
                ulong at = rowStart + ((ulong)column * grid.Unit.Value);
                double x = box.X + (column * cellWidth);
                if (at >= end) break;
                if (x + cellWidth < frame.Left || x > frame.Right) continue;
                var cell = new ScreenBox(x + 2, y + 2, cellWidth - 4, rowHeight - 4);
                Grid(section, depth + 1, at, cell);
                sketch.Box(cell.X - 1.5, cell.Y - 1.5, cell.Width + 3, cell.Height + 3, stroke: new(Tone.Line2), kind: "cell");
            }
        }
    }

    private void Row(PlacedSection section, int depth, MapGrid grid, ScreenBox box, ulong start, ulong end, ulong bytes)
    {
        double X(ulong address) => box.X + ((address - (double)start) / bytes * box.Width);
        double cellWidth = box.Width / grid.Columns;
        bool cells = cellWidth >= 7 || (section.Section.IsCarveOut && cellWidth >= 5);
        if (!cells) sketch.Box(box.X + 0.5, box.Y + 0.5, X(end) - box.X - 1, box.Height - 1, stroke: new(Tone.OwnFreeLine), kind: "free");
        // Only what shows: an opened block can be many screens wide.
        var (from, to) = (Shown(X, start, end, grid, frame.Left, first: true), Shown(X, start, end, grid, frame.Right, first: false));
        foreach (var run in Within(section.Section.IsCarveOut && depth == 0 ? scene.Blocks : scene.Extents, from, to))
        {
            ulong a = Math.Max(run.Range.Start.Value, from), b = Math.Min(run.Range.End.Value, to);
            if (X(b) - X(a) < 0.6) continue;
            Run(run, X(a), X(b) - X(a), box);
            if (cells && MapLooks.IsEmpty(run.Fill)) Outlines(grid, box, cellWidth, start, Math.Max(run.Range.Start.Value, start), Math.Min(run.Range.End.Value, end), from, to);
        }
        if (cells) Separate(grid, box, cellWidth, start, from, to);
        foreach (var reached in Clip(scene.Reached, from, to)) sketch.Box(X(reached.Start.Value), box.Bottom - 1, Math.Max(1, X(reached.End.Value) - X(reached.Start.Value)), 1, Tone.T1, kind: "reached");
        foreach (var kept in Clip(scene.Persistent ?? [], from, to)) sketch.Box(X(kept.Start.Value), box.Y, Math.Max(1, X(kept.End.Value) - X(kept.Start.Value)), 2, Tone.T1, kind: "persists");
        if (scene.Differences is { } differences) BringOut(differences.Cells, box, from, to, X);
    }

    private void Run(SceneExtent run, double x, double width, ScreenBox row)
    {
        bool isSmall = width < 3 || row.Height < 4;
        var fill = isSmall ? MapLooks.Solid(run.Fill) : MapLooks.Of(run.Fill);
        string kind = "run " + ViewValues.Word(run.Fill);
        if (fill is null)
        {
            sketch.Box(x, row.Y + 1, width, row.Height - 2, Tone.Pane, kind: kind, title: run.Words);
            return;
        }
        sketch.Box(x, row.Y, width, row.Height, fill, kind: kind, title: run.Words);
        if (MapLooks.Edge(run.Fill) is { } edge && width > 2) sketch.Box(x + 0.3, row.Y + 0.3, width - 0.6, row.Height - 0.6, stroke: new(edge, 0.6));
    }

    /// <summary>Outlines the cells that lie wholly in [a, b), as one path.</summary>
    private void Outlines(MapGrid grid, ScreenBox box, double cellWidth, ulong start, ulong a, ulong b, ulong from, ulong to)
    {
        ulong unit = grid.Unit.Value;
        var path = new System.Text.StringBuilder();
        ulong first = Math.Max((a - start + unit - 1) / unit, (from - start) / unit);
        for (ulong cell = first; start + ((cell + 1) * unit) <= b && start + (cell * unit) < to; cell++)
        {
            double x = box.X + (cell * cellWidth) + 1.5, width = Math.Max(1, cellWidth - 2);
            path.Append(CultureInfo.InvariantCulture, $"M{x:0.##} {box.Y + 0.5:0.##}h{width:0.##}v{box.Height - 1:0.##}h{-width:0.##}z");
        }
        if (path.Length > 0) sketch.Path(path.ToString(), stroke: new(Tone.OwnFreeLine), kind: "free");
    }

    /// <summary>Lines between cells, over runs that fill several.</summary>
    private void Separate(MapGrid grid, ScreenBox box, double cellWidth, ulong start, ulong from, ulong to)
    {
        double line = cellWidth > 30 ? 2 : 1;
        var path = new System.Text.StringBuilder();
        ulong unit = grid.Unit.Value, last = (to - start + unit - 1) / unit;
        for (ulong column = (from - start) / unit; column <= last; column++)
            path.Append(CultureInfo.InvariantCulture, $"M{box.X + (column * cellWidth):0.##} {box.Y:0.##}h{line}v{box.Height:0.##}h{-line}z");
        sketch.Path(path.ToString(), Tone.Pane, kind: "between");
    }

    /// <summary>Fades what does not differ and outlines what does.</summary>
    private void BringOut(ImmutableArray<PhysicalRange> changed, ScreenBox box, ulong from, ulong to, Func<ulong, double> x)
    {
        var cells = Clip(changed, from, to);
        ulong done = from;
        foreach (var cell in cells.Append(new PhysicalRange(new(to), new(0))))
        {
            if (cell.Start.Value > done) sketch.Box(x(done), box.Y - 1, x(cell.Start.Value) - x(done), box.Height + 2, new Fill.Solid(Tone.Pane, 0.68), kind: "same");
            done = Math.Max(done, cell.End.Value);
        }
        foreach (var cell in cells)
        {
            double a = x(cell.Start.Value), width = x(cell.End.Value) - a;
            if (width < 3) sketch.Box(a, box.Y, Math.Max(1.2, width), box.Height, Tone.Ink, kind: "differs");
            else sketch.Box(a + 0.6, box.Y + 0.6, width - 1.2, box.Height - 1.2, stroke: new(Tone.Ink, 1.2), kind: "differs");
        }
    }

    private void Gutter(ulong address, double y, double rowHeight, int row, int depth)
    {
        if (frame.X1 - frame.X0 < 1 && depth == 0 && rowHeight < 9) return;
        int every = Math.Max(1, (int)Math.Ceiling(13 / rowHeight));
        if (row % every != 0) return;
        _gutters.Add((Math.Max(MapFrame.Top + 6, y + (Math.Min(rowHeight, 26) / 2)), "0x" + address.ToString("x", CultureInfo.InvariantCulture)));
    }

    /// <summary>The first or last address of a row that lies within the picture, to the cell.</summary>
    private static ulong Shown(Func<ulong, double> x, ulong start, ulong end, MapGrid grid, double edge, bool first)
    {
        double width = x(end) - x(start);
        double share = Math.Clamp((edge - x(start)) / width, 0, 1);
        double cells = (end - (double)start) / grid.Unit.Value;
        ulong cell = (ulong)(first ? Math.Max(0, Math.Floor(share * cells)) : Math.Ceiling(share * cells));
        return Math.Min(end, start + (cell * grid.Unit.Value));
    }

    private static IEnumerable<SceneExtent> Within(ImmutableArray<SceneExtent> runs, ulong from, ulong to)
    {
        int low = 0, high = runs.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (runs[middle].Range.End.Value <= from) low = middle + 1;
            else high = middle;
        }
        for (; low < runs.Length && runs[low].Range.Start.Value < to; low++) yield return runs[low];
    }

    private static ImmutableArray<PhysicalRange> Clip(IEnumerable<PhysicalRange> ranges, ulong from, ulong to) => to <= from ? [] :
        RangeSet.Join(ranges.Select(range => range.Intersect(PhysicalRange.FromTo(new(from), new(to)))).Where(range => !range.IsEmpty));
}
