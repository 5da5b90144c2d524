using System.Globalization;
using Pkernfs.Core.Inspection;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Inspector;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>What happened to bytes, step by step; a mark tells what kind of thing it was.</summary>
internal static class HistoryMarks
{
    /// <summary>The last ones: they are why it is so now.</summary>
    private const int MostEvents = 16;

    private const double Line = 16, Padding = 4, Numbers = 18, Dot = 7, Gap = 8;

    public static double Add(Sketch sketch, InspectorBlock.History history, Column column, double y)
    {
        if (history.Events.IsEmpty) return BlockMarks.Sentence(sketch, new(InspectorScene.NoHistory, SentenceLook.None), column, y);
        double from = y;
        int left = Math.Max(0, history.Events.Length - MostEvents);
        if (left > 0) y += BlockMarks.Sentence(sketch, new($"{left} earlier, not shown", SentenceLook.None), column, y) + Padding;
        foreach (var one in history.Events.Skip(left)) y += Event(sketch, one, one.Index == history.Index, column, y);
        return y - from;
    }

    private static double Event(Sketch sketch, ByteEvent one, bool isNow, Column column, double y)
    {
        var inner = new Sketch();
        var words = column.Inset(Numbers + Gap + Dot + Gap);
        double height = RichText.Add(inner, words.Left, y + Padding, words.Room, Line,
            new RichWords($"{one.StepTitle}:", ViewStyles.ProseBold, Tone.T1, "said"), new RichWords($" {one.Sentence}", ViewStyles.Prose, isNow ? Tone.T1 : Tone.T2, "said")) + (2 * Padding);
        if (isNow) sketch.Box(column.Left - Gap, y, column.Room + (2 * Gap), height, Tone.Raised, new(Tone.Line2, 0.6), 4, kind: "now");
        RichText.AddLine(sketch, column.Left + Numbers, y + Padding, Numbers, Line, new((one.Index + 1).ToString(CultureInfo.InvariantCulture), ViewStyles.Prose, Tone.T3, "number"), TextAnchor.End);
        Sign(sketch, one.Kind, column.Left + Numbers + Gap + (Dot / 2), y + Padding + (Line / 2));
        foreach (var mark in inner.Marks) sketch.Add(mark);
        return height;
    }

    private static void Sign(Sketch sketch, ByteEventKind kind, double x, double y)
    {
        const double half = Dot / 2;
        if (kind == ByteEventKind.Landing)
        {
            sketch.Path(FormattableString.Invariant($"M{x:0.##} {y - half - 0.5:0.##}l4 4l-4 4l-4 -4Z"), stroke: new(Tone.Ink, 1.4), kind: "landing");
            return;
        }
        bool isRing = kind == ByteEventKind.Owner;
        double radius = isRing ? half - 0.7 : half;
        sketch.Box(x - radius, y - radius, 2 * radius, 2 * radius, isRing ? null : kind == ByteEventKind.Carried ? Tone.Ink : Tone.T2, isRing ? new(Tone.T2, 1.4) : null, radius, kind: State.ViewValues.Word(kind));
    }
}
