using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Timeline;
using static Pkernfs.Web.Rendering.Svg.SvgWriter;

namespace Pkernfs.Web.Rendering.Views.Timeline;

/// <summary>A stretch of a track, by its look; its words apart, since more may lie between them.</summary>
internal static class BarMarks
{
    /// <summary>A gap in the chevrons needs this much of a bar.</summary>
    private const double WithGap = 14;

    public static void Add(Sketch track, TimelineBar bar, double x) => track.Group(x, 2, inner =>
    {
        var look = BarLook.Of(bar.Look);
        inner.Box(0, 0, Math.Max(1, bar.Width), TimelineScene.BarHeight, look.Fill, look.Stroke, 2, kind: "body");
        if (bar.Look == "lost" && bar.Width >= WithGap)
            inner.Path($"M{N((bar.Width / 2) - 3)} 1v14M{N((bar.Width / 2) + 3)} 1v14", stroke: new(Tone.Fault, 1.4, Dash: 2), kind: "gap");
    }, kind: $"bar {bar.Look}", title: bar.Title);

    /// <param name="playhead">Words that it passes are kept clear of it.</param>
    public static void AddWords(Sketch track, TimelineBar bar, double x, double playhead)
    {
        if (bar.Words is not { } text) return;
        var look = BarLook.Of(bar.Look);
        double from = x + bar.WordsX;
        bool isPassed = playhead > from - 4 && playhead < from + bar.WordsWidth + 2;
        track.Group(x, 2, inner => inner.Group(bar.WordsX, 0, words =>
        {
            if (look.HasPlate) words.Box(-4, 1.5, bar.WordsWidth + 6, 13, new Fill.Solid(Tone.Pane, 0.92), radius: 2, kind: "plate");
            words.Text(0, 12, text, look.IsBold ? ViewStyles.LabelBold : ViewStyles.Label, look.Words, halo: isPassed ? look.Ground : null, kind: "words");
        }), kind: $"bar {bar.Look}");
    }
}
