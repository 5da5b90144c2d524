using System.Text;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Skia;
using Pkernfs.Web.Rendering.Svg;

namespace Pkernfs.Web.Rendering;

/// <summary>A picture ready to be written in any format.</summary>
public sealed record RenderedPicture(Picture Picture, PictureTheme Theme, PictureSize Size, PictureFacts Facts)
{
    /// <summary>Pixels of a PNG for one unit of the picture.</summary>
    public double PngScale => Math.Min(Size.Scale, PngWriter.Most / Math.Max(Picture.Width, Picture.Height));

    public string ToSvg() => SvgWriter.Write(Picture, PictureLook.Of(Theme), Facts);

    public byte[] ToSvgBytes() => Encoding.UTF8.GetBytes(ToSvg());

    public byte[] ToBytes(PictureFormat format) => format == PictureFormat.Svg ? ToSvgBytes() : ToPng();

    public byte[] ToPng() => PngWriter.Write(Picture, PictureLook.Of(Theme), Facts, PngScale);
}
