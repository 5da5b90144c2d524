using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Components.Layout;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Views.Inspector;
using Pkernfs.Web.Rendering.Views.Memory;
using Pkernfs.Web.Rendering.Views.Timeline;
using Pkernfs.Web.Rendering.Views.Translation;
using Pkernfs.Web.Scenes.Inspector;
using Pkernfs.Web.Scenes.Memory;
using Pkernfs.Web.Scenes.Timeline;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Views.Page;

/// <summary>All panes of the explorer as they stand beside each other in a window of 1440 by 900; what has no room is folded, not cut.</summary>
public static class PagePicture
{
    public const double Width = 1440, Height = 900;

    private const double Bar = 48, Steps = 264, Inspector = 336, Timeline = 196, Head = 30, Foot = 20;

    private static readonly TextStyle title = new(FontFace.WordsBold, 15), clock = new(FontFace.MonoBold, 14);

    /// <param name="name">What people call the scenario.</param>
    /// <param name="source">Where the picture comes from, at the foot.</param>
    /// <param name="against">The moment that the layer of differences is about; null for the one before.</param>
    public static Picture Of(RunInspection run, Tracks tracks, int index, ExplorerView view, string name, string source, Moment? against, InvariantReport invariants)
    {
        var sketch = new Sketch();
        double right = Width - Inspector, bottom = Height - Foot - Timeline, middle = right - Steps;
        sketch.Box(0, 0, Width, Height, Tone.Pane, kind: "ground");
        TopBar(sketch, run, tracks, index, name);
        sketch.Place(0, Bar, StepsPicture.Of(run.Timeline, index, Steps, bottom - Bar), "steps");

        var translation = TranslationPicture.Of(TranslationLayout.Of(TranslationView.Of(run, index, view.Selection, view.Tree, ViewValues.Unfolded(view.Unfolded))), view.Selection);
        double scale = Math.Min(1, (middle - 24) / translation.Width), lower = Math.Min((translation.Height * scale) + Head + 12, (bottom - Bar) * 0.46);
        scale = Math.Min(scale, (lower - Head - 8) / translation.Height);
        double split = bottom - lower;
        Title(sketch, Steps, Bar, "Physical memory", view.Camera is null ? "" : "a part");
        var scene = MemoryScene.Of(run, index, view.Layers, view.Camera, against: against);
        sketch.Place(Steps, Bar + Head, MemoryPicture.Of(scene, view.Camera, SelectedRange.Of(view.Selection, run.Timeline.Moments[index].Machine.Platform), middle, split - Bar - Head), "memory");
        Title(sketch, Steps, split, "Translation", "");
        sketch.Place(Steps + 12, split + Head, translation, "translation", scale);
        sketch.Place(right, Bar, InspectorOf(run, index, view, against, bottom - Bar), "inspector");

        var drawn = TimelineScene.Of(run.Timeline, tracks, Width - Steps, invariants);
        var timeline = TimelinePicture.Of(drawn, index, MomentWord.Flag(run.Timeline.Moments[index].Step, tracks));
        sketch.Text(16, bottom + 24, $"Step {index + 1} of {run.Timeline.Moments.Length}", ViewStyles.PaneTitle, Tone.T1, kind: "place");
        sketch.Place(Steps, bottom + 4, timeline, "timeline", Math.Min(1, (Timeline - 4) / timeline.Height));
        Lines(sketch, right, bottom, split);
        sketch.Text(16, Height - 7, TextWidth.Cut(source, ViewStyles.Tick, Width - 32), ViewStyles.Tick, Tone.T3, kind: "source");
        return sketch.ToPicture(Width, Height);
    }

    private static void TopBar(Sketch sketch, RunInspection run, Tracks tracks, int index, string name)
    {
        var step = run.Timeline.Moments[index].Step;
        var kernel = KernelStatus.Of(tracks, step);
        sketch.Text(16, 29, TextWidth.Cut(name, title, 560), title, Tone.T1, kind: "scenario");
        string time = MomentWord.Clock(step, tracks), caption = MomentWord.ClockCaption(step, tracks);
        sketch.Text(Width - 16, 23, time, clock, Tone.T1, TextAnchor.End, kind: "clock");
        sketch.Text(Width - 16, 38, caption, ViewStyles.Small, Tone.T3, TextAnchor.End, kind: "clock-caption");
        double room = Math.Max(TextWidth.Of(time, clock), TextWidth.Of(caption, ViewStyles.Small)) + 32, detail = TextWidth.Of(kernel.Detail ?? "", ViewStyles.Body), width = TextWidth.Of(kernel.Name, ViewStyles.PaneTitle) + detail + 34, x = Width - room - width;
        sketch.Box(x, 8, width, 32, kernel.Boot is null ? null : Tone.Raised, new(kernel.Boot is null ? Tone.Ink : Tone.Line2, kernel.Boot is null ? 1.4 : 1, kernel.Boot is null ? 3 : 0), 6, kind: "kernel-badge");
        sketch.Text(x + 12, 28, kernel.Name, ViewStyles.PaneTitle, Tone.T1, kind: "kernel");
        sketch.Text(x + width - 12, 28, kernel.Detail ?? "", ViewStyles.Body, Tone.T2, TextAnchor.End, kind: "kernel-detail");
    }

    private static void Title(Sketch sketch, double x, double y, string words, string caption)
    {
        sketch.Text(x + 16, y + 20, words, ViewStyles.PaneTitle, Tone.T1, kind: "pane");
        sketch.Text(x + 26 + TextWidth.Of(words, ViewStyles.PaneTitle), y + 20, caption, ViewStyles.Body, Tone.T3, kind: "caption");
    }

    /// <summary>Parts are folded from the last on until the rest has room, and opened again from the first where there is some left.</summary>
    private static Picture InspectorOf(RunInspection run, int index, ExplorerView view, Moment? against, double height)
    {
        var moment = MomentInspection.Of(run, index);
        var scene = InspectorScene.Of(run, moment, index, view.Selection, against);
        if (scene.Subject.Past is { } past) scene = scene.WithHistory(ByteHistory.Of(run, index, past));
        var folded = new HashSet<string>(InspectorScene.FoldedAtFirst);
        var picture = InspectorPicture.Of(scene, moment, Inspector, folded);
        foreach (var part in scene.Parts.Reverse())
        {
            if (picture.Height <= height) break;
            folded.Add(part.Name);
            picture = InspectorPicture.Of(scene, moment, Inspector, folded);
        }
        foreach (var part in scene.Parts.Where(part => !InspectorScene.FoldedAtFirst.Contains(part.Name) && folded.Contains(part.Name)))
        {
            folded.Remove(part.Name);
            var more = InspectorPicture.Of(scene, moment, Inspector, folded);
            if (more.Height <= height) picture = more;
            else folded.Add(part.Name);
        }
        return picture.Height <= height ? picture : new(picture.Width, picture.Height, [new GroupMark(0, 0, picture.Marks, Scale: height / picture.Height)]);
    }

    private static void Lines(Sketch sketch, double right, double bottom, double split) => sketch.Path(
        FormattableString.Invariant($"M0 {Bar}H{Width}M{Steps} {Bar}V{Height - Foot}M{right} {Bar}V{bottom}M0 {bottom}H{Width}M{Steps} {split}H{right}M0 {Height - Foot}H{Width}"), stroke: new(Tone.Line), kind: "separator");
}
