using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;

namespace Pkernfs.Web.Tests.Rendering;

/// <summary>The marks of pictures as tests look at them: flat, in the picture's own coordinates.</summary>
internal static class Marks
{
    public static IEnumerable<(TextMark Text, double X, double Y, double Width, double Size)> Texts(this Picture picture) => Flat(picture.Marks, 0, 0, 1)
        .Where(mark => mark.Mark is TextMark)
        .Select(mark =>
        {
            var text = (TextMark)mark.Mark;
            double width = TextWidth.Of(text.Words, text.Style) * mark.Scale;
            double x = mark.X + (text.X * mark.Scale) - (text.Anchor switch { TextAnchor.Middle => width / 2, TextAnchor.End => width, _ => 0 });
            return (text, x, mark.Y + (text.Y * mark.Scale), width, text.Style.Size * mark.Scale);
        });

    /// <summary>Nothing leaves the picture, and no two lines of text lie over each other.</summary>
    public static void AssertLegible(this Picture picture)
    {
        var texts = picture.Texts().ToList();
        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.True(
            text.X >= -0.5 && text.X + text.Width <= picture.Width + 0.5 && text.Y - (text.Size * 0.75) >= 0 && text.Y <= picture.Height,
            $"\"{text.Text.Words}\" at {text.X:0}, {text.Y:0} with {text.Width:0} leaves the picture of {picture.Width:0} by {picture.Height:0}."));
        Assert.All(texts, text => Assert.True(text.Size >= 7.5, $"\"{text.Text.Words}\" is {text.Size:0.#} high."));
        for (int i = 0; i < texts.Count; i++)
        {
            for (int j = i + 1; j < texts.Count; j++)
            {
                var (one, other) = (texts[i], texts[j]);
                bool meets = one.X + 0.5 < other.X + other.Width && other.X + 0.5 < one.X + one.Width && one.Y - (one.Size * 0.68) < other.Y && other.Y - (other.Size * 0.68) < one.Y;
                Assert.False(meets, $"\"{one.Text.Words}\" at {one.X:0}, {one.Y:0} lies over \"{other.Text.Words}\" at {other.X:0}, {other.Y:0}.");
            }
        }
    }

    private static IEnumerable<(Mark Mark, double X, double Y, double Scale)> Flat(IEnumerable<Mark> marks, double x, double y, double scale)
    {
        foreach (var mark in marks)
        {
            if (mark is GroupMark group)
            {
                foreach (var inner in Flat(group.Marks, x + (group.X * scale), y + (group.Y * scale), scale * group.Scale)) yield return inner;
            }
            else yield return (mark, x, y, scale);
        }
    }
}
