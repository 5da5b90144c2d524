using Microsoft.AspNetCore.WebUtilities;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering;

/// <summary>A picture as an address asks for it: a link's own query, with the theme "print" besides, a size, and whether it has words around it.</summary>
public sealed record PictureOrder(PictureView Kind, ExplorerView View, PictureTheme Theme, PictureSize Size, bool IsFramed = true)
{
    /// <summary>Reads the query of a picture's address; false, with a sentence, where a part of it makes no sense.</summary>
    public static bool TryRead(PictureView kind, string query, out PictureOrder order, out string? problem)
    {
        var (theme, size, isFramed, rest) = (PictureTheme.Light, PictureSize.Usual, true, "");
        order = new(kind, ExplorerView.Default, theme, size);
        problem = null;
        foreach (var pair in new QueryStringEnumerable(query))
        {
            string name = pair.DecodeName().ToString(), value = pair.DecodeValue().ToString();
            switch (name)
            {
                case "theme" when value == "system": break;
                case "theme" when ViewValues.TryReadWord(value, out theme): break;
                case "theme":
                    problem = $"\"theme={Shorten(value)}\" is no theme of pictures: it wants light, dark or print.";
                    return false;
                case "size" when PictureSize.TryParse(value, out size, out problem): break;
                case "size": return false;
                case "frame" when value is "yes" or "no":
                    isFramed = value == "yes";
                    break;
                case "frame":
                    problem = $"\"frame={Shorten(value)}\" cannot be read: it wants no for the view alone, or yes for title, legend and caption around it.";
                    return false;
                default:
                    rest += $"&{pair.EncodedName}={pair.EncodedValue}";
                    break;
            }
        }
        var read = ExplorerView.Parse("/?" + rest.TrimStart('&'));
        problem = read.Messages.IsEmpty ? null : read.Messages[0];
        order = new(kind, read.View, theme, size, isFramed);
        return problem is null;
    }

    /// <summary>The address of a view's picture, from the explorer's root.</summary>
    public static string Address(PictureView kind, PictureFormat format, ExplorerView view, PictureTheme theme, string? size = null, bool isFramed = true) =>
        $"/picture/{ViewValues.Word(kind)}.{ViewValues.Word(format)}{Query(view, theme, size, isFramed)}";

    /// <summary>The address of the page that shows the same picture in other pages, from the explorer's root.</summary>
    public static string EmbedAddress(PictureView kind, ExplorerView view, PictureTheme theme, string? size = null) =>
        $"/embed/{ViewValues.Word(kind)}{Query(view, theme, size, true)}";

    private static string Query(ExplorerView view, PictureTheme theme, string? size, bool isFramed)
    {
        string link = (view with { Theme = null, Follow = false }).ToUrl();
        string query = link.Contains('?', StringComparison.Ordinal) ? link[link.IndexOf('?', StringComparison.Ordinal)..] + "&" : "?";
        return $"{query}theme={ViewValues.Word(theme)}{(size is null ? "" : "&size=" + size)}{(isFramed ? "" : "&frame=no")}";
    }

    private static string Shorten(string value) => value.Length <= 60 ? value : value[..60] + "...";
}
