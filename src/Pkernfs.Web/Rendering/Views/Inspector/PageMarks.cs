using System.Globalization;
using Pkernfs.Core.Inspection;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Inspector;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>A page's bytes: as many rows as the pane shows at once, from what is selected on.</summary>
internal static class PageMarks
{
    private const int MostRows = 15;
    private const double Line = 16, Gap = 6;

    public static double Add(Sketch sketch, InspectorBlock.Page page, MomentInspection moment, Column column, double y)
    {
        double from = y;
        byte[] bytes = PageByteRow.Read(moment, page.Frame);
        int all = bytes.Length / PageByteRow.Bytes, first = FirstRow(page, all);
        for (int i = first; i < first + MostRows; i++)
        {
            Row(sketch, PageByteRow.Of(moment, page.Frame, bytes, i * PageByteRow.Bytes, page.Selected), column, y);
            y += Line;
        }
        string rest = string.Create(CultureInfo.InvariantCulture, $"rows {first + 1} to {first + MostRows} of {all}, of {PageByteRow.Bytes} bytes each");
        return y - from + RichText.Add(sketch, column.Left, y + 2, column.Room, Line, new RichWords(rest, ViewStyles.Label, Tone.T3, "none")) + 2;
    }

    private static int FirstRow(InspectorBlock.Page page, int all) =>
        page.Selected is { } selected && selected.Start.Frame == page.Frame ? Math.Min((int)(selected.Start.Value % FrameNumber.SizeInBytes) / PageByteRow.Bytes, all - MostRows) : 0;

    private static void Row(Sketch sketch, PageByteRow row, Column column, double y)
    {
        double x = column.Left;
        RichText.AddLine(sketch, x, y, column.Room, Line, new(row.Offset, ViewStyles.Tick, Tone.T3, "quiet"));
        x += TextWidth.Of(row.Offset, ViewStyles.Tick) + Gap;
        foreach (var half in row.Halves)
        {
            double width = TextWidth.Of(half.Words, ViewStyles.Tick);
            if (half.Style is { } style) sketch.Box(x - 1.5, y + 1, width + 3, Line - 2, style == "chosen" ? null : Tone.Raised, style == "chosen" ? new(Tone.Ink, 1.4) : null, 2, kind: style, title: half.Title);
            RichText.AddLine(sketch, x, y, column.Room, Line, new(half.Words, ViewStyles.Tick, half.Style is null ? Tone.T2 : Tone.T1));
            x += width + Gap;
        }
    }
}
