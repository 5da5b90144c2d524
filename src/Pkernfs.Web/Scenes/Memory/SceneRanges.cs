using System.Collections.Immutable;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>Ranges that are marked on the map, such as what tables reach.</summary>
public static class SceneRanges
{
    /// <summary>At most about <see cref="SceneExtents.Most"/> ranges: those with less between them than the resolution that this gives become one, finer in what the camera shows.</summary>
    /// <param name="ranges">By address, joined.</param>
    public static ImmutableArray<PhysicalRange> Fold(ImmutableArray<PhysicalRange> ranges, PhysicalRange detail)
    {
        if (ranges.Length <= SceneExtents.Most) return ranges;
        ulong span = ranges[^1].End.Value - ranges[0].Start.Value;
        var (coarse, fine) = (Math.Max(span / (SceneExtents.Most / 2), 1), Math.Max(detail.Length.Value / (SceneExtents.Most / 2), 1));
        var folded = ImmutableArray.CreateBuilder<PhysicalRange>();
        foreach (var range in ranges)
        {
            ulong resolution = detail.Overlaps(range) || (folded.Count > 0 && detail.Overlaps(folded[^1])) ? fine : coarse;
            if (folded.Count > 0 && range.Start.Value - folded[^1].End.Value < resolution) folded[^1] = PhysicalRange.FromTo(folded[^1].Start, range.End);
            else folded.Add(range);
        }
        return folded.ToImmutable();
    }
}
