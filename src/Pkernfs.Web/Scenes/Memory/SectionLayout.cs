using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>Which parts of RAM the map has, and in what rows. Rows grow with the machine in bytes, never in number.</summary>
public static class SectionLayout
{
    /// <summary>Cells in a row of the carve-out: 128 MiB of 2 MiB blocks; half as many on a narrow screen.</summary>
    public const int BlocksInRow = 64, BlocksInNarrowRow = 32;

    /// <summary>Cells in a row of other RAM: 256 MiB of 2 MiB. On a narrow screen it is one row beside a carve-out, and all there is to see without one.</summary>
    public const int CellsInRow = 128;

    /// <summary>Pages in a row of an opened block: 16 rows, so that a page has room for two letters; half as many on a narrow screen.</summary>
    public const int PagesInRow = 32, PagesInNarrowRow = 16;

    /// <summary>More rows than this would be too thin to point at.</summary>
    public const int MostRows = 16;

    /// <summary>Parts of RAM closer than this are drawn as one.</summary>
    private static readonly ByteCount SmallGap = ByteCount.FromMiB(256);

    private static readonly ByteCount Block = new(PkernfsLayout.BlockSize);

    /// <param name="narrow">True on a narrow screen: half as many cells in a row, other RAM as strips.</param>
    /// <param name="strips">True for other RAM as strips of one row each, however wide the screen.</param>
    public static ImmutableArray<MapSection> Of(ImmutableArray<PhysicalRange> ram, PhysicalRange? region, bool narrow, bool strips = false)
    {
        var sections = ImmutableArray.CreateBuilder<MapSection>();
        int pages = narrow ? PagesInNarrowRow : PagesInRow;
        foreach (var part in Parts(ram, region))
        {
            bool carveOut = part == region;
            sections.Add(new(
                carveOut ? "pkernfs carve-out" : Title(part, region),
                "",
                part,
                carveOut ? Grids(part, narrow ? BlocksInNarrowRow : BlocksInRow, MostRows, pages) : Grids(part, CellsInRow, strips || (narrow && region is not null) ? 1 : MostRows, pages),
                carveOut));
        }
        return sections.ToImmutable();
    }

    private static List<PhysicalRange> Parts(ImmutableArray<PhysicalRange> ram, PhysicalRange? region)
    {
        var parts = new List<PhysicalRange>();
        foreach (var range in ram)
        {
            var pieces = region is { } carveOut && carveOut.Overlaps(range) ? [.. range.Except(carveOut), carveOut] : new[] { range };
            foreach (var piece in pieces.Order())
            {
                if (parts.Count > 0 && parts[^1] == piece) continue;
                if (parts.Count > 0 && piece != region && parts[^1] != region && piece.Start.Value - parts[^1].End.Value < SmallGap.Value)
                    parts[^1] = PhysicalRange.FromTo(parts[^1].Start, piece.End);
                else
                    parts.Add(piece);
            }
        }
        return parts;
    }

    private static string Title(PhysicalRange part, PhysicalRange? region)
    {
        if (part.End.Value <= 1UL << 32 && (region is not { } low || low.Start.Value >= 1UL << 32)) return "RAM below 4 GiB";
        return region is not { } carveOut ? "RAM above 4 GiB" : part.Start >= carveOut.End ? "RAM above the carve-out" : "RAM below the carve-out";
    }

    private static ImmutableArray<MapGrid> Grids(PhysicalRange part, int columns, int mostRows, int pagesInRow)
    {
        var grids = ImmutableArray.CreateBuilder<MapGrid>();
        int doublings = 0;
        ulong cells = (part.Length.Value + Block.Value - 1) / Block.Value;
        while ((cells + ((ulong)columns << doublings) - 1) / ((ulong)columns << doublings) > (ulong)mostRows) doublings++;
        // A strip of one row may end anywhere: its cells are as many as it takes.
        if (mostRows == 1) columns = (int)((cells + (1UL << doublings) - 1) >> doublings);
        grids.Add(new(Block * (1UL << doublings), columns));
        if (doublings > 0) grids.Add(new(Block, 1 << ((doublings + 1) / 2)));
        grids.Add(new(ByteCount.Page, pagesInRow));
        return grids.ToImmutable();
    }
}
