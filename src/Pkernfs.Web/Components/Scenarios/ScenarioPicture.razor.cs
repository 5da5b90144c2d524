using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Pkernfs.Core.Memory;
using Pkernfs.Web.Scenes;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>A <see cref="Thumbnail"/> as SVG: the strip of all memory, and below it the carve-out, block by block.</summary>
public sealed partial class ScenarioPicture
{
    private const int ColumnWidth = 2;
    private const int Width = Thumbnail.StripColumns * ColumnWidth;
    private const int StripHeight = 14;
    private const int GridTop = 28;
    private const int CellPitchWidth = Width / ThumbnailRegion.Columns;
    private const int CellPitchHeight = 7;
    private const int Height = GridTop + (ThumbnailRegion.MostRows * CellPitchHeight) + 2;

    // A texture needs 8 pixels to be told; under that a band is solid.
    private const int LeastTextured = 8;

    [Parameter, EditorRequired]
    public Thumbnail Picture { get; set; } = default!;

    /// <summary>The picture in a sentence.</summary>
    [Parameter, EditorRequired]
    public string Words { get; set; } = "";

    private static string? Texture(ThumbnailBand band) =>
        band.Width * ColumnWidth >= LeastTextured && ThumbnailWords.Style(band.Class) is "image" or "data" or "vmm" or "stale"
            ? $"fill: url(#texture-{ThumbnailWords.Style(band.Class)})"
            : null;

    /// <summary>From the region's place on the strip out to the grid's two ends.</summary>
    private string Bracket(ThumbnailRegion region)
    {
        double left = Picture.ColumnOf(region.Range.Start) * ColumnWidth;
        double right = Math.Max(Picture.ColumnOf(region.Range.End) * ColumnWidth, left + 1);
        return string.Create(CultureInfo.InvariantCulture, $"M{left:0.#} 0V{StripHeight + 2}L0.7 {GridTop - 2.3}M{right:0.#} 0V{StripHeight + 2}L{Width - 0.7} {GridTop - 2.3}");
    }

    /// <summary>All cells of one class as one path, so that a picture stays a handful of elements.</summary>
    private static string Cells(ThumbnailRegion region, OwnerClass kind)
    {
        var path = new StringBuilder();
        for (int i = 0; i < region.Cells.Length; i++)
        {
            if (region.Cells[i] != kind) continue;
            double x = (i % ThumbnailRegion.Columns * CellPitchWidth) + 0.5;
            double y = GridTop + (i / ThumbnailRegion.Columns * CellPitchHeight) + 0.5;
            path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h{CellPitchWidth - 1}v{CellPitchHeight - 1}h-{CellPitchWidth - 1}z");
        }
        return path.ToString();
    }
}
