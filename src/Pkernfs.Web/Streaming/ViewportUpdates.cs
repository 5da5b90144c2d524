using System.Collections.Immutable;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Streaming;

/// <summary>What a viewport is to be told, worked out from a run alone.</summary>
public static class ViewportUpdates
{
    /// <summary>All that the viewport shows at a moment.</summary>
    public static PackedUpdate Keyframe(RunInspection run, Viewport viewport, int moment) =>
        new(true, ExtentCells.Of(run.OwnershipAt(moment), viewport), [], Landings(run, viewport, moment));

    /// <summary>What differs in the viewport between two moments, whichever came first and however many lie between.</summary>
    public static PackedUpdate Delta(RunInspection run, Viewport viewport, int from, int to) => new(
        false,
        ExtentChanges.Between(ExtentCells.Of(run.OwnershipAt(from), viewport), ExtentCells.Of(run.OwnershipAt(to), viewport)),
        ChangedFrames(run, viewport, from, to),
        Landings(run, viewport, to));

    /// <summary>Runs of 4 KiB frames whose bytes differ, widened to cells where those are larger, cut to the viewport.</summary>
    private static ImmutableArray<PhysicalRange> ChangedFrames(RunInspection run, Viewport viewport, int from, int to)
    {
        var moments = run.Timeline.Moments;
        var unit = new ByteCount(Math.Max(viewport.CellSize, ByteCount.Page.Value));
        var frames = PhysicalRange.FromTo(viewport.Range.Start.AlignDown(ByteCount.Page), viewport.Range.End.AlignUp(ByteCount.Page));
        var runs = ImmutableArray.CreateBuilder<PhysicalRange>();
        foreach (var changed in moments[to].Machine.Platform.Memory.ChangedRuns(moments[from].Machine.Platform.Memory, frames))
        {
            var wide = PhysicalRange.FromTo(changed.Start.AlignDown(unit), changed.End.AlignUp(unit)).Intersect(viewport.Range);
            if (wide.IsEmpty) continue;
            if (runs.Count > 0 && runs[^1].End >= wide.Start) runs[^1] = PhysicalRange.FromTo(runs[^1].Start, wide.End);
            else runs.Add(wide);
        }
        return runs.ToImmutable();
    }

    private static ImmutableArray<DeviceLandings> Landings(RunInspection run, Viewport viewport, int moment) =>
    [
        .. run.Timeline.Moments[moment].Step.DmaByDevice
            .Select(device => new DeviceLandings(device.Key.SourceId, [.. device.Value.Landings.Where(viewport.Range.Contains).Order()]))
            .Where(device => !device.Addresses.IsEmpty),
    ];
}
