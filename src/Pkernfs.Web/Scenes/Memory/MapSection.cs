using System.Collections.Immutable;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>A part of RAM drawn as rows of its own, and how its cells nest: each cell of one grid holds the whole next grid.</summary>
/// <param name="Title">"RAM below 4 GiB".</param>
/// <param name="Fact">What is true of it at this moment, in a few words.</param>
/// <param name="Grids">From the rows of the whole section down to pages.</param>
/// <param name="IsCarveOut">True for pkernfs: cells instead of extents, framed.</param>
public sealed record MapSection(string Title, string Fact, PhysicalRange Range, ImmutableArray<MapGrid> Grids, bool IsCarveOut)
{
    public int Rows => (int)((Range.Length.Value + RowBytes - 1) / RowBytes);

    public ulong RowBytes => Grids[0].Unit.Value * (ulong)Grids[0].Columns;
}

/// <summary>Cells of one size, so many in a row.</summary>
public sealed record MapGrid(ByteCount Unit, int Columns);
