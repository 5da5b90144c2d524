using System.Diagnostics.CodeAnalysis;

namespace Pkernfs.Web.State.Links;

/// <summary>A link that is too long for an address, as a text file: a line that says what it is, then the link from the root.</summary>
public static class LinkFile
{
    public const string Extension = ".pkernfs-link";

    public const string DefaultName = "view" + Extension;

    private const string Heading = "Pkernfs Explorer link";

    public static string Write(string link) => $"{Heading}: drop this file on the explorer, or choose it on its Scenarios page.\n{link}\n";

    /// <summary>True for a text that is one of these, be the link in it good or not.</summary>
    /// <param name="link">The link, from the root.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out string? link)
    {
        link = null;
        if (!text.StartsWith(Heading, StringComparison.Ordinal)) return false;
        // Mail programs break lines: what follows the first is one link.
        string[] lines = text.Split('\n');
        link = string.Concat(lines.Skip(1).Select(line => line.Trim()));
        return true;
    }
}
