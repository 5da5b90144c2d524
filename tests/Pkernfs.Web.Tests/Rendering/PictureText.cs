using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;

namespace Pkernfs.Web.Tests.Rendering;

/// <summary>What every picture has to keep to: nothing is cut off, and no words lie over others.</summary>
internal static class PictureText
{
    /// <summary>Letters of neighbours may touch by what their faces leave about them.</summary>
    private const double Touch = 0.5;

    public static void IsLegible(Picture picture, string where)
    {
        var texts = Of(picture.Marks, 0, 0).ToList();
        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.True(
            text.Bounds.Left >= -Touch && text.Bounds.Top >= -Touch && text.Bounds.Right <= picture.Width + Touch && text.Bounds.Bottom <= picture.Height + Touch,
            $"{where}: \"{text.Words}\" reaches out of the picture of {picture.Width} x {picture.Height}: {text.Bounds}."));
        Assert.All(texts, text =>
        {
            using var font = Fonts.Of(text.Style);
            Assert.True(font.ContainsGlyphs(text.Words), $"{where}: \"{text.Words}\" has a letter that the font of {text.Style.Face} lacks.");
        });
        var all = MarkBounds.Of(picture.Marks);
        Assert.True(all.Left >= 0 && all.Top >= 0 && all.Right <= picture.Width && all.Bottom <= picture.Height, $"{where}: marks reach out of the picture of {picture.Width} x {picture.Height}: {all}.");
        for (int i = 0; i < texts.Count; i++)
        {
            for (int j = i + 1; j < texts.Count; j++)
                Assert.False(Overlap(texts[i].Bounds, texts[j].Bounds), $"{where}: \"{texts[i].Words}\" at {texts[i].Bounds} and \"{texts[j].Words}\" at {texts[j].Bounds} lie over each other.");
        }
    }

    public static IEnumerable<(string Words, TextStyle Style, MarkBounds Bounds)> Of(IEnumerable<Mark> marks, double x, double y)
    {
        foreach (var mark in marks)
        {
            if (mark is TextMark text) yield return (text.Words, text.Style, MarkBounds.Of(text).Moved(x, y));
            if (mark is not GroupMark group) continue;
            foreach (var inner in Of(group.Marks, x + group.X, y + group.Y)) yield return inner;
        }
    }

    private static bool Overlap(MarkBounds one, MarkBounds other) =>
        one.Left + Touch < other.Right && other.Left + Touch < one.Right && one.Top + Touch < other.Bottom && other.Top + Touch < one.Bottom;
}
