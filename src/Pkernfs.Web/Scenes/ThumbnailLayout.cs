using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Web.Scenes;

/// <summary>Draws who owns what as a <see cref="Thumbnail"/>.</summary>
public static class ThumbnailLayout
{
    // A few pages of tables decide whether a machine survives, so a cell that holds any is shown as tables.
    private static readonly OwnerClass[] telling = [OwnerClass.RootAndContext, OwnerClass.DomainPageTable, OwnerClass.PkernfsMetadata, OwnerClass.HandoverMetadata];

    /// <param name="board">A board with RAM.</param>
    /// <param name="region">Where pkernfs, or a region that was carved out by name, is; null where no kernel has one.</param>
    public static Thumbnail Of(OwnershipMap ownership, Board board, PhysicalRange? region)
    {
        var span = PhysicalRange.FromTo(new PhysicalAddress(0), board.Ram.Max(ram => ram.End));
        return new(span, Strip(ownership, span), region is { IsEmpty: false } carveOut ? Region(ownership, carveOut) : null);
    }

    private static ImmutableArray<ThumbnailBand> Strip(OwnershipMap ownership, PhysicalRange span)
    {
        var bands = ImmutableArray.CreateBuilder<ThumbnailBand>();
        for (int column = 0; column < Thumbnail.StripColumns; column++)
        {
            var part = PhysicalRange.FromTo(Place(span, column), Place(span, column + 1));
            if (Most(ownership, part) is not { } kind) continue;
            if (bands.Count > 0 && bands[^1].Class == kind && bands[^1].Column + bands[^1].Width == column)
                bands[^1] = bands[^1] with { Width = bands[^1].Width + 1 };
            else
                bands.Add(new(column, 1, kind));
        }
        return bands.ToImmutable();
    }

    private static PhysicalAddress Place(PhysicalRange span, int column) =>
        new(span.Start.Value + (ulong)((UInt128)span.Length.Value * (uint)column / Thumbnail.StripColumns));

    private static ThumbnailRegion Region(OwnershipMap ownership, PhysicalRange region)
    {
        ulong size = PkernfsLayout.BlockSize;
        while (CellCount(region, size) > ThumbnailRegion.Columns * ThumbnailRegion.MostRows) size *= 2;
        var cells = ImmutableArray.CreateBuilder<OwnerClass>();
        for (ulong cell = 0; cell < CellCount(region, size); cell++)
        {
            var part = new PhysicalRange(new(region.Start.Value + (cell * size)), new(size)).Intersect(region);
            cells.Add(Telling(ownership, part) ?? Most(ownership, part) ?? OwnerClass.Free);
        }
        return new(region, new(size), cells.ToImmutable());
    }

    private static ulong CellCount(PhysicalRange region, ulong size) => (region.Length.Value + size - 1) / size;

    private static OwnerClass? Telling(OwnershipMap ownership, PhysicalRange part)
    {
        var present = ownership.Within(part).Select(extent => extent.Class).ToHashSet();
        return telling.Where(present.Contains).Select(kind => (OwnerClass?)kind).FirstOrDefault();
    }

    private static OwnerClass? Most(OwnershipMap ownership, PhysicalRange part) => ownership.Within(part)
        .GroupBy(extent => extent.Class, extent => extent.Range.Length.Value)
        .Select(group => (Class: (OwnerClass?)group.Key, Bytes: group.Aggregate(0UL, (sum, bytes) => sum + bytes)))
        .OrderByDescending(kind => kind.Bytes)
        .ThenBy(kind => kind.Class)
        .FirstOrDefault().Class;
}
