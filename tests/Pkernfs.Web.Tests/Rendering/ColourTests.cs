using System.Globalization;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Views.Memory;
using Pkernfs.Web.Scenes.Memory;

namespace Pkernfs.Web.Tests.Rendering;

/// <summary>Fills are told apart in greyscale and with simulated colour blindness, by colour or by texture.</summary>
public sealed class ColourTests
{
    /// <summary>CIE76 distance that neighbours need, as the tokens were chosen with.</summary>
    private const double Least = 15;

    /// <summary>Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.</summary>
    private static readonly Dictionary<string, double[]> sights = new()
    {
        ["protanopia"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        ["deuteranopia"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        ["tritanopia"] = [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
        ["greyscale"] = [0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722],
    };

    public static TheoryData<PictureTheme, string> Cases => [.. from theme in Enum.GetValues<PictureTheme>() from sight in sights.Keys select (theme, sight)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void FillsAreToldApart(PictureTheme theme, string sight)
    {
        var look = PictureLook.Of(theme);
        var fills = new[] { MapFill.Guest, MapFill.SecondStage, MapFill.SecondStageEphemeral, MapFill.RootAndContext, MapFill.Metadata, MapFill.KernelImage, MapFill.KernelData, MapFill.Vmm, MapFill.Stale, MapFill.Free };
        // By their letters: cells of these always carry one (S, I, R, M, D), where colour alone does not do.
        MapFill[] lettered = [MapFill.SecondStage, MapFill.RootAndContext, MapFill.Metadata];
        foreach (var (one, other) in from i in Enumerable.Range(0, fills.Length) from j in Enumerable.Range(i + 1, fills.Length - i - 1) select (fills[i], fills[j]))
        {
            if (Texture(one) != Texture(other) || (lettered.Contains(one) || lettered.Contains(other))) continue;
            double distance = Distance(Seen(look, one, sights[sight]), Seen(look, other, sights[sight]));
            Assert.True(distance >= Least || (MapLooks.Of(one) is null) != (MapLooks.Of(other) is null), $"{one} and {other} are {distance:0} apart in {theme}, {sight}.");
        }
    }

    [Theory]
    [InlineData(PictureTheme.Light)]
    [InlineData(PictureTheme.Dark)]
    [InlineData(PictureTheme.Print)]
    public void WordsOnFillsAndGroundsHaveContrast(PictureTheme theme)
    {
        var look = PictureLook.Of(theme);
        foreach (var (ground, text) in new[] { (Tone.Pane, Tone.T1), (Tone.Pane, Tone.T2), (Tone.Pane, Tone.T3), (Tone.Raised, Tone.T1), (Tone.OwnGuest, Tone.OwnGuestOn), (Tone.OwnSecondStage, Tone.OwnSecondStageOn), (Tone.OwnRoot, Tone.OwnRootOn), (Tone.OwnMetadata, Tone.OwnMetadataOn), (Tone.Lit, Tone.LitOn), (Tone.Ink, Tone.Pane), (Tone.Pane, Tone.FaultInk) })
        {
            double contrast = Contrast(look.Colour(ground), look.Colour(text));
            Assert.True(contrast >= 4.5, $"{text} on {ground} has {contrast:0.0} in {theme}.");
        }
    }

    private static TextureName? Texture(MapFill fill) => (MapLooks.Of(fill) as Fill.Textured)?.Texture;

    private static double[] Seen(PictureLook look, MapFill fill, double[] sight)
    {
        string colour = look.Colour(MapLooks.Solid(fill) is Fill.Solid solid ? solid.Tone : Tone.Pane);
        double[] rgb = Linear(colour);
        return [.. Enumerable.Range(0, 3).Select(row => Math.Clamp((sight[row * 3] * rgb[0]) + (sight[(row * 3) + 1] * rgb[1]) + (sight[(row * 3) + 2] * rgb[2]), 0, 1))];
    }

    private static double[] Linear(string colour) => [.. Enumerable.Range(0, 3).Select(i => int.Parse(colour.AsSpan(1 + (i * 2), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0).Select(one => one <= 0.04045 ? one / 12.92 : Math.Pow((one + 0.055) / 1.055, 2.4))];

    private static double Contrast(string one, string other)
    {
        double a = Luminance(Linear(one)), b = Luminance(Linear(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(double[] rgb) => (0.2126 * rgb[0]) + (0.7152 * rgb[1]) + (0.0722 * rgb[2]);

    private static double Distance(double[] one, double[] other)
    {
        var (a, b) = (Lab(one), Lab(other));
        return Math.Sqrt(Math.Pow(a.L - b.L, 2) + Math.Pow(a.A - b.A, 2) + Math.Pow(a.B - b.B, 2));
    }

    private static (double L, double A, double B) Lab(double[] rgb)
    {
        double x = ((0.4124 * rgb[0]) + (0.3576 * rgb[1]) + (0.1805 * rgb[2])) / 0.95047, y = Luminance(rgb), z = ((0.0193 * rgb[0]) + (0.1192 * rgb[1]) + (0.9505 * rgb[2])) / 1.08883;
        static double F(double t) => t > 0.008856 ? Math.Cbrt(t) : (7.787 * t) + (16.0 / 116);
        return ((116 * F(y)) - 16, 500 * (F(x) - F(y)), 200 * (F(y) - F(z)));
    }
}
