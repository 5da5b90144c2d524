using Pkernfs.Web.Rendering.Skia;
using Pkernfs.Web.Rendering.Svg;

namespace Pkernfs.Web.Rendering;

/// <summary>Reads the way back from an exported picture. Its metadata is all that is read of a file, and whatever the file is, the answer is a link or a sentence.</summary>
public static class PictureFile
{
    /// <summary>Bytes of the largest file that is read: a poster as PNG, or a clip.</summary>
    public const int Largest = 24 * 1024 * 1024;

    /// <summary>So many bytes say whether a file is a picture.</summary>
    public const int Beginning = 512;

    private const string OtherKind = "pictures lead back as the SVG or PNG that was exported, not after another program has made something else of them";

    /// <summary>True for a file that begins like a picture, be it one of the explorer's or not.</summary>
    public static bool IsPicture(ReadOnlySpan<byte> beginning) => PngFacts.IsPng(beginning) || SvgFacts.IsMarkup(beginning) || IsOtherPicture(beginning);

    /// <summary>The link that a picture's file has.</summary>
    public static PictureLink Read(byte[] file)
    {
        if (file.Length > Largest) return PictureLink.None($"it has {file.Length / 1024 / 1024} MiB, and at most {Largest / 1024 / 1024} MiB of a picture are read");
        if (IsPage(file)) return PictureLink.None("it is a page, such as a storyboard, and no single picture: export the moment as SVG or PNG, and drop that");
        if (PngFacts.IsPng(file)) return PngFacts.ReadLink(file);
        if (SvgFacts.IsMarkup(file)) return SvgFacts.ReadLink(file);
        return PictureLink.None(IsOtherPicture(file) ? OtherKind : "it is no picture: neither an SVG nor a PNG");
    }

    private static bool IsPage(ReadOnlySpan<byte> beginning) => System.Text.Encoding.ASCII.GetString(beginning[..Math.Min(16, beginning.Length)]).StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase);

    private static bool IsOtherPicture(ReadOnlySpan<byte> beginning) =>
        beginning.StartsWith("GIF8"u8)
        || beginning.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff])
        || beginning.StartsWith("%PDF-"u8)
        || (beginning.StartsWith("RIFF"u8) && beginning.Length >= 12 && beginning[8..12].SequenceEqual("WEBP"u8));
}
