using System.Globalization;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Memory;

namespace Pkernfs.Web.Rendering.Views.Memory;

/// <summary>Where DMA landed in this step: rings, and at the right where it comes in.</summary>
internal sealed class MapLandings
{
    private readonly MapFrame _frame;
    private readonly List<(double X, double Y, double Radius, bool ComesIn)> _rings = [];

    public MapLandings(MapFrame frame, MemoryScene scene, MapWords words)
    {
        _frame = frame;
        foreach (var landing in scene.Landings)
        {
            var section = frame.World.Sections.FirstOrDefault(one => landing.Value >= one.Start && landing.Value < one.End);
            if (section is null) continue;
            var cell = frame.CellSeen(section, landing.Value);
            var box = frame.Box(cell);
            double x = box.X + (box.Width / 2), y = box.Y + (box.Height / 2);
            if (x < frame.Left || x > frame.Right || y < MapFrame.Top || y > frame.Bottom) continue;
            double radius = Math.Min(5, Math.Max(3.2, (box.Width / 2) - 1.5));
            _rings.Add((x, y, radius, section.Section.IsCarveOut && cell.Depth == 0));
            words.Take(new(x - radius - 2, y - radius, (2 * radius) + 4, 2 * radius));
        }
    }

    public void Draw(Sketch sketch)
    {
        foreach (var (x, y, radius, _) in _rings)
        {
            double r = radius - 0.9;
            sketch.Path(string.Create(CultureInfo.InvariantCulture, $"M{x - r:0.##} {y:0.##}a{r:0.##} {r:0.##} 0 1 0 {2 * r:0.##} 0a{r:0.##} {r:0.##} 0 1 0 {-2 * r:0.##} 0z"), Tone.Pane, new(Tone.Ink, 1.8), kind: "landing");
        }
        double[] rows = [.. _rings.Where(ring => ring.ComesIn).Select(ring => Math.Round(ring.Y)).Distinct().Order()];
        if (rows.Length == 0 || _frame.IsNarrow) return;
        double edge = _frame.Right + 6;
        string lines = string.Concat(rows.Select(y => string.Create(CultureInfo.InvariantCulture, $"M{edge + 3:0.##} {y}h8")));
        sketch.Path(lines + string.Create(CultureInfo.InvariantCulture, $"M{edge + 11:0.##} {rows[0]}V{rows[^1]}"), stroke: new(Tone.Ink, 1.2), kind: "comes-in");
        sketch.Path(string.Concat(rows.Select(y => string.Create(CultureInfo.InvariantCulture, $"M{edge - 1:0.##} {y}l6 -3.5v7z"))), Tone.Ink, kind: "comes-in");
    }
}
