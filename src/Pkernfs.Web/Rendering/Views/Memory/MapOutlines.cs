using Pkernfs.Web.Rendering.Drawing;

namespace Pkernfs.Web.Rendering.Views.Memory;

/// <summary>The outline of a range: one rectangle a row that it covers, rows that it covers whole as one.</summary>
internal static class MapOutlines
{
    public static IEnumerable<ScreenBox> Of(MapFrame frame, PhysicalRange range)
    {
        foreach (var section in frame.World.Sections)
        {
            ulong a = Math.Max(range.Start.Value, section.Start), b = Math.Min(range.End.Value, section.End);
            if (a >= b) continue;
            int depth = frame.CellSeen(section, a).Depth;
            // Inside an opened cell only what lies in it is outlined; a longer run is seen as the cells that it fills.
            MapCell? holder = depth == 0 ? null : section.CellAt(a, depth - 1);
            ulong limit = holder is { } cell ? Math.Min(b, cell.Start + cell.Unit) : b, start = holder?.Start ?? section.Start;
            ulong rowBytes = section.Section.Grids[depth].Unit.Value * (ulong)section.Section.Grids[depth].Columns;
            ulong first = (a - start) / rowBytes, last = (limit - 1 - start) / rowBytes;
            (ulong, ulong)[] parts = first == last ? [(first, first)] : last - first == 1 ? [(first, first), (last, last)] : [(first, first), (first + 1, last - 1), (last, last)];
            foreach (var (from, to) in parts)
            {
                var one = frame.Box(section.CellAt(Math.Max(a, start + (from * rowBytes)), depth));
                var other = frame.Box(section.CellAt(Math.Min(limit, start + ((to + 1) * rowBytes)) - 1, depth));
                double left = to > from ? frame.Box(section.CellAt(start + (from * rowBytes), depth)).X : one.X;
                yield return new(left, one.Y, other.Right - left, other.Bottom - one.Y - 1);
            }
        }
    }

    /// <summary>Where you are: a line of ink in a clear one.</summary>
    public static void DrawSelected(MapFrame frame, PhysicalRange range, Sketch sketch)
    {
        if (range.IsEmpty) return;
        var boxes = Of(frame, range).ToList();
        foreach (var box in boxes) sketch.Box(box.X, box.Y - 0.5, box.Width, box.Height + 1, stroke: new(Tone.Pane, 4));
        foreach (var box in boxes) sketch.Box(box.X, box.Y - 0.5, box.Width, box.Height + 1, stroke: new(Tone.Ink, 2), kind: "selected");
    }
}
