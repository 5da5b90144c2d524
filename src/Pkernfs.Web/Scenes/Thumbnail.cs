using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Web.Scenes;

/// <summary>Physical memory at one moment as a picture of a few hundred marks, whatever the size of the machine.</summary>
/// <param name="Span">The addresses of the strip: from 0 to the end of RAM.</param>
/// <param name="Strip">Bands from left to right, without overlaps; between them nothing answers.</param>
/// <param name="CarveOut">pkernfs's region, or one that was carved out by name, block by block; null where no kernel has one.</param>
public sealed record Thumbnail(PhysicalRange Span, ImmutableArray<ThumbnailBand> Strip, ThumbnailRegion? CarveOut)
{
    /// <summary>The strip's width: a class is told in steps of one column.</summary>
    public const int StripColumns = 192;

    /// <summary>Where an address lies on the strip, in columns and fractions of one.</summary>
    public double ColumnOf(PhysicalAddress address) =>
        Math.Clamp((double)(address.Value - Span.Start.Value) / Span.Length.Value, 0, 1) * StripColumns;
}

/// <summary>Neighbouring columns of which most bytes are of one class.</summary>
public sealed record ThumbnailBand(int Column, int Width, OwnerClass Class);

/// <summary>A region as rows of cells, each one block or, in large regions, a power of two of blocks.</summary>
/// <param name="Cells">Row by row, as many as the region has.</param>
public sealed record ThumbnailRegion(PhysicalRange Range, ByteCount CellSize, ImmutableArray<OwnerClass> Cells)
{
    public const int Columns = 64;

    public const int MostRows = 8;

    public int Rows => (Cells.Length + Columns - 1) / Columns;
}
