using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Timeline;
using static Pkernfs.Web.Rendering.Svg.SvgWriter;

namespace Pkernfs.Web.Rendering.Views.Timeline;

/// <summary>What lies over the tracks: breaks of the scale, what a branch changed, invariants and problems.</summary>
internal static class SignMarks
{
    /// <summary>Keeps a triangle clear of the texture that it stands on, which has its colour.</summary>
    private static readonly Stroke edge = new(Tone.Pane, 1.6);

    public static void AddBreaks(Sketch plot, TimelineScene scene, double top, double bottom)
    {
        foreach (double x in scene.Scale.Breaks) AddBreak(plot, x, top, bottom);
    }

    public static void Add(Sketch plot, TimelineScene scene, double top, double bottom)
    {
        foreach (var change in scene.Changes) AddChange(plot, change, top, bottom);
        if (scene.Invariants is { } invariants) AddInvariants(plot, invariants, scene.QuietX);
        foreach (var mark in scene.Marks)
            plot.Group(mark.X, scene.Rows[^1].Y + 3, inner => inner.Path("M0 1 6 12H-6Z", Tone.Fault), kind: "mark", title: $"Step {mark.Index + 1}: {mark.Title}");
        if (scene.Marks.IsEmpty && scene.Changes.IsEmpty && !scene.IsNarrow) plot.Text(scene.QuietX, scene.Rows[^1].Y + 14, TimelineScene.NoProblems, ViewStyles.Label, Tone.T3, kind: "quiet");
    }

    private static void AddBreak(Sketch plot, double x, double top, double bottom) => plot.Group(0, 0, inner =>
    {
        string lines = $"M{N(x - 2)} {N(bottom)}V{N(top)}M{N(x + 2)} {N(bottom)}V{N(top)}";
        inner.Path(lines, stroke: new(Tone.Pane, 5), kind: "under");
        inner.Path(lines, stroke: new(Tone.T3));
    }, kind: "break", title: "The scale changes here: what lies beyond is folded.");

    private static void AddChange(Sketch plot, TimelineChange change, double top, double bottom) => plot.Group(0, 0, inner =>
    {
        bool isFault = change.Look == "fault";
        inner.Path($"M{N(change.X)} {N(top)}V{N(bottom)}", stroke: isFault ? new(Tone.Fault, 1, Dash: 2.5) : new(Tone.T1, 1, Dash: 2.5, Opacity: 0.7), kind: "at");
        inner.Path($"M{N(change.SignX)} {N(change.Y - 6)}l6 6l-6 6l-6 -6Z", isFault ? TextureName.Fault : Tone.Pane, new(isFault ? Tone.Fault : Tone.T1, 1.4), kind: "sign");
        if (change.Look == "skipped") inner.Path($"M{N(change.SignX - 6)} {N(change.Y)}h12", stroke: new(Tone.T1, 1.4), kind: "strike");
    }, kind: $"what-if {change.Look}", title: change.Title);

    private static void AddInvariants(Sketch plot, InvariantRow invariants, double quietX)
    {
        double y = invariants.Row.Y;
        foreach (double x in invariants.Holds)
            plot.Group(0, 0, inner => inner.Path($"M{N(x - 4)} {N(y + 10)}l3 3.5 6 -7.5", stroke: new(Tone.OwnMetadataInk, 1.8)), kind: "holds", title: "Every invariant holds here.");
        if (invariants.Row.Bars.IsEmpty && invariants.Holds.IsEmpty && invariants.Row.Quiet is { } quiet) plot.Text(quietX, y + 14, quiet, ViewStyles.Label, Tone.T3, kind: "quiet");
        foreach (var mark in invariants.Marks)
            plot.Group(mark.X, y + (TimelineScene.RowHeight / 2) - 6, inner => inner.Path("M0 0.5 6 11.5H-6Z", Tone.Fault, edge), kind: "first-broken", title: mark.Title);
    }
}
