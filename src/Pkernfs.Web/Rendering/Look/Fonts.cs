using System.Collections.Concurrent;
using Pkernfs.Web.Rendering.Drawing;
using SkiaSharp;

namespace Pkernfs.Web.Rendering.Look;

/// <summary>The fonts that pictures carry: Latin with tabular figures, no kerning, so that every viewer lays the same letters at the same places.</summary>
internal static class Fonts
{
    private static readonly ConcurrentDictionary<FontFace, SKTypeface> faces = new();
    private static readonly ConcurrentDictionary<FontFace, string> packed = new();

    /// <summary>As font-family has it, with what a viewer may use instead.</summary>
    public static string Family(FontFace face) => face is FontFace.Words or FontFace.WordsBold
        ? "Inter, 'Inter Variable', ui-sans-serif, system-ui, sans-serif"
        : "'JetBrains Mono', 'JetBrains Mono Variable', ui-monospace, Menlo, Consolas, monospace";

    public static int Weight(FontFace face) => face is FontFace.WordsBold or FontFace.MonoBold ? 600 : 400;

    public static SKTypeface Face(FontFace face) => faces.GetOrAdd(face, static one =>
    {
        using var data = SKData.CreateCopy(Read(one, "ttf"));
        return SKTypeface.FromData(data) ?? throw new InvalidOperationException($"The font {one} cannot be read.");
    });

    /// <summary>An @font-face rule with the font in it.</summary>
    public static string Rule(FontFace face) => packed.GetOrAdd(face, static one =>
        $"@font-face{{font-family:{(one is FontFace.Words or FontFace.WordsBold ? "Inter" : "'JetBrains Mono'")};font-weight:{Weight(one)};src:url(data:font/woff2;base64,{Convert.ToBase64String(Read(one, "woff2"))}) format('woff2')}}");

    /// <summary>A font to draw with; outlines without hints, so that a scale changes nothing but size.</summary>
    public static SKFont Of(TextStyle style) => new(Face(style.Face), (float)style.Size) { Subpixel = true, Hinting = SKFontHinting.None, LinearMetrics = true, Edging = SKFontEdging.Antialias };

    private static byte[] Read(FontFace face, string format)
    {
        string name = face switch
        {
            FontFace.Words => "inter-400",
            FontFace.WordsBold => "inter-600",
            FontFace.Mono => "mono-400",
            _ => "mono-600",
        };
        using var stream = typeof(Fonts).Assembly.GetManifestResourceStream($"Pkernfs.Web.Rendering.Fonts.{name}.{format}")
            ?? throw new InvalidOperationException($"The font {name}.{format} is not in this build.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
