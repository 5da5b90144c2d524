using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using SkiaSharp;

namespace Pkernfs.Web.Rendering.Skia;

/// <summary>Pictures as the pages of a PDF: text as text, in fonts that are in it.</summary>
public static class PdfWriter
{
    /// <summary>Points of a PDF for one unit of 1/96 inch.</summary>
    private const float Points = 0.75f;

    public static byte[] Write(IEnumerable<Picture> pages, PictureLook look, PictureFacts facts)
    {
        using var stream = new MemoryStream();
        // No dates: the same input is to give the same bytes.
        var metadata = new SKDocumentPdfMetadata { Title = facts.Title, Subject = $"{facts.Words} {facts.Link}", Creator = PictureFacts.Program, Producer = PictureFacts.Program, RasterDpi = 300, EncodingQuality = 101 };
        using (var document = SKDocument.CreatePdf(stream, metadata))
        {
            foreach (var page in pages)
            {
                var canvas = document.BeginPage((float)page.Width * Points, (float)page.Height * Points);
                canvas.Scale(Points);
                using var painter = new SkiaPainter(canvas, look);
                painter.Draw(page.Marks);
                document.EndPage();
            }
            document.Close();
        }
        return stream.ToArray();
    }
}
