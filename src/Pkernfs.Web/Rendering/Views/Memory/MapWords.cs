using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Memory;

namespace Pkernfs.Web.Rendering.Views.Memory;

/// <summary>Letters in cells, names on runs, and the line above each section; each keeps clear of what stands already.</summary>
internal sealed class MapWords(MapFrame frame, MemoryScene scene, Sketch sketch)
{
    private static readonly TextStyle head = new(FontFace.WordsBold, 11), fact = new(FontFace.Words, 11);

    private readonly List<ScreenBox> _taken = [];

    public void Take(ScreenBox box) => _taken.Add(box);

    /// <summary>Heads begin left of the rows.</summary>
    public void DrawHeads(Sketch outside)
    {
        foreach (var section in frame.World.Sections)
        {
            double top = frame.ScreenY(section.HeadTop), bottom = frame.ScreenY(section.Top);
            if (bottom < MapFrame.Top + 10 || bottom - 7 > frame.Bottom || bottom - top > 120) continue;
            double y = bottom - 7, x = frame.Margin + TextWidth.Of(section.Section.Title, head) + 10;
            outside.Text(frame.Margin, y, section.Section.Title, head, Tone.T1, kind: "section");
            outside.Text(x, y, TextWidth.Cut(section.Section.Fact, fact, frame.Right - x), fact, Tone.T3, kind: "fact");
        }
    }

    public void Letters(PlacedSection section)
    {
        foreach (var (marks, pages) in new[] { (scene.BlockMarks, false), (scene.PageMarks, true) })
        {
            foreach (var mark in marks)
            {
                ulong at = mark.Range.Start.Value;
                if (at < section.Start || at >= section.End) continue;
                var block = section.CellAt(at, section.Depths - 2);
                if (pages != frame.Opens(block.Width)) continue;
                var box = frame.Box(pages ? section.CellAt(at, section.Depths - 1) : block);
                if (box.Width < 7 || box.Height < 8 || box.X > frame.Right || box.Right < frame.Left || box.Y > frame.Bottom || box.Bottom < MapFrame.Top) continue;
                var style = new TextStyle(FontFace.WordsBold, box.Width < 16 ? 9 : 10);
                if (TextWidth.Of(mark.Letters, style) > box.Width) continue;
                sketch.Text(box.X + (box.Width / 2) + 0.5, box.Y + (box.Height / 2) + (style.Size * 0.36), mark.Letters, style, MapLooks.On(mark.Fill) ?? Tone.T1, TextAnchor.Middle, kind: "letters");
            }
        }
    }

    public void Labels(PlacedSection section)
    {
        if (frame.Opens(1.0 / section.Section.Grids[0].Columns)) return;
        foreach (var label in scene.Labels)
        {
            ulong start = Math.Max(label.Range.Start.Value, section.Start), end = Math.Min(label.Range.End.Value, section.End);
            if (start < end) Label(section, label, start, end);
        }
    }

    private void Label(PlacedSection section, SceneLabel label, ulong start, ulong end)
    {
        var grid = section.Section.Grids[0];
        ulong bytes = section.Section.RowBytes;
        int row = RowOf(start - section.Start, end - section.Start, bytes);
        ulong rowStart = section.Start + ((ulong)row * bytes);
        var rect = frame.Box(0, section.Top + (row * section.Pitch), 1, section.Pitch);
        double X(double address) => rect.X + ((address - rowStart) / bytes * rect.Width);
        double x0 = Math.Max(frame.Left, X(Math.Max(start, rowStart))), x1 = Math.Min(frame.Right, X(Math.Min(end, rowStart + bytes)));
        if (rect.Height < 7.5 || rect.Y < MapFrame.Top - 4 || rect.Bottom > frame.Bottom + 4 || x1 < x0) return;
        var style = new TextStyle(label.Quiet ? FontFace.Words : FontFace.WordsBold, rect.Height < 11 ? 10 : 11);
        double width = TextWidth.Of(label.Text, style);
        bool inside = x1 - x0 >= width + 24;
        // In a row lower than its words these stand over a little of the rows beside it.
        double more = Math.Max(0, 11 - (rect.Height - 3)) / 2;
        var box = new ScreenBox(0, rect.Y - 1 - more, width + 6, rect.Height + (2 * more));
        if (inside)
        {
            double last = x1 - width - 8;
            box = box with { X = x0 + Math.Min(17 + (4.0 * grid.Unit.Value / bytes * rect.Width), (x1 - x0 - width) / 2) };
            while (IsTaken(box) && box.X < last) box = box with { X = box.X + 24 };
            if (IsTaken(box) || box.X > last) return;
        }
        else
        {
            box = box with { X = x1 + 1 };
            if (Hides(label, section, end, rowStart, box, rect) || IsTaken(box))
            {
                box = box with { X = Math.Max(frame.Left, x0 - 3), Y = box.Y + rect.Height };
                rect = rect with { Y = rect.Y + rect.Height };
                ulong below = rowStart + bytes;
                if (!section.Section.IsCarveOut || row + 1 >= section.Section.Rows || Hides(label, section, below, below, box, rect) || IsTaken(box)) return;
            }
        }
        _taken.Add(box);
        var on = inside ? MapLooks.On(label.Fill) : null;
        sketch.Box(box.X, rect.Y + 1 - more, box.Width, rect.Height - 3 + (2 * more), on is null ? Tone.Pane : MapLooks.Of(label.Fill), kind: "plate");
        sketch.Text(box.X + 3, rect.Y + (rect.Height / 2) - 0.5 + (style.Size * 0.36), label.Text, style, on ?? (label.Quiet ? Tone.T2 : Tone.T1), kind: "label");
    }

    private bool IsTaken(ScreenBox box) => _taken.Any(other => other.X < box.Right && box.X < other.Right && other.Y < box.Bottom - 2 && box.Y < other.Bottom - 2);

    /// <summary>True where a name in that box would leave the map or cover more than free memory; an owner's name may cover what is stale.</summary>
    private bool Hides(SceneLabel label, PlacedSection section, ulong from, ulong rowStart, ScreenBox box, ScreenBox rect)
    {
        if (box.Right > frame.Right) return true;
        double At(double x) => rowStart + ((x - rect.X) / rect.Width * section.Section.RowBytes);
        double start = Math.Max(from, At(box.X)), to = At(box.Right), least = 3 / rect.Width * section.Section.RowBytes;
        return (section.Section.IsCarveOut ? scene.Blocks : scene.Extents)
            .Where(run => run.Range.End.Value > start && run.Range.Start.Value < to && !MapLooks.IsEmpty(run.Fill) && (label.Quiet || run.Fill != MapFill.Stale))
            .Any(run => Math.Min(run.Range.End.Value, to) - Math.Max(run.Range.Start.Value, start) > least);
    }

    /// <summary>The row that a name stands on: the middle one, of two the one that holds more.</summary>
    private static int RowOf(ulong from, ulong to, ulong rowBytes)
    {
        int first = (int)(from / rowBytes), last = (int)((to - 1) / rowBytes);
        if (last - first == 1) return ((ulong)(first + 1) * rowBytes) - from > to - ((ulong)last * rowBytes) ? first : last;
        return (first + last) / 2;
    }
}
