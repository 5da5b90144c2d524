using System.Collections.Immutable;
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
    /// <param name="width">At least <see cref="LeastWidth"/> for each column.</param>
    /// <param name="folded">Names of parts of which only the heading is shown; null for those that are folded at first.</param>
    /// <param name="columns">Side by side, for what is wider than high: a slide.</param>
    public static Picture Of(InspectorScene scene, MomentInspection moment, double width = LeastWidth, IReadOnlyCollection<string>? folded = null, int columns = 1)
    {
        double each = Math.Max(width / columns, LeastWidth);
        Piece[] pieces = [.. Pieces(scene, moment, folded ?? InspectorScene.FoldedAtFirst, each)];
        var sketch = new Sketch();
        AddHead(sketch, scene.Subject.Caption, each * columns);
        int[] places = ColumnBreaks.Of([.. pieces.Select(piece => piece.Height)], columns);
        double[] ends = [.. Enumerable.Repeat(HeadHeight, columns)];
        for (int i = 0; i < pieces.Length; i++)
        {
            int at = places[i];
            sketch.Add(new GroupMark(at * each, ends[at], pieces[i].Marks) { Class = pieces[i].Class });
            ends[at] += pieces[i].Height;
        }
        for (int i = 1; i < columns; i++) sketch.Box(i * each, HeadHeight, 1, ends.Max() - HeadHeight, Tone.Line);
        return FittedPicture.Of(sketch, each * columns, ends.Max());
    }

    /// <summary>The picture where there is nothing to inspect.</summary>
    public static Picture Of(string sentence, double width = LeastWidth)
    {
        var sketch = new Sketch();
        width = Math.Max(width, LeastWidth);
        AddHead(sketch, "", width);
        var column = ColumnOf(width);
        double height = RichText.Add(sketch, column.Left, HeadHeight + 12, column.Room, 16, new RichWords(sentence, ViewStyles.Body, Tone.T3, "pane-empty"));
        return FittedPicture.Of(sketch, width, HeadHeight + 24 + height);
    }

    private static IEnumerable<Piece> Pieces(InspectorScene scene, MomentInspection moment, IReadOnlyCollection<string> folded, double width)
    {
        var column = ColumnOf(width);
        yield return Piece.Of("subject", inner => SubjectMarks.Add(inner, scene, column));
        foreach (var warning in scene.Warnings) yield return Piece.Of("warning", inner => WarningMarks.Add(inner, warning, column));
        foreach (var part in scene.Parts) yield return Piece.Of($"part {part.Name}", inner => AddPart(inner, part, folded.Contains(part.Name), moment, column, width));
    }

    private static Column ColumnOf(double width) => new(Padding, width - (2 * Padding));

    private static void AddHead(Sketch sketch, string caption, double width) => sketch.Group(0, 0, head =>
    {
        var column = ColumnOf(width);
        var title = new RichWords("Inspector", ViewStyles.PaneTitle, Tone.T1);
        double taken = TextWidth.Of(title.Words, title.Style) + 14;
        RichText.AddLine(head, column.Left, 0, column.Room, HeadHeight, title);
        RichText.AddLine(head, column.Left + taken, 0, column.Room - taken, HeadHeight, new(caption, ViewStyles.Body, Tone.T3, "caption"));
        head.Box(0, HeadHeight - 1, width, 1, Tone.Line);
    }, kind: "pane-head tall");

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

    /// <summary>What stays together in a column.</summary>
    private sealed record Piece(string Class, ImmutableArray<Mark> Marks, double Height)
    {
        public static Piece Of(string kind, Func<Sketch, double> draw)
        {
            var sketch = new Sketch();
            double height = draw(sketch);
            return new(kind, sketch.Marks, height);
        }
    }
}
