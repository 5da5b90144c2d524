using Microsoft.AspNetCore.WebUtilities;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering;

/// <summary>A picture as an address asks for it: a link's own query, with the theme "print" besides, and a size.</summary>
public sealed record PictureOrder(PictureView Kind, ExplorerView View, PictureTheme Theme, PictureSize Size)
{
    /// <summary>Reads the query of a picture's address; false, with a sentence, where a part of it makes no sense.</summary>
    public static bool TryRead(PictureView kind, string query, out PictureOrder order, out string? problem)
    {
        var (theme, size, rest) = (PictureTheme.Light, PictureSize.Usual, "");
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
                    problem = $"\"theme={value}\" is no theme of pictures: it wants light, dark or print.";
                    return false;
                case "size" when PictureSize.TryParse(value, out size, out problem): break;
                case "size": return false;
                default:
                    rest += $"&{pair.EncodedName}={pair.EncodedValue}";
                    break;
            }
        }
        var read = ExplorerView.Parse("/?" + rest.TrimStart('&'));
        problem = read.Messages.IsEmpty ? null : read.Messages[0];
        order = new(kind, read.View, theme, size);
        return problem is null;
    }

    /// <summary>The address of a view's picture, from the explorer's root.</summary>
    /// <param name="format">"svg" or "png".</param>
    public static string Address(PictureView kind, string format, ExplorerView view, PictureTheme theme, string? size = null)
    {
        string link = (view with { Theme = null, Follow = false }).ToUrl();
        string query = link.Contains('?', StringComparison.Ordinal) ? link[link.IndexOf('?', StringComparison.Ordinal)..] + "&" : "?";
        return $"/picture/{ViewValues.Word(kind)}.{format}{query}theme={ViewValues.Word(theme)}{(size is null ? "" : "&size=" + size)}";
    }
}
