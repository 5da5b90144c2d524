using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Inspector;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>Lines that a reader could choose: entries of a walk, registers, memory that was written.</summary>
internal static class LineMarks
{
    private const double Line = 16, Padding = 4, Heads = 66, Gap = 8;

    public static double Add(Sketch sketch, InspectorBlock.Lines lines, Column column, double y)
    {
        double from = y;
        double heads = lines.All.Select(line => TextWidth.Of(line.Head, ViewStyles.ProseBold)).Append(Heads).Max();
        foreach (var line in lines.All)
        {
            y += Padding;
            y += lines.Kind switch
            {
                LineKind.Walk => Walk(sketch, line, column, y),
                LineKind.Touched => Touched(sketch, line, column, y),
                _ => Register(sketch, line, lines.Kind == LineKind.Writes, column, heads, y),
            };
            y += lines.Kind == LineKind.Walk ? Padding : 0;
        }
        return y - from;
    }

    private static double Walk(Sketch sketch, InspectorLine line, Column column, double y) =>
        RichText.Add(sketch, column.Left, y, column.Room, Line, new RichWords(line.Head, ViewStyles.ProseMono, Tone.T2, "mono"))
        + RichText.Add(sketch, column.Left, y + Line, column.Room, Line, new RichWords(line.Words, ViewStyles.Prose, Tone.T2));

    private static double Touched(Sketch sketch, InspectorLine line, Column column, double y)
    {
        if (line.Owner is { } owner) SwatchMarks.Add(sketch, owner, column.Left, y + (Line / 2));
        var words = column.Inset(SwatchMarks.Room);
        RichText.AddLine(sketch, words.Left, y, words.Room, Line, new(line.Head, ViewStyles.ProseMono, Tone.T2, "mono"));
        RichText.AddLine(sketch, words.Right, y, words.Room - TextWidth.Of(line.Head, ViewStyles.ProseMono) - Gap, Line, new(line.Words, ViewStyles.Prose, Tone.T3, "quiet"), TextAnchor.End);
        return Line;
    }

    private static double Register(Sketch sketch, InspectorLine line, bool isNumber, Column column, double heads, double y)
    {
        RichText.AddLine(sketch, column.Left, y, heads, Line, new(line.Head, ViewStyles.ProseBold, Tone.T1));
        var words = column.Inset(heads + Gap);
        return RichText.Add(sketch, words.Left, y, words.Room, Line, new RichWords(line.Words, isNumber ? ViewStyles.ProseMono : ViewStyles.Prose, Tone.T2));
    }
}
