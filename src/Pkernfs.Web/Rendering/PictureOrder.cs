using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering;

/// <summary>A picture as an address asks for it: a link's own query, with the theme "print" besides, a size, and whether it has words around it.</summary>
public sealed record PictureOrder(PictureView Kind, ExplorerView View, PictureTheme Theme, PictureSize Size, bool IsFramed = true)
{
    /// <summary>Reads the query of a picture's address; false, with a sentence, where a part of it makes no sense.</summary>
    public static bool TryRead(PictureView kind, string query, out PictureOrder order, out string? problem)
    {
        order = new(kind, ExplorerView.Default, PictureTheme.Light, PictureSize.Usual);
        if (!PictureQuery.TryRead(query, out var read, out problem)) return false;
        var link = ExplorerView.Parse("/?" + read.Link);
        problem = link.Messages.IsEmpty ? null : link.Messages[0];
        order = new(kind, link.View, read.Theme, read.Size, read.IsFramed);
        return problem is null;
    }

    /// <summary>The address of a view's picture, from the explorer's root.</summary>
    public static string Address(PictureView kind, PictureFormat format, ExplorerView view, PictureTheme theme, string? size = null, bool isFramed = true) =>
        Address(kind, format, (view with { Theme = null, Follow = false }).ToUrl(), theme, size, isFramed);

    /// <summary>The address of the picture of what a link shows, from the explorer's root.</summary>
    /// <param name="link">From the root, without a theme.</param>
    public static string Address(PictureView kind, PictureFormat format, string link, PictureTheme theme, string? size = null, bool isFramed = true) =>
        $"/picture/{ViewValues.Word(kind)}.{ViewValues.Word(format)}{Query(link, theme, size, isFramed)}";

    /// <summary>The address of the page that shows the same picture in other pages, from the explorer's root.</summary>
    public static string EmbedAddress(PictureView kind, string link, PictureTheme theme, string? size = null) =>
        $"/embed/{ViewValues.Word(kind)}{Query(link, theme, size, true)}";

    /// <summary>The address of the same in words, from the explorer's root.</summary>
    /// <param name="format">"txt", "md", "csv" or "json".</param>
    public static string WordsAddress(PictureView kind, string format, string link) => $"/picture/{ViewValues.Word(kind)}.{format}{(link.Contains('?', StringComparison.Ordinal) ? link[link.IndexOf('?', StringComparison.Ordinal)..] : "")}";

    /// <summary>The address of the storyboard of the run that a link shows, from the explorer's root.</summary>
    /// <param name="name">"story.html" or "story.pdf"; "page-1.svg" for a page of it.</param>
    /// <param name="link">From the root; to the compare page for both of its runs.</param>
    /// <param name="steps">Ids of the steps to show; none for those that tell the run best.</param>
    public static string StoryAddress(string name, string link, PictureTheme theme, IEnumerable<string> steps) =>
        $"/storyboard/{name}{Query(link, theme, null, true)}{(string.Join(',', steps) is { Length: > 0 } ids ? "&at=" + ids : "")}";

    /// <summary>The address of a clip of what a link shows, from one step to another, from the explorer's root.</summary>
    public static string ClipAddress(PictureView kind, string link, PictureTheme theme, string from, string to) => $"/clip/{ViewValues.Word(kind)}.svg{Query(link, theme, null, true)}&from={from}&to={to}";

    private static string Query(string link, PictureTheme theme, string? size, bool isFramed)
    {
        int at = link.IndexOf('?', StringComparison.Ordinal);
        return $"{(at < 0 ? "?" : link[at..] + "&")}theme={ViewValues.Word(theme)}{(size is null ? "" : "&size=" + size)}{(isFramed ? "" : "&frame=no")}";
    }
}
