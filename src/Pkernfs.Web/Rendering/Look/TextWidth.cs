using System.Collections.Concurrent;
using Pkernfs.Web.Rendering.Drawing;

namespace Pkernfs.Web.Rendering.Look;

/// <summary>How much room words take in a picture.</summary>
public static class TextWidth
{
    private const double Measured = 1000;

    private static readonly ConcurrentDictionary<(FontFace, char), double> advances = new();

    public static double Of(string words, TextStyle style) => words.Sum(letter => Advance(style.Face, letter)) * style.Size / Measured;

    /// <summary>The words as far as there is room, with an ellipsis where some are missing.</summary>
    public static string Cut(string words, TextStyle style, double room)
    {
        if (Of(words, style) <= room) return words;
        double left = room - Of("…", style);
        int length = 0;
        while (length < words.Length && (left -= Of(words[length].ToString(), style)) >= 0) length++;
        return length == 0 ? "" : words[..length].TrimEnd() + "…";
    }

    /// <summary>The words in lines that have room; a word that is too long for one is cut.</summary>
    public static IEnumerable<string> Wrap(string words, TextStyle style, double room)
    {
        string line = "";
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : line + " " + word;
            if (Of(longer, style) <= room)
            {
                line = longer;
                continue;
            }
            if (line.Length > 0) yield return line;
            line = Cut(word, style, room);
        }
        if (line.Length > 0) yield return line;
    }

    private static double Advance(FontFace face, char letter) => advances.GetOrAdd((face, letter), static one =>
    {
        using var font = Fonts.Of(new(one.Item1, Measured));
        return font.MeasureText(one.Item2.ToString());
    });
}
