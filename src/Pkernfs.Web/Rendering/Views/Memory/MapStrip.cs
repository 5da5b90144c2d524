using System.Globalization;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Views.Memory;

/// <summary>The overview: all of the address space in one line, and what the map below shows of it.</summary>
internal sealed class MapStrip(MapFrame frame, MemoryScene scene, Sketch sketch)
{
    private static readonly TextStyle tick = new(FontFace.Mono, 9);

    private double X(double share) => frame.Margin + (share * (frame.Width - (2 * frame.Margin)));

    public void Draw(Camera? camera)
    {
        StripPart? last = null;
        foreach (var part in scene.Strip.Parts)
        {
            Part(part);
            if (last is not null) Break(X(last.To), X(part.From));
            last = part;
        }
        Ticks();
        Bracket(camera);
    }

    private void Part(StripPart part)
    {
        double At(PhysicalAddress address) => X(part.At(address));
        sketch.Box(X(part.From) + 0.5, 1.5, X(part.To) - X(part.From) - 1, MapFrame.StripHeight - 1, Tone.Pane, new(Tone.OwnFreeLine), kind: "free");
        double drawn = X(part.From), least = 0.8 * part.Range.Length.Value / (X(part.To) - X(part.From));
        foreach (var run in scene.Extents.Where(run => part.Range.Overlaps(run.Range) && run.Range.Length.Value >= least && !MapLooks.IsEmpty(run.Fill)))
        {
            var shown = run.Range.Intersect(part.Range);
            double a = Math.Max(drawn, At(shown.Start)), b = At(shown.End);
            if (b - a < 0.8) continue;
            var fill = b - a < 3 ? MapLooks.Solid(run.Fill) : MapLooks.Of(run.Fill);
            sketch.Box(a, 1, b - a, MapFrame.StripHeight, fill, kind: "run " + ViewValues.Word(run.Fill), title: run.Words);
            if (MapLooks.Edge(run.Fill) is { } edge && b - a > 2) sketch.Box(a + 0.3, 1.3, b - a - 0.6, MapFrame.StripHeight - 0.6, stroke: new(edge, 0.6));
            drawn = b;
        }
        foreach (var changed in scene.Differences?.Cells.Where(part.Range.Overlaps) ?? [])
            sketch.Box(At(changed.Start), MapFrame.StripHeight - 1, Math.Max(1, At(changed.End) - At(changed.Start)), 2.5, Tone.Ink, kind: "differs");
        foreach (var section in scene.Sections.Where(section => section.IsCarveOut && part.Range.Contains(section.Range)))
            sketch.Box(At(section.Range.Start), 1, At(section.Range.End) - At(section.Range.Start), MapFrame.StripHeight, stroke: new(Tone.T2, 1.4), kind: "carve-out");
    }

    /// <summary>Between two parts lies address space that holds nothing.</summary>
    private void Break(double left, double right)
    {
        double middle = (left + right) / 2;
        sketch.Path(string.Create(CultureInfo.InvariantCulture, $"M{left + 2:0.##} 8H{middle - 5:0.##}M{middle - 4:0.##} 13L{middle:0.##} 3M{middle:0.##} 13L{middle + 4:0.##} 3M{middle + 5:0.##} 8H{right - 2:0.##}"), stroke: new(Tone.T3), kind: "gap");
    }

    private void Ticks()
    {
        var ticks = scene.Strip.Ticks;
        if (ticks.IsEmpty) return;
        double free = double.NegativeInfinity, room = X(ticks[^1].At) - TextWidth.Of(ticks[^1].Text, tick) - 8;
        for (int i = 0; i < ticks.Length; i++)
        {
            double width = TextWidth.Of(ticks[i].Text, tick);
            double at = Math.Min(X(1) - width, Math.Max(X(0), X(ticks[i].At) - (width / 2)));
            if (at < free + 6 || (i < ticks.Length - 1 && at + width > room)) continue;
            sketch.Text(at, 32, ticks[i].Text, tick, Tone.T2, kind: "tick");
            free = at + width;
        }
    }

    private void Bracket(Camera? camera)
    {
        if (scene.Sections.IsEmpty) return;
        bool isAll = camera is null or { Level: MapLevel.Space };
        var (start, end) = isAll ? (scene.Sections[0].Range.Start, scene.Sections.Max(section => section.Range.End)) : (camera!.Start, camera.Start + camera.Length);
        double a = X(scene.Strip.At(start)), b = X(scene.Strip.At(end));
        if (b - a < 4) (a, b) = (((a + b) / 2) - 2, ((a + b) / 2) + 2);
        const double top = MapFrame.StripHeight + 3;
        sketch.Path(string.Create(CultureInfo.InvariantCulture, $"M{a:0.##} {top}v4H{b:0.##}v-4"), stroke: new(Tone.Ink, 1.4), kind: "shown");
    }
}
