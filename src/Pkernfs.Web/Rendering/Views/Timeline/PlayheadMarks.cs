using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Timeline;

namespace Pkernfs.Web.Rendering.Views.Timeline;

/// <summary>The playhead with its flag, at a step's end.</summary>
internal static class PlayheadMarks
{
    private const double LeastHalf = 36;

    public static void Add(Sketch sketch, TimelineScene scene, double x, string words) => sketch.Group(0, 0, inner =>
    {
        inner.Box(x - 1, 0, 2, scene.Height, Tone.Ink, kind: "line");
        var (height, padding, least, style) = scene.IsNarrow ? (14.0, 4.0, 0.0, new TextStyle(FontFace.MonoBold, 10)) : (17.0, 6.0, 56.0, new TextStyle(FontFace.MonoBold, 11));
        double width = Math.Max(least, TextWidth.Of(words, style) + (2 * padding)), half = Math.Max(LeastHalf, width / 2);
        // Within the drawing where the playhead is at its edge.
        double middle = Math.Clamp(x, scene.LabelWidth + half, Math.Max(scene.LabelWidth + half, scene.Width - half));
        inner.Box(middle - (width / 2), scene.Height - height, width, height, Tone.Ink, radius: 4, kind: "flag");
        inner.Text(middle, scene.Height - (height / 2) + (style.Size * 0.36), words, style, Tone.Pane, TextAnchor.Middle, kind: "flag");
    }, kind: "playhead");
}
