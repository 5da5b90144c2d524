using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Tables;

/// <summary>The tables of a run: who owns memory, what devices reach, the steps, what must hold. Each has the facts that it is given, with what it tells before their title.</summary>
public static class RunTables
{
    /// <summary>Who owns what, by address.</summary>
    public static PictureTable Memory(RunInspection run, int index, PictureFacts facts) => new(
        Of("Memory map", facts), ["start", "end", "bytes", "owner", "what", "persists", "reachable-by"],
        [.. run.OwnershipAt(index).Extents.Select(extent => Row(
            extent.Range.Start.ToString(), extent.Range.End.ToString(), (long)extent.Range.Length.Value, ViewValues.Word(extent.Class),
            extent.Former is { } former ? $"was {former}" : extent.Label, extent.Persistent, extent.ReachableBy?.ToString() ?? ""))]);

    /// <summary>What each device's requests reach, through the registers and tables of the moment; neighbours joined.</summary>
    public static PictureTable Mappings(RunInspection run, int index, PictureFacts facts)
    {
        var (timeline, map) = (run.Timeline, run.OwnershipAt(index));
        var platform = timeline.Moments[index].Machine.Platform;
        var rows =
            from device in timeline.Plan.Devices
            from mapping in platform.Unit.Mappings(platform.Memory, device.Address, true)
            let owner = map.At(mapping.Output)
            select Row(
                device.Address.ToString(), mapping.Input.ToString(), mapping.Output.ToString(), (long)mapping.Length.Value, (long)mapping.PageSize.Value,
                (mapping.Rights.HasFlag(AccessRights.Read) ? "r" : "-") + (mapping.Rights.HasFlag(AccessRights.Write) ? "w" : "-"), owner?.Label ?? "", owner is { Persistent: true });
        return new(Of("Mappings", facts), ["device", "iova", "physical", "bytes", "page-bytes", "rights", "owner", "persists"], [.. rows]);
    }

    /// <summary>The entries that one address's walk reads; null where no address of a device is selected.</summary>
    public static PictureTable? Walk(RunInspection run, int index, Selection? selection, PictureFacts facts)
    {
        if (selection is not Selection.DeviceAddress at) return null;
        var platform = run.Timeline.Moments[index].Machine.Platform;
        var walk = TranslationWalk.Of(platform, at.Device, at.Address, run.OwnershipAt(index));
        return new(Of($"Walk of {at.Device} iova {at.Address}", facts), ["what", "at", "value", "says"], [.. WalkRows.Of(walk, MomentInspection.Of(run, index), platform.Memory)]);
    }

    /// <summary>Every step with its modelled cost and its DMA.</summary>
    public static PictureTable Steps(RunInspection run, PictureFacts facts) => new(
        Of("Steps", facts), ["index", "id", "phase", "actor", "boot", "title", "source", "cost-ns", "clock-ns", "dma-writes", "dma-reads", "dma-faults", "dma-lost", "dma-misdirected", "problems"],
        [.. run.Timeline.Moments.Select(moment => moment.Step).Select(step => Row(
            step.Index, step.Id, ViewValues.Word(step.Phase), ViewValues.Word(step.Actor), step.Boot is { } boot ? boot : TableCell.Empty, step.Title, step.Source, step.CostNanoseconds, step.ClockNanoseconds,
            step.Dma.Writes, step.Dma.Reads, step.Dma.Faults, step.Dma.Lost, step.Dma.Misdirected, string.Join(' ', step.Problems)))]);

    /// <summary>What must hold over the whole run, and where the first break is.</summary>
    public static PictureTable Invariants(RunInspection run, PictureFacts facts, CancellationToken cancellation)
    {
        var rows = InvariantReport.Of(run, cancellation).Verdicts.Select(verdict =>
        {
            var first = verdict.FirstBroken is { } at ? verdict.ByStep[at][0] : null;
            return Row(verdict.Invariant.Id, verdict.Invariant.Title, verdict.Holds, verdict.FirstBroken is { } step ? run.Timeline.Moments[step].Step.Id : "", first?.Sentence ?? "", first?.Bytes?.Start.ToString() ?? "");
        });
        return new(Of("Invariants", facts), ["id", "title", "holds", "first-broken-at", "because", "bytes-at"], [.. rows]);
    }

    private static PictureFacts Of(string what, PictureFacts facts) => facts with { Title = $"{what}, {facts.Title}" };

    internal static ImmutableArray<TableCell> Row(params ReadOnlySpan<TableCell> cells) => [.. cells];
}
