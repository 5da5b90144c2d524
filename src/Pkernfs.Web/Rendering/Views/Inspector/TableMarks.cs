using System.Collections.Immutable;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>Addresses in columns, as wide as what stands in them.</summary>
internal static class TableMarks
{
    private const double Line = 16, Gap = 10;

    /// <param name="caption">Empty for none.</param>
    public static double Add(Sketch sketch, string caption, ImmutableArray<string> heads, ImmutableArray<ImmutableArray<string>> rows, Column column, double y)
    {
        double from = y;
        if (caption.Length > 0) y += RichText.Add(sketch, column.Left, y, column.Room, Line, new RichWords(caption, ViewStyles.Label, Tone.T3, "caption")) + 2;
        double[] widths = Widths(heads, rows, column.Room);
        Row(heads.Select(head => head.StartsWith('(') ? "" : head), Tone.T3);
        foreach (var row in rows) Row(row, Tone.T1);
        return y - from;

        void Row(IEnumerable<string> cells, Tone tone)
        {
            double x = column.Left;
            foreach (var (cell, width) in cells.Zip(widths))
            {
                RichText.AddLine(sketch, x, y, width, Line, new(cell, ViewStyles.Mono, tone));
                x += width + Gap;
            }
            y += Line;
        }
    }

    private static double[] Widths(ImmutableArray<string> heads, ImmutableArray<ImmutableArray<string>> rows, double room)
    {
        double[] widths = [.. heads.Select((head, i) => rows.Select(row => row[i]).Append(head.StartsWith('(') ? "" : head).Max(cell => TextWidth.Of(cell, ViewStyles.Mono)))];
        double over = widths.Sum() + (Gap * (widths.Length - 1)) - room;
        // What is widest gives way.
        if (over > 0) widths[Array.IndexOf(widths, widths.Max())] -= over;
        return widths;
    }
}
