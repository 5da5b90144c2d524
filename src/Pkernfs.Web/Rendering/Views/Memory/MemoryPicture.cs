using System.Collections.Immutable;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Comparison;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Views.Memory;

/// <summary>The map of physical memory as a picture: the same scene, geometry and words as on the browser's canvas.</summary>
public static class MemoryPicture
{
    /// <summary>Below this width the map takes the form that it has on a phone.</summary>
    public const double NarrowBelow = 560;

    private static readonly TextStyle label = new(FontFace.WordsBold, 11);

    /// <param name="selected">What is outlined; empty for nothing.</param>
    /// <param name="numbers">Things that are outlined with their numbers; none by default.</param>
    public static Picture Of(MemoryScene scene, Camera? camera, PhysicalRange selected, double width, double height, ImmutableArray<MapNumber> numbers = default)
    {
        var sketch = new Sketch();
        bool narrow = width < NarrowBelow;
        var frame = new MapFrame(MapWorld.Of(scene.Sections, height - MapFrame.StripSpace - 4), width, height, narrow).Look(camera);
        var inner = new Sketch();
        var (rows, words) = (new MapRows(frame, scene, inner), new MapWords(frame, scene, inner));
        // They take their places before names do.
        var numbered = new MapNumbers(frame, numbers.IsDefault ? [] : numbers, words);
        var landings = new MapLandings(frame, scene, words);
        foreach (var section in frame.World.Sections.Where(section => frame.ScreenY(section.Bottom) >= MapFrame.Top && frame.ScreenY(section.Top) <= frame.Bottom))
        {
            rows.Draw(section);
            words.Letters(section);
            words.Labels(section);
        }
        sketch.Add(new GroupMark(0, 0, inner.Marks, new(frame.Left - 3, MapFrame.Top, frame.Right - frame.Left + 6, frame.Bottom - MapFrame.Top)) { Class = "rows" });
        rows.DrawGutters(sketch);
        words.DrawHeads(sketch);
        landings.Draw(sketch);
        numbered.Draw(sketch);
        Findings(frame, scene, sketch);
        MapOutlines.DrawSelected(frame, selected, sketch);
        new MapStrip(frame, scene, sketch).Draw(camera);
        return sketch.ToPicture(width, height);
    }

    /// <summary>Where accounts differ: outlines, and the first of the sentences at the foot.</summary>
    private static void Findings(MapFrame frame, MemoryScene scene, Sketch sketch)
    {
        const int most = 4;
        int lines = Math.Min(scene.Findings.Length, most);
        for (int i = 0; i < scene.Findings.Length; i++)
        {
            foreach (var box in scene.Findings[i].Ranges.SelectMany(range => MapOutlines.Of(frame, range)))
                sketch.Box(box.X, box.Y, box.Width, box.Height, stroke: new(Tone.FaultInk, 1.4, 3), kind: "finding");
            if (i >= most) continue;
            string words = TextWidth.Cut(scene.Findings[i].Sentence, label, frame.Right - frame.Left - 60);
            double width = TextWidth.Of(words, label), x = frame.Right - width - 14, y = frame.Height - 16 - ((lines - 1 - i) * 18);
            sketch.Box(x - 24, y - 9, width + 34, 18, Tone.Pane, kind: "plate");
            sketch.Path(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"M{x - 16:0.##} {y + 5:0.##}l6 -10l6 10z"), Tone.FaultInk, kind: "finding");
            sketch.Text(x, y + 4, words, label, Tone.T1, kind: "finding");
        }
    }
}
