using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Timeline;
using static Pkernfs.Web.Rendering.Svg.SvgWriter;

namespace Pkernfs.Web.Rendering.Views.Timeline;

/// <summary>The timeline as a picture: what the pane draws of a scene, and the playhead at a step. Words that it passes lie over it: nobody can move it aside.</summary>
public static class TimelinePicture
{
    private const double LabelLeft = 16, LabelGap = 6;

    /// <param name="index">The step at whose end the playhead stands.</param>
    /// <param name="flag">What the playhead's flag says, see <see cref="MomentWord.Flag"/>.</param>
    public static Picture Of(TimelineScene scene, int index, string flag)
    {
        var sketch = new Sketch();
        if (scene.Band is { } band)
            sketch.Group(scene.LabelWidth, 0, inner => inner.Box(band.X, Top(scene), band.Width, Bottom(scene) - Top(scene), new Fill.Solid(Tone.Ink, 0.12), kind: "band"));
        foreach (var row in scene.Rows) AddTrack(sketch, scene, row);
        sketch.Group(scene.LabelWidth, 0, plot => SignMarks.AddBreaks(plot, scene, Top(scene), Bottom(scene)));
        double playhead = scene.LabelWidth + scene.Scale.StepEnds[index];
        PlayheadMarks.Add(sketch, scene, playhead, flag);
        if (!scene.IsNarrow) AddRuler(sketch, scene, playhead);
        foreach (var row in scene.Rows) sketch.Group(0, row.Y, track => AddWords(track, scene, row, playhead), kind: "track");
        if (scene.Callout is { } callout) AddCallout(sketch, scene, callout);
        sketch.Group(scene.LabelWidth, 0, plot => SignMarks.Add(plot, scene, Top(scene), Bottom(scene)));
        return FittedPicture.Of(sketch, scene.Width, scene.Height);
    }

    private static double Top(TimelineScene scene) => scene.Rows[0].Y;

    private static double Bottom(TimelineScene scene) => scene.Rows[^1].Y + TimelineScene.RowHeight;

    private static void AddRuler(Sketch sketch, TimelineScene scene, double playhead) => sketch.Group(0, 0, ruler =>
    {
        ruler.Text(LabelLeft, 13, "ms since pause, modelled", ViewStyles.Small, Tone.T3, kind: "label small");
        foreach (var tick in scene.Ticks)
        {
            double x = scene.LabelWidth + tick.X;
            ruler.Path($"M{N(x)} 15v4", stroke: new(Tone.Line2));
            bool isPassed = Math.Abs(x - playhead) < (TextWidth.Of(tick.Words, ViewStyles.Tick) / 2) + 2;
            ruler.Text(x, 12, tick.Words, ViewStyles.Tick, Tone.T3, TextAnchor.Middle, isPassed ? Tone.Pane : null, kind: "tick");
        }
    }, kind: "ruler", title: "Every step of the update window has a base width; time above that is to scale. What lies beyond a break is folded.");

    private static void AddTrack(Sketch sketch, TimelineScene scene, TimelineRow row) => sketch.Group(0, row.Y, track =>
    {
        double x = scene.IsNarrow ? 0 : LabelLeft;
        track.Group(0, 0, label => label.Text(x, 14, TextWidth.Cut(row.Label, ViewStyles.Label, scene.LabelWidth - x - LabelGap), ViewStyles.Label, Tone.T2, kind: "label"), title: row.Title);
        foreach (var bar in row.Bars) BarMarks.Add(track, bar, scene.LabelWidth + bar.X);
    }, kind: "track");

    private static void AddWords(Sketch track, TimelineScene scene, TimelineRow row, double playhead)
    {
        foreach (var bar in row.Bars) BarMarks.AddWords(track, bar, scene.LabelWidth + bar.X, playhead);
    }

    private static void AddCallout(Sketch sketch, TimelineScene scene, TimelineCallout callout) => sketch.Group(scene.LabelWidth, 0, inner =>
    {
        inner.Path($"M{N(callout.LineStart)} 8.5H{N(callout.X)}V{N(Top(scene) + 2)}", stroke: new(Tone.Ink));
        inner.Text(callout.WordsX, 12, callout.Words, ViewStyles.Small, Tone.T1, halo: Tone.Pane);
    }, kind: "callout");
}
