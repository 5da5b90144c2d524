using System.Collections.Immutable;

namespace Pkernfs.Core.Inspection;

/// <summary>A list of extents, by address and without overlaps, on which later ones are painted over earlier ones.</summary>
internal sealed class ExtentPainter
{
    private readonly List<OwnedExtent> _extents = [];

    /// <summary>Paints an extent over whatever is there.</summary>
    public void Paint(OwnedExtent extent) => Replace(extent.Range, _ => extent, extent);

    /// <summary>Changes the extents within <paramref name="range"/>, cut at its ends; gaps stay gaps.</summary>
    public void Change(PhysicalRange range, Func<OwnedExtent, OwnedExtent> change) => Replace(range, change, null);

    /// <summary>The extents, equal neighbours joined.</summary>
    public ImmutableArray<OwnedExtent> ToExtents()
    {
        var joined = ImmutableArray.CreateBuilder<OwnedExtent>(_extents.Count);
        foreach (var extent in _extents)
        {
            if (joined.Count > 0 && joined[^1].Range.End == extent.Range.Start && joined[^1].SameAs(extent))
                joined[^1] = joined[^1] with { Range = PhysicalRange.FromTo(joined[^1].Range.Start, extent.Range.End) };
            else
                joined.Add(extent);
        }
        return joined.ToImmutable();
    }

    private void Replace(PhysicalRange range, Func<OwnedExtent, OwnedExtent> change, OwnedExtent? whole)
    {
        if (range.IsEmpty) return;
        int first = FirstEndingAfter(range.Start);
        int last = first;
        var pieces = new List<OwnedExtent>();
        for (; last < _extents.Count && _extents[last].Range.Start < range.End; last++)
        {
            var extent = _extents[last];
            var inside = extent.Range.Intersect(range);
            if (extent.Range.Start < inside.Start) pieces.Add(extent with { Range = PhysicalRange.FromTo(extent.Range.Start, inside.Start) });
            if (whole is null) pieces.Add(change(extent) with { Range = inside });
            else if (pieces.Count == 0 || !ReferenceEquals(pieces[^1], whole)) pieces.Add(whole);
            if (inside.End < extent.Range.End) pieces.Add(extent with { Range = PhysicalRange.FromTo(inside.End, extent.Range.End) });
        }
        if (whole is not null && !pieces.Contains(whole)) pieces.Add(whole);
        _extents.RemoveRange(first, last - first);
        _extents.InsertRange(first, pieces);
    }

    private int FirstEndingAfter(PhysicalAddress address)
    {
        int low = 0, high = _extents.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_extents[middle].Range.End <= address) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
