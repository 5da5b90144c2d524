using Pkernfs.Core.Inspection;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Inspector;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>What the inspector says of a selection, as a picture of a given width: all of it, below each other, as on a pane that is high enough.</summary>
public static class InspectorPicture
{
    /// <summary>The pane's own width, below which a grid of bits has no room.</summary>
    public const double LeastWidth = 336;

    private const double Padding = 16, HeadHeight = 40, PartHead = 30, Gap = 8, Foot = 8;

    /// <param name="moment">Where the bytes of a page are read.</param>
    /// <param name="width">At least <see cref="LeastWidth"/>.</param>
    /// <param name="folded">Names of parts of which only the heading is shown; null for those that are folded at first.</param>
    public static Picture Of(InspectorScene scene, MomentInspection moment, double width = LeastWidth, IReadOnlyCollection<string>? folded = null)
    {
        var sketch = new Sketch();
        var column = Begin(sketch, ref width, scene.Subject.Caption);
        double y = HeadHeight;
        sketch.Group(0, y, inner => y += SubjectMarks.Add(inner, scene, column), kind: "subject");
        foreach (var warning in scene.Warnings) sketch.Group(0, y, inner => y += WarningMarks.Add(inner, warning, column), kind: "warning");
        foreach (var part in scene.Parts)
        {
            bool isFolded = (folded ?? InspectorScene.FoldedAtFirst).Contains(part.Name);
            double right = width;
            sketch.Group(0, y, inner => y += AddPart(inner, part, isFolded, moment, column, right), kind: $"part {part.Name}");
        }
        return FittedPicture.Of(sketch, width, y);
    }

    /// <summary>The picture where there is nothing to inspect.</summary>
    public static Picture Of(string sentence, double width = LeastWidth)
    {
        var sketch = new Sketch();
        var column = Begin(sketch, ref width, "");
        double height = RichText.Add(sketch, column.Left, HeadHeight + 12, column.Room, 16, new RichWords(sentence, ViewStyles.Body, Tone.T3, "pane-empty"));
        return FittedPicture.Of(sketch, width, HeadHeight + 24 + height);
    }

    private static Column Begin(Sketch sketch, ref double width, string caption)
    {
        width = Math.Max(width, LeastWidth);
        var column = new Column(Padding, width - (2 * Padding));
        double right = width;
        sketch.Group(0, 0, head =>
        {
            var title = new RichWords("Inspector", ViewStyles.PaneTitle, Tone.T1);
            double taken = TextWidth.Of(title.Words, title.Style) + 14;
            RichText.AddLine(head, column.Left, 0, column.Room, HeadHeight, title);
            RichText.AddLine(head, column.Left + taken, 0, column.Room - taken, HeadHeight, new(caption, ViewStyles.Body, Tone.T3, "caption"));
            head.Box(0, HeadHeight - 1, right, 1, Tone.Line);
        }, kind: "pane-head tall");
        return column;
    }

    private static double AddPart(Sketch sketch, InspectorPart part, bool isFolded, MomentInspection moment, Column column, double right)
    {
        sketch.Box(0, 0, right, 1, Tone.Line);
        sketch.Path(isFolded ? "M7 12l3 3-3 3" : "M5.5 13.5l3 3 3-3", stroke: new(Tone.T3, 1.3));
        RichText.AddLine(sketch, column.Left, 0, column.Room, PartHead, new(part.Title, ViewStyles.LabelBold, Tone.T2, "heading"));
        double taken = TextWidth.Of(part.Title, ViewStyles.LabelBold) + Gap;
        if (part.Caption is { } caption) RichText.AddLine(sketch, column.Right, 0, column.Room - taken, PartHead, new(caption, ViewStyles.Label, Tone.T3, "caption"), TextAnchor.End);
        if (isFolded) return PartHead;
        double y = PartHead;
        foreach (var block in part.Blocks)
        {
            if (y > PartHead) y += Gap;
            y += BlockMarks.Add(sketch, block, moment, column, y);
        }
        return y + Foot;
    }
}
