using System.Collections.Immutable;
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

    /// <summary>Words and what they stand on.</summary>
    private static readonly (Tone Words, Tone Ground)[] written =
    [
        (Tone.T1, Tone.Pane), (Tone.T2, Tone.Pane), (Tone.T3, Tone.Pane), (Tone.T1, Tone.Raised), (Tone.T2, Tone.Raised), (Tone.T3, Tone.Raised),
        (Tone.FaultInk, Tone.Pane), (Tone.HoldsInk, Tone.Pane), (Tone.Pane, Tone.Ink), (Tone.LitOn, Tone.Lit),
        (Tone.OwnGuestOn, Tone.OwnGuest), (Tone.OwnSecondStageOn, Tone.OwnSecondStage), (Tone.OwnRootOn, Tone.OwnRoot), (Tone.OwnMetadataOn, Tone.OwnMetadata), (Tone.OwnEphemeralOn, Tone.OwnEphemeral),
    ];

    private static readonly Tone[] classes = [Tone.OwnGuest, Tone.OwnSecondStage, Tone.OwnRoot, Tone.OwnMetadata, Tone.OwnEphemeral, Tone.Fault];

    [Theory]
    [MemberData(nameof(Themes))]
    public void WordsAreLegibleWhereTheyStand(PictureTheme theme)
    {
        var look = PictureLook.Of(theme);
        Assert.All(written, pair => Assert.InRange(Colours.Contrast(look.Colour(pair.Words), look.Colour(pair.Ground)), 4.5, 21));
    }

    [Theory]
    [InlineData(PictureTheme.Light)]
    [InlineData(PictureTheme.Dark)]
    public void ClassesAreToldApartWithoutOneKindOfCone(PictureTheme theme)
    {
        var look = PictureLook.Of(theme);
        var pairs = classes.SelectMany((one, i) => classes.Skip(i + 1).Select(other => (one, other)));
        foreach (double[,] vision in new[] { Colours.Deuteranopia, Colours.Protanopia, Colours.Tritanopia })
            Assert.All(pairs, pair => Assert.InRange(Colours.Distance(look.Colour(pair.one), look.Colour(pair.other), vision), 15, 200));
    }

    /// <summary>Where there is no hue, what is lost at kexec and what stays are told by textures, each another tile.</summary>
    [Fact]
    public void TexturesAreToldApartOnPaper()
    {
        var look = PictureLook.Of(PictureTheme.Print);
        var tiles = Enum.GetValues<TextureName>().Select(name => (Name: name, Tile: Drawn(look, look.Texture(name)))).ToList();
        // These stand for the same: tables of either kind that a kexec loses, which their letters tell apart.
        var alike = tiles.GroupBy(one => one.Tile).Where(group => group.Count() > 1).Select(group => string.Join(", ", group.Select(one => one.Name)));
        Assert.Equal(["SecondStageEphemeral, RootEphemeral"], alike);
    }

    private static string Drawn(PictureLook look, Texture texture) =>
        $"{texture.Size} {string.Join('/', texture.Angles)} {look.Colour(texture.Line.Tone)} {texture.Line.Width} {texture.Line.Opacity} {(texture.Ground is { Opacity: > 0 } ground ? look.Colour(ground.Tone) + ground.Opacity : "")} {texture.Dot} {texture.Path}";

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

    private static string Root([CallerFilePath] string own = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(own)!, "..", "..", ".."));

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"--([\w-]+):\s*([^;]+);")]
    private static partial Regex Declarations();

    [GeneratedRegex("[A-Z][a-z]*[0-9]*")]
    private static partial Regex Parts();
}
