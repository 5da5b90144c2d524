using System.Collections.Immutable;

namespace Pkernfs.Web.Streaming;

/// <summary>The difference between two lists of extents, and painting it over the first to have the second.</summary>
public static class ExtentChanges
{
    /// <summary>The runs that look otherwise in <paramref name="after"/>; a run without class where nothing answers any more.</summary>
    public static ImmutableArray<PackedExtent> Between(IReadOnlyList<PackedExtent> before, IReadOnlyList<PackedExtent> after) =>
        Sweep(before, after, (old, now) => (old, now) switch
        {
            (null, null) => null,
            ({ } was, { } next) when was.LooksLike(next) => null,
            (_, { } next) => next,
            _ => new PackedExtent(default, null, ExtentMarks.None),
        });

    /// <summary>Paints changes over extents.</summary>
    public static ImmutableArray<PackedExtent> Apply(IReadOnlyList<PackedExtent> extents, IReadOnlyList<PackedExtent> changes) =>
        Sweep(extents, changes, (old, change) => change is not { } painted ? old : painted.Class is null ? null : painted);

    /// <summary>Goes through both lists by address and asks, for each run in which neither changes, what comes of it; equal neighbours are joined.</summary>
    private static ImmutableArray<PackedExtent> Sweep(
        IReadOnlyList<PackedExtent> left,
        IReadOnlyList<PackedExtent> right,
        Func<PackedExtent?, PackedExtent?, PackedExtent?> decide)
    {
        var result = new ExtentList();
        ulong at = 0;
        for (int l = 0, r = 0; l < left.Count || r < right.Count;)
        {
            var (inLeft, leftEdge) = Around(left, l, at);
            var (inRight, rightEdge) = Around(right, r, at);
            ulong edge = Math.Min(leftEdge, rightEdge);
            if (decide(inLeft ? left[l] : null, inRight ? right[r] : null) is { } run)
                result.Add(run with { Range = PhysicalRange.FromTo(new(at), new(edge)) });
            at = edge;
            if (l < left.Count && left[l].Range.End.Value <= at) l++;
            if (r < right.Count && right[r].Range.End.Value <= at) r++;
        }
        return result.ToImmutable();
    }

    /// <summary>Whether the address is in the extent at the index, and where that next changes.</summary>
    private static (bool Inside, ulong Edge) Around(IReadOnlyList<PackedExtent> extents, int index, ulong at)
    {
        if (index == extents.Count) return (false, ulong.MaxValue);
        var range = extents[index].Range;
        return range.Start.Value <= at ? (true, range.End.Value) : (false, range.Start.Value);
    }
}
