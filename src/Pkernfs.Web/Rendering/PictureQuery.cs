using Microsoft.AspNetCore.WebUtilities;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering;

/// <summary>What a picture's address says beside the link that it is of.</summary>
/// <param name="Link">The link's own query, without its question mark.</param>
/// <param name="IsFramed">True with title, legend and caption around the view.</param>
public sealed record PictureQuery(string Link, PictureTheme Theme, PictureSize Size, bool IsFramed)
{
    /// <summary>Reads a query; false, with a sentence, where one of the picture's own parts makes no sense.</summary>
    public static bool TryRead(string query, out PictureQuery read, out string? problem)
    {
        var (theme, size, isFramed, link) = (PictureTheme.Light, PictureSize.Usual, true, "");
        problem = null;
        foreach (var pair in new QueryStringEnumerable(query))
        {
            string name = pair.DecodeName().ToString(), value = pair.DecodeValue().ToString();
            switch (name)
            {
                case "theme" when value == "system" || ViewValues.TryReadWord(value, out theme): break;
                case "theme":
                    problem = $"\"theme={ViewValues.Shorten(value)}\" is no theme of pictures: it wants light, dark or print.";
                    break;
                case "size" when PictureSize.TryParse(value, out size, out problem): break;
                case "size": break;
                case "frame" when value is "yes" or "no":
                    isFramed = value == "yes";
                    break;
                case "frame":
                    problem = $"\"frame={ViewValues.Shorten(value)}\" cannot be read: it wants no for the view alone, or yes for title, legend and caption around it.";
                    break;
                default:
                    link += $"&{pair.EncodedName}={pair.EncodedValue}";
                    break;
            }
            if (problem is not null) break;
        }
        read = new(link.TrimStart('&'), theme, size, isFramed);
        return problem is null;
    }
}
