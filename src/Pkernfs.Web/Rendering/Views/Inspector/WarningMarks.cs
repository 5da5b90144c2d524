using Pkernfs.Core.Inspection;
using Pkernfs.Web.Rendering.Drawing;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>A disagreement, with its explanation: a picture cannot be unfolded.</summary>
internal static class WarningMarks
{
    private const double Bar = 3, Padding = 6, Words = 34, Line = 16, Below = 6;

    public static double Add(Sketch sketch, Disagreement warning, Column column)
    {
        var inner = new Sketch();
        double room = column.Room - Words - Padding, x = column.Left + Words;
        double y = Padding;
        y += RichText.Add(inner, x, y, room, Line, new RichWords(warning.Title, ViewStyles.ProseBold, Tone.T1));
        y += RichText.Add(inner, x, y + 2, room, Line, new RichWords(warning.Explanation, ViewStyles.Prose, Tone.T2)) + 2 + Padding;
        sketch.Box(column.Left, 0, column.Room, y, new Fill.Solid(Tone.Fault, 0.12));
        sketch.Box(column.Left, 0, Bar, y, Tone.Fault);
        sketch.Path(FormattableString.Invariant($"M{column.Left + 20} {Padding + 2}l6.5 11.5h-13Z"), stroke: new(Tone.FaultInk, 1.4));
        sketch.Path(FormattableString.Invariant($"M{column.Left + 20} {Padding + 6}v3.6M{column.Left + 20} {Padding + 10.6}v1.4"), stroke: new(Tone.FaultInk, 1.4));
        foreach (var mark in inner.Marks) sketch.Add(mark);
        return y + Below;
    }
}
