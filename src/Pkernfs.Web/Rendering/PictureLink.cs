namespace Pkernfs.Web.Rendering;

/// <summary>What a picture's file leads back to.</summary>
/// <param name="Address">The view, from the explorer's root; null where there is none.</param>
/// <param name="Problem">Why there is none: the end of a sentence, without its stop.</param>
public sealed record PictureLink(string? Address, string? Problem)
{
    /// <summary>Characters of the longest link that is followed: one that carries a scenario's whole file is a few thousand.</summary>
    public const int Longest = 256 * 1024;

    /// <summary>A link as a file has it. Only a page of this explorer's is one: what leads elsewhere, or could, is refused.</summary>
    public static PictureLink Of(string link)
    {
        // Whichever server drew it: the same moment opens on this one.
        if (Uri.TryCreate(link, UriKind.Absolute, out var whole) && whole.Scheme is "http" or "https" && link.IndexOf('/', link.IndexOf("//", StringComparison.Ordinal) + 2) is var root and > 0) link = link[root..];
        bool isOwn = link is "/" or "/compare" || link.StartsWith("/?", StringComparison.Ordinal) || link.StartsWith("/compare?", StringComparison.Ordinal);
        if (link.Length > Longest) return None($"its link has {link.Length} characters, more than any of the explorer's");
        return isOwn && !link.Any(sign => char.IsControl(sign) || char.IsWhiteSpace(sign) || sign == '\\')
            ? new(link, null)
            : None("its link does not lead to a page of the explorer, so it is not followed");
    }

    public static PictureLink None(string problem) => new(null, problem);
}
