using System.Globalization;
using System.Text.RegularExpressions;

namespace Pkernfs.Web.Rendering;

/// <summary>How large a picture is.</summary>
/// <param name="Width">In units of an SVG, of which text has 11 to 20.</param>
/// <param name="Height">As the width; 0 for as high as what is shown needs.</param>
/// <param name="Scale">Pixels of a PNG for one unit.</param>
public readonly partial record struct PictureSize(double Width, double Height, double Scale)
{
    /// <summary>Bounds of each side, in units: below, words have no room; above, a picture is a poster.</summary>
    public const int Least = 320, Most = 4000;

    /// <summary>16:9, 1920 by 1080 pixels.</summary>
    public static PictureSize Slide { get; } = new(1280, 720, 1.5);

    /// <summary>The text column of an A4 page, 300 dots an inch.</summary>
    public static PictureSize A4 { get; } = new(680, 0, 3);

    /// <summary>What a mail shows without scrolling sideways, with the map as on a phone.</summary>
    public static PictureSize Mail { get; } = new(590, 0, 2);

    /// <summary>A picture as wide as a page's body, as high as it needs.</summary>
    public static PictureSize Usual { get; } = new(960, 0, 2);

    /// <summary>The sizes that have a name.</summary>
    public static IReadOnlyDictionary<string, PictureSize> Named { get; } = new Dictionary<string, PictureSize> { ["slide"] = Slide, ["a4"] = A4, ["mail"] = Mail };

    /// <summary>Reads a name, or "1280x720".</summary>
    public static bool TryParse(string text, out PictureSize size, out string? problem)
    {
        problem = null;
        if (Named.TryGetValue(text, out size)) return true;
        var match = Sides().Match(text);
        if (match.Success)
        {
            int width = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), height = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            size = new(width, height, 2);
            if (width is >= Least and <= Most && height is >= Least / 2 and <= Most) return true;
        }
        problem = $"\"{(text.Length <= 60 ? text : text[..60] + "...")}\" is no size: give slide (1280x720), a4 or mail, or a width from {Least} to {Most} and a height from {Least / 2} to {Most}, such as 1280x720.";
        return false;
    }

    [GeneratedRegex(@"^(\d{1,5})x(\d{1,5})$")]
    private static partial Regex Sides();
}
