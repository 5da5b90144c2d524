using System.Collections.Frozen;
using Pkernfs.Web.Rendering.Drawing;

namespace Pkernfs.Web.Rendering.Look;

/// <summary>What tones and textures look like in a theme. The values are those of css/tokens.css, which a test holds them to.</summary>
public sealed class PictureLook
{
    private static readonly FrozenDictionary<PictureTheme, PictureLook> looks = new Dictionary<PictureTheme, PictureLook>
    {
        [PictureTheme.Dark] = new(PictureTheme.Dark, Colours(
            "0c0f14 12161d 1a1f28 232a35 262d38 3c4552 edf0f4 b1bac7 8590a0 ffffff f0e442 f0e442 11151b",
            "56b4e9 7cc6f0 06283c e69f00 f0b33a 2b1c00 cc79a7 e3a0c6 1a0712 009e73 3cc49a 02150f 0072b2 5fb0e6 ffffff",
            "626d7d 39424f 2a323e d55e00 ff8a3d 3cc49a 0072b2")),
        [PictureTheme.Light] = new(PictureTheme.Light, Colours(
            "eef0f3 ffffff f5f7f9 e9edf1 dce1e7 b3bcc7 11151b 414b58 626c7a 11151b f0e442 11151b 11151b",
            "56b4e9 0a669b 06283c e69f00 8a5a00 2b1c00 cc79a7 9c3f74 1a0712 009e73 00704f 02150f 0072b2 005a8c ffffff",
            "848e9b c3cad3 dce1e7 d55e00 b04a00 00704f 0072b2")),
        [PictureTheme.Print] = new(PictureTheme.Print, Colours(
            "ffffff ffffff ffffff ffffff 9a9a9a 444444 000000 222222 444444 000000 ffffff 000000 000000",
            "bdbdbd 000000 000000 000000 000000 ffffff 000000 000000 ffffff 000000 000000 ffffff ffffff 000000 000000",
            "9a9a9a ffffff 9a9a9a 000000 000000 000000 000000")),
    }.ToFrozenDictionary();

    private readonly string[] _colours;

    private PictureLook(PictureTheme theme, string[] colours) => (Theme, _colours) = (theme, colours);

    public PictureTheme Theme { get; }

    /// <summary>True where a light fill upon the ground wants an edge in its ink.</summary>
    public bool WantsEdges => Theme != PictureTheme.Dark;

    public static PictureLook Of(PictureTheme theme) => looks[theme];

    /// <summary>"#56b4e9".</summary>
    public string Colour(Tone tone) => _colours[(int)tone];

    public double Width(Stroke stroke) => Theme == PictureTheme.Print ? stroke.Paper ?? stroke.Width : stroke.Width;

    public Texture Texture(TextureName name) => Textures.Of(name, Theme);

    private static string[] Colours(params string[] lists) => [.. lists.SelectMany(list => list.Split(' ')).Select(hex => "#" + hex)];
}
