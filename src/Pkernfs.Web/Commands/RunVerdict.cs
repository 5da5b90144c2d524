using System.Collections.Immutable;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Commands;

/// <summary>What a run broke, a sentence each; empty when everything that should survive did.</summary>
internal static class RunVerdict
{
    public static ImmutableArray<string> Of(RunTimeline timeline)
    {
        var broken = ImmutableArray.CreateBuilder<string>();
        foreach (var step in timeline.Moments.Select(moment => moment.Step))
        {
            broken.AddRange(step.Problems.Select(problem => $"step {step.Id}: {problem}"));
        }
        foreach (var device in timeline.Plan.Devices.Where(device => device.Persistent))
        {
            var hurt = timeline.Moments.Select(moment => moment.Step).Where(step => IsHurt(step.DmaByDevice.GetValueOrDefault(device.Address)?.Counts)).ToArray();
            if (hurt.Length == 0) continue;
            var total = hurt.Aggregate(DmaCounts.None, (sum, step) => sum + step.DmaByDevice[device.Address].Counts);
            broken.Add($"DMA of {device.Address}: {total.Faults} faults, {total.Lost} lost, {total.Misdirected} misdirected, {total.Late} late; first at step {hurt[0].Id}.");
        }
        return broken.ToImmutable();
    }

    private static bool IsHurt(DmaCounts? counts) => counts is not null && counts.Faults + counts.Lost + counts.Misdirected + counts.Late > 0;
}
