using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using SkiaSharp;

namespace Pkernfs.Web.Rendering.Skia;

/// <summary>A picture as PNG.</summary>
public static class PngWriter
{
    /// <summary>Pixels either way of the largest picture: what fits a poster, and bounds what one request can take.</summary>
    public const int Most = 8192;

    /// <param name="scale">Pixels for one unit of the picture.</param>
    public static byte[] Write(Picture picture, PictureLook look, PictureFacts facts, double scale)
    {
        int width = (int)Math.Ceiling(picture.Width * scale), height = (int)Math.Ceiling(picture.Height * scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(width, height), Most);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColor.Parse(look.Colour(Tone.Pane)));
            canvas.Scale((float)scale);
            using var painter = new SkiaPainter(canvas, look);
            painter.Draw(picture.Marks);
        }
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return PngFacts.Add(encoded.ToArray(), facts);
    }
}
