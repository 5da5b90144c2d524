using System.Globalization;
using Pkernfs.Core.Inspection.Decoding;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Inspector;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>An entry bit by bit, sixteen a row: its number above its value, a line where a field begins.</summary>
internal static class BitMarks
{
    private const double Width = 19, Height = 17, Below = 1;

    private static readonly TextStyle plain = new(FontFace.Mono, 9), set = new(FontFace.MonoBold, 9);

    public static double Add(Sketch sketch, DecodedEntry entry, Column column, double y)
    {
        double from = y;
        foreach (int row in EntryFields.Rows(entry))
        {
            for (int bit = row + EntryFields.RowBits - 1; bit >= row; bit--)
                Bit(sketch, entry, bit, column.Left + ((row + EntryFields.RowBits - 1 - bit) * Width), y);
            y += Height;
        }
        return y - from;
    }

    private static void Bit(Sketch sketch, DecodedEntry entry, int bit, double x, double y)
    {
        var field = EntryFields.FieldOf(entry, bit);
        bool isSet = EntryFields.IsSet(entry, bit);
        sketch.Group(x, y, cell =>
        {
            if (Ground(field) is { } ground) cell.Box(0, 0, Width, Height - Below, ground);
            if (bit == field.High) cell.Box(0, 0, 1, Height - Below, Tone.T3);
            Tone? halo = field.Broken || field.Reserved ? Tone.Pane : null;
            cell.Text(Width / 2, 6.2, bit.ToString(CultureInfo.InvariantCulture), ViewStyles.BitNumber, Tone.T3, TextAnchor.Middle, halo);
            cell.Text(Width / 2, 15, isSet ? "1" : "0", isSet ? set : plain, isSet ? Tone.T1 : Tone.T3, TextAnchor.Middle, halo);
        }, kind: EntryFields.StyleOf(entry, bit), title: $"{field.Name} [{field.Bits}] {field.Meaning}");
    }

    private static Fill? Ground(BitField field) =>
        field.Broken ? TextureName.Fault
        : field.Reserved ? TextureName.Reserved
        : field.Target is not null ? new Fill.Solid(Tone.T2, 0.24)
        : field.Name == "–" ? null : Tone.Raised;
}
