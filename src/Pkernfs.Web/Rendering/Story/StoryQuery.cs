using Microsoft.AspNetCore.WebUtilities;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Story;

/// <summary>A storyboard as an address asks for it: a link's query, another scenario to stand beside, and a theme.</summary>
/// <param name="With">The other scenario's name; null for none.</param>
public sealed record StoryQuery(ExplorerView View, string? With, PictureTheme Theme)
{
    /// <summary>Reads the query; false, with a sentence, where a part of it makes no sense.</summary>
    public static bool TryRead(string query, out StoryQuery read, out string? problem)
    {
        string? with = null;
        string rest = "";
        bool hasTheme = false;
        foreach (var pair in new QueryStringEnumerable(query))
        {
            string name = pair.DecodeName().ToString();
            hasTheme |= name == "theme";
            if (name == "with") with = pair.DecodeValue().ToString();
            else rest += $"&{pair.EncodedName}={pair.EncodedValue}";
        }
        bool isRead = PictureOrder.TryRead(PictureView.Memory, "?" + rest.TrimStart('&'), out var order, out problem);
        // Paper is what a storyboard is for, where nobody says otherwise.
        read = new(order.View, with is { Length: > 0 } ? with : null, hasTheme ? order.Theme : PictureTheme.Print);
        return isRead;
    }
}
