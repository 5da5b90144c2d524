using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;

namespace Pkernfs.Web.Rendering.Views;

/// <summary>Words of one look among others; spaces are in them.</summary>
internal readonly record struct RichWords(string Words, TextStyle Style, Tone Tone, string? Kind = null);

/// <summary>Words of several looks, broken into lines at spaces; what has no room on a line of its own is broken anywhere, as a browser does it.</summary>
internal static class RichText
{
    /// <summary>Of a face's size, from the middle of its letters down to the baseline.</summary>
    private const double Middle = 0.36;

    /// <summary>No letter of the fonts, so it is drawn; always a word of its own.</summary>
    private const string Arrow = "→";

    /// <summary>Draws them and gives the height that they take.</summary>
    /// <param name="y">The first line's top.</param>
    /// <param name="line">A line's height.</param>
    public static double Add(Sketch sketch, double x, double y, double room, double line, params IEnumerable<RichWords> words)
    {
        var lines = Break(words, room);
        for (int i = 0; i < lines.Count; i++)
        {
            double at = x;
            foreach (var piece in lines[i])
            {
                double middle = y + (i * line) + (line / 2);
                if (piece.Words == Arrow) AddArrow(sketch, at, middle, piece);
                else sketch.Text(at, middle + (Middle * piece.Style.Size), piece.Words, piece.Style, piece.Tone, kind: piece.Kind);
                at += Width(piece);
            }
        }
        return lines.Count * line;
    }

    /// <summary>One line of one look, cut with an ellipsis where there is no room.</summary>
    public static void AddLine(Sketch sketch, double x, double y, double room, double line, RichWords words, TextAnchor anchor = TextAnchor.Start) =>
        sketch.Text(x, y + (line / 2) + (Middle * words.Style.Size), TextWidth.Cut(words.Words, words.Style, room), words.Style, words.Tone, anchor, kind: words.Kind);

    private static void AddArrow(Sketch sketch, double x, double y, RichWords arrow)
    {
        double right = x + Width(arrow) - 1, head = arrow.Style.Size / 4;
        sketch.Path(FormattableString.Invariant($"M{x + 1:0.##} {y:0.##}H{right:0.##}M{right - head:0.##} {y - head:0.##}L{right:0.##} {y:0.##}L{right - head:0.##} {y + head:0.##}"), stroke: new(arrow.Tone, 1.1), kind: "arrow", title: "to");
    }

    private static List<List<RichWords>> Break(IEnumerable<RichWords> words, double room)
    {
        var lines = new List<List<RichWords>> { new() };
        double used = 0;
        foreach (var (word, hasSpace) in Words(words))
        {
            double space = hasSpace && lines[^1].Count > 0 ? TextWidth.Of(" ", word[0].Style) : 0;
            double width = word.Sum(Width);
            if (lines[^1].Count > 0 && used + space + width > room)
            {
                lines.Add([]);
                (used, space) = (0, 0);
            }
            if (space > 0) Append(lines[^1], word[0] with { Words = " " });
            used += space;
            foreach (var piece in word.SelectMany(piece => width > room ? piece.Words.Select(letter => piece with { Words = letter.ToString() }) : [piece]))
            {
                if (width > room && used + Width(piece) > room)
                {
                    lines.Add([]);
                    used = 0;
                }
                Append(lines[^1], piece);
                used += Width(piece);
            }
        }
        if (lines[^1].Count == 0) lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    /// <summary>Pieces that no space parts, and whether one stands before them.</summary>
    private static IEnumerable<(List<RichWords> Word, bool HasSpace)> Words(IEnumerable<RichWords> all)
    {
        var word = new List<RichWords>();
        bool hasSpace = false;
        foreach (var part in all)
        {
            string[] pieces = part.Words.Split(' ');
            for (int i = 0; i < pieces.Length; i++)
            {
                if (i > 0)
                {
                    if (word.Count > 0) yield return (word, hasSpace);
                    (word, hasSpace) = ([], true);
                }
                if (pieces[i].Length > 0) word.Add(part with { Words = pieces[i] });
            }
        }
        if (word.Count > 0) yield return (word, hasSpace);
    }

    /// <summary>Neighbours of one look are one text, so that copying and searching find whole words.</summary>
    private static void Append(List<RichWords> line, RichWords piece)
    {
        if (piece.Words != Arrow && line.Count > 0 && line[^1] is var last && last.Words != Arrow && (last.Style, last.Tone, last.Kind) == (piece.Style, piece.Tone, piece.Kind)) line[^1] = last with { Words = last.Words + piece.Words };
        else line.Add(piece);
    }

    private static double Width(RichWords piece) => piece.Words == Arrow ? piece.Style.Size : TextWidth.Of(piece.Words, piece.Style);
}
