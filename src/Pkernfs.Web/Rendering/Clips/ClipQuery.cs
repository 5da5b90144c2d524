using Microsoft.AspNetCore.WebUtilities;

namespace Pkernfs.Web.Rendering.Clips;

/// <summary>A clip as an address asks for it: a link's query and a theme, and the ids of its first and last step.</summary>
public sealed record ClipQuery(PictureOrder Order, string From, string To)
{
    /// <summary>Reads the query; false, with a sentence, where a part of it makes no sense or is missing.</summary>
    public static bool TryRead(PictureView kind, string query, out ClipQuery read, out string? problem)
    {
        string from = "", to = "", rest = "";
        foreach (var pair in new QueryStringEnumerable(query))
        {
            string name = pair.DecodeName().ToString();
            if (name == "from") from = pair.DecodeValue().ToString();
            else if (name == "to") to = pair.DecodeValue().ToString();
            else rest += $"&{pair.EncodedName}={pair.EncodedValue}";
        }
        bool isRead = PictureOrder.TryRead(kind, "?" + rest.TrimStart('&'), out var order, out problem);
        read = new(order, from, to);
        if (isRead && (from.Length == 0 || to.Length == 0)) problem = "A clip wants its first and its last step: give from=STEP and to=STEP, such as from=load-kernel-b&to=jump.";
        return problem is null;
    }
}
