using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Skia;
using Pkernfs.Web.Rendering.Story;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Hosting;

/// <summary>
/// Pictures by address: /picture/memory.svg with a link's query, as a file, or the same in words (.txt, .md, .csv, .json); /embed/memory with the same query, as a page without
/// scripts for documents and wikis; /storyboard/story.html or .pdf of a scenario or of two that are compared, and its pages as /storyboard/page-1.svg or .png; and
/// /clip/memory.svg from one step to another.
/// </summary>
public static class PictureEndpoints
{
    /// <summary>How high the line below an embedded picture is, in CSS pixels.</summary>
    public const int EmbedCaption = 28;

    private const string Pictures = "/picture", Embeds = "/embed", Stories = "/storyboard", Clips = "/clip";

    /// <summary>What the same views are in words, by the ending of the address.</summary>
    private static readonly Dictionary<string, string> words = new() { ["txt"] = "text/plain", ["md"] = "text/markdown", ["csv"] = "text/csv", ["json"] = "application/json" };

    /// <summary>True for what these answer.</summary>
    public static bool Serves(PathString path) => new[] { Pictures, Embeds, Stories, Clips }.Any(one => path.StartsWithSegments(one, StringComparison.OrdinalIgnoreCase));

    public static void MapPictures(this WebApplication app)
    {
        app.MapGet(Pictures + "/{view}.{format}", async (string view, string format, PictureSource source, HttpContext context) =>
        {
            if (words.TryGetValue(format, out string? type))
            {
                var (text, refusal) = await source.TellAsync(view, context.Request.QueryString.Value ?? "", format, context.RequestAborted, OriginOf(context));
                return text is null ? Refuse(refusal!) : Results.Content(text, type, Encoding.UTF8);
            }
            if (!ViewValues.TryReadWord(format, out PictureFormat kind)) return Refuse($"There are no pictures as \"{ViewValues.Shorten(format)}\": ask for .svg or .png, or for .txt, .md, .csv or .json.");
            var (picture, problem) = await source.DrawAsync(view, context.Request.QueryString.Value ?? "", context.RequestAborted, OriginOf(context));
            if (picture is null) return Refuse(problem!);
            return File(context, picture.ToBytes(kind), kind);
        });
        app.MapGet(Stories + "/story.{format}", async (string format, PictureSource source, HttpContext context) =>
        {
            if (format is not ("html" or "pdf")) return Refuse($"There are no storyboards as \"{ViewValues.Shorten(format)}\": ask for .html or .pdf.");
            if (!StoryQuery.TryRead(context.Request.QueryString.Value ?? "", out var story, out string? problem)) return Refuse(problem!);
            (var board, problem) = await source.StoryAsync(story, context.RequestAborted);
            if (board is null) return Refuse(problem!);
            return format == "html"
                ? Results.Content(StoryHtml.Write(board, story.Theme, story.Scenario, OriginOf(context)), "text/html", Encoding.UTF8)
                : Results.File(PdfWriter.Write(StoryPages.Of(board), PictureLook.Of(story.Theme), story.FactsOf(board, OriginOf(context))), "application/pdf");
        });
        app.MapGet(Stories + "/page-{number:int}.{format}", async (int number, string format, PictureSource source, HttpContext context) =>
        {
            if (!ViewValues.TryReadWord(format, out PictureFormat kind)) return Refuse($"There are no pages of storyboards as \"{ViewValues.Shorten(format)}\": ask for .svg or .png.");
            if (!StoryQuery.TryRead(context.Request.QueryString.Value ?? "", out var story, out string? problem)) return Refuse(problem!);
            (var board, problem) = await source.StoryAsync(story, context.RequestAborted);
            if (board is null) return Refuse(problem!);
            var pages = StoryPages.Of(board);
            if (number < 1 || number > pages.Length) return Refuse($"This storyboard has no page {number}: ask for page-1 to page-{pages.Length}.");
            return File(context, StoryPages.Picture(pages[number - 1], story.Theme, story.FactsOf(board, OriginOf(context))).ToBytes(kind), kind);
        });
        app.MapGet(Clips + "/{view}.svg", async (string view, PictureSource source, HttpContext context) =>
        {
            var (clip, problem) = await source.ClipAsync(view, context.Request.QueryString.Value ?? "", context.RequestAborted, OriginOf(context));
            return clip is null ? Refuse(problem!) : File(context, Encoding.UTF8.GetBytes(clip.Svg), PictureFormat.Svg);
        });
        app.MapGet(Embeds + "/{view}", async (string view, PictureSource source, HttpContext context) =>
        {
            var (picture, problem) = await source.DrawAsync(view, context.Request.QueryString.Value ?? "", context.RequestAborted, OriginOf(context));
            return picture is null ? Refuse(problem!) : Results.Content(Page(picture), "text/html; charset=utf-8");
        });
    }

    /// <summary>The server as this reader reaches it, so that who gets the file does as well.</summary>
    private static string OriginOf(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    /// <summary>The same input gives the same bytes, so they say themselves whether a reader has them.</summary>
    private static IResult File(HttpContext context, byte[] bytes, PictureFormat format)
    {
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
        context.Response.Headers.CacheControl = "no-cache";
        return Results.File(bytes, format == PictureFormat.Svg ? "image/svg+xml" : "image/png", entityTag: tag);
    }

    private static IResult Refuse(string sentence) => Results.Content(sentence + "\n", "text/plain; charset=utf-8", Encoding.UTF8, StatusCodes.Status400BadRequest);

    /// <summary>The picture in the page itself, so that its words can be selected; below it the way to the machine.</summary>
    private static string Page(RenderedPicture picture) =>
        $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{WebUtility.HtmlEncode(picture.Facts.Title)}}</title>
        <style>body{margin:0}figure{margin:0}svg:not(svg svg){display:block;width:100%;height:auto}figcaption{padding:4px 20px 8px;font:12px/16px Inter,ui-sans-serif,system-ui,sans-serif}</style>
        </head>
        <body>
        <figure>
        {{picture.ToSvg()}}
        <figcaption><a href="{{WebUtility.HtmlEncode(picture.Facts.Link)}}" target="_blank" rel="noopener">Open this moment in the explorer</a></figcaption>
        </figure>
        </body>
        </html>
        """;
}
