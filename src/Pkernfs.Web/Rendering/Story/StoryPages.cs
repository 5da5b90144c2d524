using System.Collections.Immutable;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Sheets;
using Pkernfs.Web.Scenes.Story;

namespace Pkernfs.Web.Rendering.Story;

/// <summary>A storyboard as A4 pages.</summary>
public static class StoryPages
{
    /// <summary>A4 upright, in units of 1/96 inch.</summary>
    public const double Width = 794, Height = 1123;

    private const double Margin = 40, Between = 20, LineHeight = 14, HeadHeight = 28, Foot = 34;
    private const int MostLines = 6;

    private static readonly TextStyle title = new(FontFace.WordsBold, 20), words = new(FontFace.Words, 11.5), panelTitle = new(FontFace.WordsBold, 12.5), span = new(FontFace.Words, 9.5),
        caption = new(FontFace.Words, 10.5), number = new(FontFace.WordsBold, 11), foot = new(FontFace.Words, 9), column = new(FontFace.WordsBold, 11.5);

    public static ImmutableArray<Picture> Of(Storyboard board)
    {
        var pages = ImmutableArray.CreateBuilder<Picture>();
        var rows = new Queue<StoryRow>(board.Rows);
        int count = 0;
        while (rows.Count > 0 || count == 0) pages.Add(Page(board, rows, ++count));
        return [.. pages.Select((page, i) => Footed(page, i + 1, pages.Count))];
    }

    /// <summary>A page as a picture of its own.</summary>
    public static RenderedPicture Picture(Picture page, PictureTheme theme, PictureFacts facts) => new(page, theme, new(page.Width, page.Height, 2), facts);

    private static Picture Page(Storyboard board, Queue<StoryRow> rows, int page)
    {
        var sketch = new Sketch();
        sketch.Box(0, 0, Width, Height, Tone.Pane, kind: "ground");
        double y = page == 1 ? Head(sketch, board) : Margin - 8;
        for (int i = 0; i < board.Columns.Length; i++)
            sketch.Text(Margin + (i * (StoryPanelPicture.Width + Between)), y + 14, TextWidth.Cut(board.Columns[i], column, StoryPanelPicture.Width), column, Tone.T1, kind: "column");
        if (board.Columns.Length > 0) y += 24;
        while (rows.TryPeek(out var row))
        {
            double height = Math.Max(PanelHeight(row.Left), PanelHeight(row.Right));
            if (y + height > Height - Foot) break;
            rows.Dequeue();
            Panel(sketch, row.Left, Margin, y, board);
            Panel(sketch, row.Right, Margin + StoryPanelPicture.Width + Between, y, board);
            y += height + 14;
        }
        return sketch.ToPicture(Width, Height);
    }

    private static double Head(Sketch sketch, Storyboard board)
    {
        double y = Margin, width = Width - (2 * Margin);
        foreach (string line in TextWidth.Wrap(board.Title, title, width)) sketch.Text(Margin, (y += 26) - 6, line, title, Tone.T1, kind: "title");
        foreach (string line in TextWidth.Wrap(board.Words, words, width)) sketch.Text(Margin, (y += 16) - 3, line, words, Tone.T2, kind: "words");
        y += 8;
        sketch.Box(Margin, y, width, 1, Tone.T1, kind: "rule");
        y += 10;
        return y + Legend.Draw(sketch, LegendOf(board), Margin, y, width) + 10;
    }

    /// <summary>One legend for all panels, from what they show.</summary>
    internal static IReadOnlyList<LegendItem> LegendOf(Storyboard board) => Legend.Of(new(0, 0, [.. board.Panels.SelectMany(panel => StoryPanelPicture.Of(panel).Marks)]));

    private static void Panel(Sketch sketch, StoryPanel? panel, double x, double y, Storyboard board)
    {
        if (panel is null)
        {
            if (board.Columns.Length > 0) sketch.Text(x + (StoryPanelPicture.Width / 2), y + HeadHeight + (StoryPanelPicture.Height / 2), "Nothing of the kind in this approach.", words, Tone.T3, TextAnchor.Middle, kind: "none");
            return;
        }
        sketch.Path(FormattableString.Invariant($"M{x + 1} {y + 11}a9.5 9.5 0 1 0 19 0a9.5 9.5 0 1 0 -19 0z"), Tone.Ink, kind: "number");
        string figure = panel.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        sketch.Text(x + 10.5, y + 15, figure, number, Tone.Pane, TextAnchor.Middle, kind: "number");
        // A long title takes the time's place beside the steps.
        double room = StoryPanelPicture.Width - 36, width = TextWidth.Of(panel.Title, panelTitle);
        string steps = width + TextWidth.Of(panel.Span, span) <= room ? panel.Span : panel.Span.Split(", ")[0];
        sketch.Text(x + 27, y + 15.5, TextWidth.Cut(panel.Title, panelTitle, room - TextWidth.Of(steps, span)), panelTitle, Tone.T1, kind: "panel-title");
        sketch.Text(x + StoryPanelPicture.Width, y + 15, steps, span, Tone.T2, TextAnchor.End, kind: "span");
        sketch.Place(x, y + HeadHeight, StoryPanelPicture.Of(panel), "panel");
        double at = y + HeadHeight + StoryPanelPicture.Height + 3;
        foreach (string line in Lines(panel)) sketch.Text(x, (at += LineHeight) - 1, line, caption, Tone.T1, kind: "caption");
    }

    /// <summary>As many lines as there is room for; whole sentences where they fit.</summary>
    internal static IReadOnlyList<string> Lines(StoryPanel panel)
    {
        string[] all = [.. TextWidth.Wrap(panel.Caption, caption, StoryPanelPicture.Width)];
        if (all.Length <= MostLines) return all;
        string[] sentences = panel.Caption.Split(". ");
        for (int count = sentences.Length - 1; count > 0; count--)
        {
            string[] fewer = [.. TextWidth.Wrap(string.Join(". ", sentences[..count]).TrimEnd('.') + ".", caption, StoryPanelPicture.Width)];
            if (fewer.Length <= MostLines) return fewer;
        }
        return [.. all[..(MostLines - 1)], TextWidth.Cut(all[MostLines - 1] + " …", caption, StoryPanelPicture.Width)];
    }

    private static double PanelHeight(StoryPanel? panel) => panel is null ? 0 : HeadHeight + StoryPanelPicture.Height + 4 + (Lines(panel).Count * LineHeight);

    private static Picture Footed(Picture page, int number, int count)
    {
        var sketch = new Sketch();
        foreach (var mark in page.Marks) sketch.Add(mark);
        sketch.Text(Margin, Height - 16, PictureFacts.Program, foot, Tone.T3, kind: "foot");
        if (count > 1) sketch.Text(Width - Margin, Height - 16, FormattableString.Invariant($"{number} of {count}"), foot, Tone.T3, TextAnchor.End, kind: "foot");
        return sketch.ToPicture(page.Width, page.Height);
    }
}
