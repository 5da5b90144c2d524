using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;

namespace Pkernfs.Web.Rendering.Sheets;

/// <summary>A view with what a reader needs who has only this picture: title, moment, legend, caption, and the way back.</summary>
/// <param name="Title">What is shown, in a line.</param>
/// <param name="Moment">Which step, and when.</param>
/// <param name="Caption">What happens there, in a few sentences; empty for none.</param>
/// <param name="Source">Where it comes from, at the foot.</param>
internal sealed record Sheet(string Title, string Moment, string Caption, string Source)
{
    public const double Margin = 20;

    private const double CaptionLine = 17, MostScale = 1.6;
    private const double FixedLegend = 2 * Legend.RowHeight;
    private const int MostCaptionLines = 6, FixedCaptionLines = 3;

    private static readonly TextStyle title = new(FontFace.WordsBold, 17), moment = new(FontFace.Words, 12), caption = new(FontFace.Words, 12), source = new(FontFace.Mono, 9);

    /// <summary>Frames a view.</summary>
    /// <param name="draw">The view in that width and height; the height 0 stands for what it needs.</param>
    public Picture Frame(PictureSize size, Func<double, double, Picture> draw)
    {
        double width = size.Width - (2 * Margin);
        bool isFixed = size.Height > 0;
        int mostLines = isFixed ? FixedCaptionLines : MostCaptionLines;
        string[] titles = [.. TextWidth.Wrap(Title, title, width)], moments = [.. TextWidth.Wrap(Moment, moment, width)], lines = [.. TextWidth.Wrap(Caption, caption, width)];
        if (lines.Length > mostLines) lines = [.. lines[..(mostLines - 1)], TextWidth.Cut(lines[mostLines - 1] + " …", caption, width)];
        double head = 16 + (titles.Length * 22) + (moments.Length * 16) + 8;
        // In a picture of fixed size the view has the same place whatever is said of it: from step to step nothing moves that did not.
        int reserved = isFixed ? FixedCaptionLines : lines.Length;
        double foot = (reserved == 0 ? 0 : (reserved * CaptionLine) + 8) + 20;
        double room = isFixed ? size.Height - head - foot - FixedLegend - 12 : double.PositiveInfinity;
        var view = draw(width, isFixed ? room : 0);
        var items = Legend.Of(view);
        if (isFixed && LegendHeight(items, width) is var legend && legend > FixedLegend) view = draw(width, room -= legend - FixedLegend);
        // A view that is larger than its place is made smaller, never cut; on a slide one that is smaller is made larger.
        double scale = Math.Min(isFixed ? MostScale : 1, Math.Min(width / view.Width, room / view.Height));

        var sketch = new Sketch();
        double y = 16;
        var body = new Sketch();
        foreach (string line in titles) body.Text(Margin, (y += 22) - 5, line, title, Tone.T1, kind: "title");
        foreach (string line in moments) body.Text(Margin, (y += 16) - 4, line, moment, Tone.T2, kind: "moment");
        y += 8;
        body.Place(Margin + Math.Max(0, (width - (view.Width * scale)) / 2), y, view, "view", scale);
        y += view.Height * scale;
        y += 8 + Legend.Draw(body, items, Margin, y + 4, width);
        foreach (string line in lines) body.Text(Margin, (y += CaptionLine) - 4, line, caption, Tone.T1, kind: "caption");
        if (lines.Length > 0) y += 8;
        double height = size.Height == 0 ? y + 20 : size.Height;
        body.Text(Margin, height - 9, TextWidth.Cut(Source, source, width), source, Tone.T3, kind: "source");
        sketch.Box(0, 0, size.Width, height, Tone.Pane, kind: "ground");
        foreach (var mark in body.Marks) sketch.Add(mark);
        return sketch.ToPicture(size.Width, height);
    }

    private static double LegendHeight(IReadOnlyList<LegendItem> items, double width) => Legend.Draw(new Sketch(), items, 0, 0, width);
}
