using System.Collections.Immutable;
using Pkernfs.Web.Scenes.Memory;

namespace Pkernfs.Web.Tests.Scenes;

public sealed class SceneRangesTests
{
    private static readonly ImmutableArray<PhysicalRange> scattered = [.. Enumerable.Range(0, 40_000).Select(i => new PhysicalRange(new((ulong)i << 22), ByteCount.Page))];

    [Fact]
    public void FewAreAsTheyAre() => Assert.Equal(scattered[..100], SceneRanges.Fold(scattered[..100], default));

    [Fact]
    public void ManyBecomeAsManyAsCanBeSeenAndLeaveNoneOut()
    {
        var folded = SceneRanges.Fold(scattered, default);
        Assert.InRange(folded.Length, 1, SceneExtents.Most);
        Assert.All(scattered.Where((_, i) => i % 97 == 0), range => Assert.Contains(folded, one => one.Contains(range)));
    }

    [Fact]
    public void WhatTheCameraShowsIsFiner()
    {
        var close = new PhysicalRange(new(1UL << 30), ByteCount.FromMiB(64));
        Assert.Equal(scattered.Where(close.Overlaps), SceneRanges.Fold(scattered, close).Where(close.Contains));
    }
}
