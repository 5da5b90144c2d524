using System.Collections.Immutable;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Streaming;

/// <summary>
/// Ownership at the resolution of a viewport. A cell that holds several kinds of memory is drawn as the one with the highest class, so that
/// a single table in gigabytes does not vanish, and marked as mixed; memory that a device can reach without owner is never hidden.
/// </summary>
public static class ExtentCells
{
    /// <summary>The viewport's extents, cut to it, each beginning and ending at a cell or at the viewport's end.</summary>
    public static ImmutableArray<PackedExtent> Of(OwnershipMap ownership, Viewport viewport)
    {
        var result = new ExtentList();
        PackedExtent? open = null;
        foreach (var extent in ownership.Within(viewport.Range))
        {
            var left = PackedExtent.Of(extent);
            while (!left.Range.IsEmpty)
            {
                var part = WholeCells(left.Range, viewport);
                if (part.IsEmpty)
                {
                    var cell = viewport.CellAt(left.Range.Start);
                    part = cell.Intersect(left.Range);
                    if (open is { } other && other.Range != cell)
                    {
                        result.Add(other);
                        open = null;
                    }
                    open = Mix(open, left with { Range = cell });
                }
                else
                {
                    if (open is { } before) result.Add(before);
                    open = null;
                    result.Add(left with { Range = part });
                }
                left = left with { Range = PhysicalRange.FromTo(part.End, left.Range.End) };
            }
        }
        if (open is { } last) result.Add(last);
        return result.ToImmutable();
    }

    /// <summary>The whole cells that begin where the range begins; empty where it begins within a cell or ends within its first.</summary>
    private static PhysicalRange WholeCells(PhysicalRange range, Viewport viewport)
    {
        if (viewport.CellAt(range.Start).Start != range.Start) return default;
        var end = range.End == viewport.Range.End ? range.End : viewport.CellAt(range.End).Start;
        return end > range.Start ? PhysicalRange.FromTo(range.Start, end) : default;
    }

    private static PackedExtent Mix(PackedExtent? there, PackedExtent added)
    {
        if (there is not { } first) return added;
        if (first.LooksLike(added)) return first;
        var top = (added.Class, added.Marks & ExtentMarks.Persistent).CompareTo((first.Class, first.Marks & ExtentMarks.Persistent)) > 0 ? added : first;
        return top with { Marks = (top.Marks & ExtentMarks.Persistent) | ((first.Marks | added.Marks) & ExtentMarks.Reachable) | ExtentMarks.Mixed };
    }
}
