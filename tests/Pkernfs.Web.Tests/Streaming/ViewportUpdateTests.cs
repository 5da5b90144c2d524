using CsCheck;
using Pkernfs.Core.Memory;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Web.Tests.Streaming;

public sealed class ViewportUpdateTests
{
    private static readonly Gen<Viewport> viewports = Gen.Select(Gen.Int[12, 28], Gen.ULong[0, 6UL << 30], Gen.ULong[1, 3UL << 30])
        .Select((shift, start, length) => new Viewport(start >> shift << shift, Math.Min(length, (ulong)StreamingLimits.MaxCells << shift), 1UL << shift));

    private static Gen<int> Moments => Gen.Int[0, SharedRuns.Example.Timeline.Moments.Length - 1];

    [Fact]
    public void ADeltaMakesOfOneMomentsKeyframeTheOthers() => Gen.Select(viewports, Moments, Moments).Sample(
        (viewport, from, to) =>
        {
            var run = SharedRuns.Example;
            var before = ViewportUpdates.Keyframe(run, viewport, from);
            var delta = PackedUpdate.Decode(ViewportUpdates.Delta(run, viewport, from, to).Encode());
            Assert.Equal(ViewportUpdates.Keyframe(run, viewport, to).Extents, ExtentChanges.Apply(before.Extents, delta.Extents));
        },
        iter: 200);

    [Fact]
    public void CellsAreWhatEachCellHoldsLookedAtAlone() => Gen.Select(viewports, Moments).Sample(
        (viewport, moment) =>
        {
            var ownership = SharedRuns.Example.OwnershipAt(moment);
            var extents = ExtentCells.Of(ownership, viewport);
            ulong cells = ((viewport.Length - 1) / viewport.CellSize) + 1;
            for (ulong cell = 0; cell < cells; cell += (cells / 50) + 1)
            {
                var start = new PhysicalAddress(viewport.Start + (cell * viewport.CellSize));
                var range = new PhysicalRange(start, new(viewport.CellSize)).Intersect(new(new(viewport.Start), new(viewport.Length)));
                var held = ownership.Within(range).ToArray();
                var shown = extents.Where(extent => extent.Range.Contains(start)).ToArray();
                if (held.Length == 0)
                {
                    Assert.Empty(shown);
                    continue;
                }
                var only = Assert.Single(shown);
                Assert.Equal(held.Max(extent => extent.Class), only.Class);
                Assert.Equal(held.Any(extent => extent.ReachableBy is not null), only.Marks.HasFlag(ExtentMarks.Reachable));
                Assert.Equal(held.Select(extent => (extent.Class, extent.Persistent, extent.ReachableBy is null)).Distinct().Count() > 1, only.Marks.HasFlag(ExtentMarks.Mixed));
            }
        },
        iter: 60);

    [Fact]
    public void ChangedFramesAreThoseWhoseBytesDiffer() => Gen.Select(Moments, Moments).Sample(
        (from, to) =>
        {
            var run = SharedRuns.Example;
            var viewport = new Viewport(4UL << 30, 16 << 20, 4096);
            var changed = ViewportUpdates.Delta(run, viewport, from, to).ChangedFrames;
            var (old, now) = (run.Timeline.Moments[from].Machine.Platform.Memory, run.Timeline.Moments[to].Machine.Platform.Memory);
            for (var frame = new PhysicalAddress(viewport.Start).Frame; frame < new PhysicalAddress(viewport.Start + viewport.Length).Frame; frame += 1)
                Assert.Equal(old.ChangedWords(now, new(frame.Address, ByteCount.Page)).Any(), changed.Any(range => range.Contains(frame.Address)));
        },
        iter: 20);

    [Fact]
    public void LandingsAreThoseOfTheStepShownWithinTheViewport()
    {
        var run = SharedRuns.Example;
        var all = new Viewport(0, 6UL << 30, 1 << 20);
        int moment = run.Timeline.Moments.First(moment => moment.Step.DmaByDevice.Values.Any(device => device.Landings.Length > 1)).Step.Index;
        var expected = run.Timeline.Moments[moment].Step.DmaByDevice.SelectMany(device => device.Value.Landings).Order();
        Assert.Equal(expected, ViewportUpdates.Keyframe(run, all, moment).Landings.SelectMany(device => device.Addresses).Order());
        Assert.Empty(ViewportUpdates.Keyframe(run, new(0, 4096, 4096), moment).Landings);
    }

    [Theory]
    [InlineData(0, 0, 1, "is empty")]
    [InlineData(0, 4096, 3, "not a power of two")]
    [InlineData(0, 4096, 0, "not a power of two")]
    [InlineData(64, 4096, 4096, "not a multiple")]
    [InlineData(0, 1UL << 40, 4096, "at most 262144")]
    [InlineData(1UL << 51, (1UL << 51) + 1, 1UL << 40, "beyond 52 bits")]
    [InlineData(ulong.MaxValue, 1, 1, "beyond 52 bits")]
    public void AViewportThatMakesNoSenseSaysWhy(ulong start, ulong length, ulong cell, string expected) =>
        Assert.Contains(expected, new Viewport(start, length, cell).Problem(), StringComparison.Ordinal);
}
