using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;

namespace Pkernfs.Web.Tests.Rendering;

/// <summary>Pictures have the colours of css/tokens.css, which is where they are decided.</summary>
public sealed partial class LookTests
{
    /// <summary>The Lit tone is one for all of its themes' grounds, so what is written upon it is no token.</summary>
    private const Tone NoToken = Tone.LitOn;

    public static TheoryData<PictureTheme> Themes => new(Enum.GetValues<PictureTheme>());

    public static MatrixTheoryData<PictureTheme, Tone> Tokens { get; } = new(Enum.GetValues<PictureTheme>(), Enum.GetValues<Tone>().Where(tone => tone != NoToken));

    [Theory]
    [MemberData(nameof(Tokens))]
    public void AToneIsItsToken(PictureTheme theme, Tone tone)
    {
        string name = string.Join('-', Parts().Matches(tone.ToString()).Select(part => part.Value.ToLowerInvariant()));
        Assert.Equal(Resolve(Read(theme), name), PictureLook.Of(theme).Colour(tone));
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void WhatIsWrittenUponTheWalkIsLegible(PictureTheme theme)
    {
        var look = PictureLook.Of(theme);
        Assert.InRange(Contrast(look.Colour(Tone.LitOn), look.Colour(Tone.Lit)), 7, 21);
    }

    [Fact]
    public void PaperHasNoHue() => Assert.All(Enum.GetValues<Tone>(), tone =>
    {
        string colour = PictureLook.Of(PictureTheme.Print).Colour(tone);
        Assert.True(colour[1..3] == colour[3..5] && colour[3..5] == colour[5..7], $"{tone} is {colour} on paper.");
    });

    [Theory]
    [MemberData(nameof(Themes))]
    public void EveryTextureHasATileInEveryTheme(PictureTheme theme) =>
        Assert.All(Enum.GetValues<TextureName>(), name => Assert.InRange(PictureLook.Of(theme).Texture(name).Size, 3, 32));

    private static ImmutableDictionary<string, string> Read(PictureTheme theme)
    {
        string css = Comments().Replace(File.ReadAllText(Path.Combine(Root(), "wwwroot", "css", "tokens.css")), "");
        // The dark tokens are the first; the others say what differs.
        var tokens = Block(css, 0);
        return theme switch
        {
            PictureTheme.Dark => tokens,
            PictureTheme.Light => tokens.SetItems(Block(css, css.IndexOf(":root[data-theme='light']", StringComparison.Ordinal))),
            _ => tokens.SetItems(Block(css, css.IndexOf("@media print", StringComparison.Ordinal) + "@media print {".Length)),
        };
    }

    private static ImmutableDictionary<string, string> Block(string css, int from)
    {
        int open = css.IndexOf('{', from), close = css.IndexOf('}', open);
        return Declarations().Matches(css[open..close]).ToImmutableDictionary(one => one.Groups[1].Value, one => one.Groups[2].Value.Trim());
    }

    private static string Resolve(ImmutableDictionary<string, string> tokens, string name)
    {
        string value = tokens[name];
        return value.StartsWith("var(--", StringComparison.Ordinal) ? Resolve(tokens, value[6..^1]) : value;
    }

    private static double Contrast(string one, string other)
    {
        double[] lights = [Luminance(one), Luminance(other)];
        return (lights.Max() + 0.05) / (lights.Min() + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            double value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.03928 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }

    private static string Root([CallerFilePath] string own = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(own)!, "..", "..", ".."));

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"--([\w-]+):\s*([^;]+);")]
    private static partial Regex Declarations();

    [GeneratedRegex("[A-Z][a-z]*[0-9]*")]
    private static partial Regex Parts();
}
