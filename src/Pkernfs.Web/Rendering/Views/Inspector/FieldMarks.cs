using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Inspector;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>An entry field by field: bits, name, value and what it means.</summary>
internal static class FieldMarks
{
    private const double Bits = 40, Gap = 8, MostName = 90, MostValue = 120, Line = 18;

    public static double Add(Sketch sketch, DecodedEntry entry, Column column, double y)
    {
        double from = y;
        BitField[] told = [.. entry.Fields.Where(EntryFields.IsTold)];
        double bits = told.Select(field => TextWidth.Of(field.Bits, ViewStyles.ProseMono)).Append(Bits - Gap).Max() + Gap;
        double names = Math.Min(MostName, told.Select(field => TextWidth.Of(field.Name, ViewStyles.ProseBold)).DefaultIfEmpty(0).Max());
        double values = Math.Min(MostValue, told.Select(field => TextWidth.Of(field.Value, ViewStyles.ProseMono)).DefaultIfEmpty(0).Max());
        var name = column.Inset(bits);
        var value = name.Inset(names + Gap);
        var meaning = value.Inset(values + Gap);
        foreach (var field in told)
        {
            Tone Tone(Tone usual) => field.Broken ? Drawing.Tone.FaultInk : usual;
            RichText.AddLine(sketch, column.Left, y, bits, Line, new(field.Bits, ViewStyles.ProseMono, Tone(Drawing.Tone.T3), "mono"));
            double height = RichText.Add(sketch, name.Left, y, names, Line, new RichWords(field.Name, ViewStyles.ProseBold, Drawing.Tone.T1));
            height = Math.Max(height, RichText.Add(sketch, value.Left, y, values, Line, new RichWords(field.Value, ViewStyles.ProseMono, Tone(Drawing.Tone.T1), "mono")));
            y += Math.Max(height, RichText.Add(sketch, meaning.Left, y, meaning.Room, Line, new RichWords(field.Meaning, ViewStyles.Prose, Tone(Drawing.Tone.T2))));
        }
        if (EntryFields.UntoldWords(entry) is { } untold) y += RichText.Add(sketch, column.Left, y + 2, column.Room, Line, new RichWords(untold, ViewStyles.Label, Tone.T3, "more")) + 2;
        return y - from;
    }
}
