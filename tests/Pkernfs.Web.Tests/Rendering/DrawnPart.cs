using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Pkernfs.Web.Rendering.Drawing;

namespace Pkernfs.Web.Tests.Rendering;

/// <summary>A box, a path or a text at its place in a drawing, the same for a picture's marks and for the elements that a component renders.</summary>
/// <param name="Classes">Class words from the outermost part down to itself.</param>
/// <param name="What">Its geometry and its words.</param>
internal readonly partial record struct DrawnPart(string Classes, string What)
{
    private const string Round = "0.##";

    /// <summary>A picture measures words, so it may cut one that on the page touches its box: the part as the page has it, where it begins alike at the same place.</summary>
    public DrawnPart Uncut(IEnumerable<DrawnPart> rendered)
    {
        if (!What.EndsWith('\u2026')) return this;
        var (classes, begins) = (Classes, What[..^1]);
        return rendered.FirstOrDefault(part => part.Classes == classes && part.What.StartsWith(begins, StringComparison.Ordinal)) is { What: not null } whole ? whole : this;
    }

    public static IEnumerable<DrawnPart> Of(Picture picture) => Of(picture.Marks, 0, 0, "");

    /// <param name="leftOut">Class words of groups that are not looked into.</param>
    public static IEnumerable<DrawnPart> Of(IEnumerable<Mark> marks, double x, double y, string above, params string[] leftOut)
    {
        foreach (var mark in marks)
        {
            string classes = Join(above, mark.Class);
            switch (mark)
            {
                case GroupMark group when !leftOut.Contains(group.Class):
                    foreach (var part in Of(group.Marks, x + W(group.X), y + W(group.Y), classes, leftOut)) yield return part;
                    break;
                case BoxMark box:
                    yield return new(classes, Box(x + W(box.X), y + W(box.Y), box.Width, box.Height));
                    break;
                case PathMark path:
                    yield return new(classes, Path(x, y, path.Data));
                    break;
                case TextMark words:
                    yield return new(classes, Text(x + W(words.X), y + W(words.Y), words.Words));
                    break;
            }
        }
    }

    public static IEnumerable<DrawnPart> Of(IElement drawing) => Of(drawing, 0, 0, "");

    /// <summary>What parts say when pointed at, in order of the alphabet.</summary>
    public static IEnumerable<string> TitlesOf(IEnumerable<Mark> marks, params string[] leftOut) => Titles(marks, leftOut).Order(StringComparer.Ordinal);

    public static IEnumerable<string> TitlesOf(IElement drawing) => drawing.QuerySelectorAll("title").Select(title => title.TextContent).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Titles(IEnumerable<Mark> marks, string[] leftOut) => marks.Where(mark => !leftOut.Contains(mark.Class))
        .SelectMany(mark => (mark.Title is { } title ? [title] : Array.Empty<string>()).Concat(mark is GroupMark group ? Titles(group.Marks, leftOut) : []));

    private static IEnumerable<DrawnPart> Of(IElement parent, double x, double y, string above)
    {
        foreach (var element in parent.Children)
        {
            string classes = Join(above, element.ClassName);
            var (dx, dy) = Offset(element);
            switch (element.LocalName)
            {
                case "g":
                    foreach (var part in Of(element, x + dx, y + dy, classes)) yield return part;
                    break;
                case "rect":
                    yield return new(classes, Box(x + Number(element, "x"), y + Number(element, "y"), Number(element, "width"), Number(element, "height")));
                    break;
                case "path":
                    yield return new(classes, Path(x, y, element.GetAttribute("d")!));
                    break;
                case "text" when element.TextContent.Length > 0:
                    yield return new(classes, Text(x + Number(element, "x"), y + Number(element, "y"), element.TextContent));
                    break;
            }
        }
    }

    private static string Join(string above, string? own)
    {
        // What only a pointer can do has no place in a picture.
        string words = string.Join(' ', (own ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word is not ("pickable" or "pointed")));
        return words.Length == 0 ? above : above.Length == 0 ? words : $"{above} / {words}";
    }

    private static (double X, double Y) Offset(IElement element) =>
        Translation().Match(element.GetAttribute("transform") ?? element.GetAttribute("style") ?? "") is { Success: true } match
            ? (double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)) : (0, 0);

    private static double Number(IElement element, string name) => element.GetAttribute(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : 0;

    private static string Box(double x, double y, double width, double height) => $"box {N(x)} {N(y)} {N(width)} {N(height)}";

    private static string Path(double x, double y, string data) => $"path {N(x)} {N(y)} {data}";

    private static string Text(double x, double y, string words) => $"text {N(x)} {N(y)} {words}";

    // As files have it: each offset rounded on its own.
    private static double W(double value) => double.Parse(N(value), CultureInfo.InvariantCulture);

    private static string N(double value) => value.ToString(Round, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"translate\((-?[\d.]+)(?:px)?[ ,]+(-?[\d.]+)")]
    private static partial Regex Translation();
}
