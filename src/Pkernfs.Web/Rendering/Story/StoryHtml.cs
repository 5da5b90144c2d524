using System.Net;
using System.Text;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Sheets;
using Pkernfs.Web.Rendering.Svg;
using Pkernfs.Web.Scenes.Story;

namespace Pkernfs.Web.Rendering.Story;

/// <summary>A storyboard as one HTML file that needs nothing else: pictures in it, captions as text.</summary>
public static class StoryHtml
{
    private const double KeyWidth = 940;

    private const string Style =
        """
        body{margin:0 auto;padding:32px 24px;max-width:1000px;background:var(--pane);color:var(--t1);font:14px/20px Inter,ui-sans-serif,system-ui,sans-serif}
        h1{margin:0;font-size:26px;line-height:32px;letter-spacing:-.015em}
        header p{margin:4px 0 16px;color:var(--t2)}
        main{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:24px 32px}
        main.two{grid-template-columns:1fr 1fr}
        h2{margin:0;font-size:16px;line-height:22px}
        section{min-width:0;break-inside:avoid}
        section header{display:flex;align-items:baseline;gap:8px}
        section header b{flex:none;min-width:22px;height:22px;border-radius:11px;background:var(--t1);color:var(--pane);font-size:12px;line-height:22px;text-align:center}
        section header span{margin-left:auto;color:var(--t2);font-size:12px;white-space:nowrap}
        svg{display:block;width:100%;height:auto;margin:8px 0}
        section p{margin:0}
        .none{color:var(--t3)}
        a{color:inherit}
        footer{margin-top:24px;color:var(--t3);font-size:12px}
        @media (max-width:700px){main.two{grid-template-columns:1fr}}
        @media print{body{padding:0}}
        """;

    /// <param name="origin">The server's address, so that each picture's title leads to its moment; empty for none.</param>
    public static string Write(Storyboard board, PictureTheme theme, string scenario, string origin = "")
    {
        var look = PictureLook.Of(theme);
        var html = new StringBuilder();
        string colours = $":root{{--pane:{look.Colour(Drawing.Tone.Pane)};--t1:{look.Colour(Drawing.Tone.T1)};--t2:{look.Colour(Drawing.Tone.T2)};--t3:{look.Colour(Drawing.Tone.T3)}}}";
        html.Append($"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"generator\" content=\"{Text(PictureFacts.Program)}\">\n<title>{Text(board.Title)}</title>\n<style>{colours}\n{Style}</style>\n</head>\n<body>\n");
        html.Append($"<header><h1>{Text(board.Title)}</h1><p>{Text(board.Words)}</p>\n{Key(board, look)}</header>\n<main{(board.Columns.IsEmpty ? "" : " class=\"two\"")}>\n");
        foreach (string column in board.Columns) html.Append($"<h2>{Text(column)}</h2>\n");
        foreach (var row in board.Rows)
        {
            Panel(html, row.Left, look, scenario, origin, !board.Columns.IsEmpty);
            Panel(html, row.Right, look, scenario, origin, !board.Columns.IsEmpty);
        }
        html.Append($"</main>\n<footer>{Text(PictureFacts.Program)}</footer>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void Panel(StringBuilder html, StoryPanel? panel, PictureLook look, string scenario, string origin, bool isCompared)
    {
        if (panel is null)
        {
            if (isCompared) html.Append("<section class=\"none\"><p>Nothing of the kind in this approach.</p></section>\n");
            return;
        }
        string svg = SvgWriter.Write(StoryPanelPicture.Of(panel), look, new(panel.Title, panel.Caption, origin + panel.Link, scenario));
        string title = origin.Length == 0 ? Text(panel.Title) : $"<a href=\"{Text(origin + panel.Link)}\">{Text(panel.Title)}</a>";
        html.Append($"<section>\n<header><b>{panel.Number}</b><h2>{title}</h2><span>{Text(panel.Span)}</span></header>\n{svg}<p>{Text(panel.Caption)}</p>\n</section>\n");
    }

    /// <summary>What fills and hatches stand for, once for all panels.</summary>
    private static string Key(Storyboard board, PictureLook look)
    {
        var sketch = new Sketch();
        double height = Legend.Draw(sketch, StoryPages.LegendOf(board), 0, 2, KeyWidth);
        return SvgWriter.Write(sketch.ToPicture(KeyWidth, height + 4), look, new("Legend", "What fills and hatches stand for.", "/", board.Title));
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
