using System.Globalization;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Inspector;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>Who is selected: title, owner's colour, address and place.</summary>
internal static class SubjectMarks
{
    private const double Padding = 10, TitleLine = 20, Line = 18;

    public static double Add(Sketch sketch, InspectorScene scene, Column column)
    {
        double y = Padding;
        y += RichText.Add(sketch, column.Left, y, column.Room, TitleLine, new RichWords(scene.Subject.Title, ViewStyles.Subject, Tone.T1, "title"));
        y += 3;
        double inset = 0;
        if (scene.Owner is { } owner)
        {
            SwatchMarks.Add(sketch, owner, column.Left, y + (Line / 2));
            inset = SwatchMarks.Room;
        }
        List<RichWords> words = [];
        if (scene.Subject.Address is { } address) words.AddRange(Address(address.Value, new(FontFace.Mono, 11.5)));
        if (scene.Subject.Detail.Length > 0) words.Add(new((words.Count > 0 ? " " : "") + scene.Subject.Detail, ViewStyles.Prose, Tone.T3, "quiet"));
        double height = RichText.Add(sketch, column.Left + inset, y, column.Room - inset, Line, words);
        return y + Math.Max(height, inset > 0 ? Line : 0) + Padding;
    }

    /// <summary>All sixteen digits, leading zeros quiet.</summary>
    public static IEnumerable<RichWords> Address(ulong value, TextStyle style)
    {
        string digits = value.ToString("x16", CultureInfo.InvariantCulture);
        int zeros = Math.Min(15, digits.Length - digits.TrimStart('0').Length);
        yield return new("0x", style, Tone.T1, "address");
        yield return new(digits[..zeros], style, Tone.T3, "zeros");
        yield return new(digits[zeros..], style, Tone.T1, "address");
    }
}
