using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Inspector;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>Names with what stands beside them, in two columns.</summary>
internal static class FactMarks
{
    private const double Names = 78, Gap = 8, Line = 18, RowGap = 2, MostDetailNames = 110;

    public static double Add(Sketch sketch, ImmutableArray<InspectorFact> facts, Column column, double y)
    {
        double from = y;
        var words = column.Inset(Names + Gap);
        foreach (var fact in facts)
        {
            if (y > from) y += RowGap;
            double height = RichText.Add(sketch, column.Left, y, Names, Line, new RichWords(fact.Name, ViewStyles.Prose, Tone.T3));
            double inset = 0;
            if (fact.Owner is { } owner)
            {
                SwatchMarks.Add(sketch, owner, words.Left, y + (Line / 2));
                inset = SwatchMarks.Room;
            }
            y += Math.Max(height, RichText.Add(sketch, words.Left + inset, y, words.Room - inset, Line, fact.Words.Select(word => Look(word, fact.IsBroken))));
        }
        return y - from;
    }

    public static double AddDetails(Sketch sketch, ImmutableArray<StepDetail> details, Column column, double y)
    {
        double from = y;
        double names = Math.Min(MostDetailNames, details.Max(detail => TextWidth.Of(detail.Of, ViewStyles.ProseMono)));
        var words = column.Inset(names + Gap);
        foreach (var detail in details)
        {
            double height = RichText.Add(sketch, column.Left, y, names, Line, new RichWords(detail.Of, ViewStyles.ProseMono, Tone.T3, "mono"));
            y += Math.Max(height, RichText.Add(sketch, words.Left, y, words.Room, Line, new RichWords(detail.Words, ViewStyles.Prose, Tone.T2)));
        }
        return y - from;
    }

    private static RichWords Look(FactWord word, bool isBroken)
    {
        var tone = isBroken ? Tone.FaultInk : Tone.T1;
        return word.Look switch
        {
            FactLook.Mono => new(word.Words, ViewStyles.ProseMono, tone, "mono"),
            FactLook.Bold => new(word.Words, ViewStyles.ProseBold, tone),
            FactLook.Quiet => new(word.Words, ViewStyles.Prose, Tone.T3, "quiet"),
            _ => new(word.Words, ViewStyles.Prose, tone, isBroken ? "broken" : null),
        };
    }
}
