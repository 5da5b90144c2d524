using System.Collections.Immutable;
using Pkernfs.Web.Scenes.Memory;

namespace Pkernfs.Web.Rendering.Views.Memory;

/// <summary>
/// Where an address lies on the map, as js/map/geometry.js lays it: one sheet, x from 0 to 1 over the rows, y in pixels. Cells nest: a cell of one grid holds the
/// whole next grid.
/// </summary>
internal sealed record MapWorld(ImmutableArray<PlacedSection> Sections, double Height)
{
    private const double HeadHeight = 22, GapBelow = 5;

    /// <param name="height">Room for it; it is taller where rows would become too thin.</param>
    public static MapWorld Of(ImmutableArray<MapSection> sections, double height)
    {
        double heads = sections.Length * (HeadHeight + GapBelow), natural = sections.Sum(section => section.Rows * Weight(section));
        double factor = Math.Clamp((height - heads) / Math.Max(natural, 1), 0.75, 2.4);
        double y = 0;
        var placed = ImmutableArray.CreateBuilder<PlacedSection>();
        foreach (var section in sections)
        {
            placed.Add(new(section, y, y + HeadHeight, Weight(section) * factor));
            y = placed[^1].Bottom + GapBelow;
        }
        return new(placed.ToImmutable(), Math.Max(y, height));
    }

    /// <summary>The section that holds the address, or the nearest one.</summary>
    public PlacedSection At(ulong address) => Sections.MinBy(section =>
        address < section.Start ? section.Start - address : address >= section.End ? address - section.End + 1 : 0)!;

    private static double Weight(MapSection section) => section.IsCarveOut ? 13 : section.Rows == 1 ? 16 : 9;
}

/// <summary>A section with its place.</summary>
internal sealed record PlacedSection(MapSection Section, double HeadTop, double Top, double Pitch)
{
    public ulong Start => Section.Range.Start.Value;

    public ulong End => Section.Range.End.Value;

    public double Bottom => Top + (Section.Rows * Pitch);

    public int Depths => Section.Grids.Length;

    public int RowsOf(int depth) => depth == 0 ? Section.Rows
        : (int)Math.Ceiling(Section.Grids[depth - 1].Unit.Value / ((double)Section.Grids[depth].Unit.Value * Section.Grids[depth].Columns));

    /// <summary>The cell of a grid that holds the address.</summary>
    public MapCell CellAt(ulong address, int depth)
    {
        var cell = new MapCell(0, Top, 1, Bottom - Top, Start, 0, depth);
        for (int i = 0; i <= depth; i++)
        {
            var (unit, columns) = (Section.Grids[i].Unit.Value, Section.Grids[i].Columns);
            ulong index = (Math.Clamp(address, cell.Start, End - 1) - cell.Start) / unit;
            double width = cell.Width / columns, height = cell.Height / RowsOf(i);
            cell = new(cell.X + (index % (ulong)columns * width), cell.Y + (index / (ulong)columns * height), width, height, cell.Start + (index * unit), unit, depth);
        }
        return cell;
    }
}

/// <summary>A rectangle of the world that stands for <paramref name="Unit"/> bytes from <paramref name="Start"/> on.</summary>
internal readonly record struct MapCell(double X, double Y, double Width, double Height, ulong Start, ulong Unit, int Depth);
