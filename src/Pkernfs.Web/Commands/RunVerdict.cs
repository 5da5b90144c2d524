using System.Collections.Immutable;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Commands;

/// <summary>What a run broke, a sentence each; empty when everything that should survive did.</summary>
internal static class RunVerdict
{
    public static ImmutableArray<string> Of(RunTimeline timeline, InvariantReport invariants)
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
        foreach (var verdict in invariants.Broken)
        {
            int first = verdict.FirstBroken!.Value;
            broken.Add($"invariant {verdict.Invariant.Id}, \"{verdict.Invariant.Title}\", at {Steps(timeline, verdict)}: {verdict.ByStep[first][0].Sentence}");
        }
        return broken.ToImmutable();
    }

    private static string Steps(RunTimeline timeline, InvariantVerdict verdict) => string.Join(", ", verdict.BrokenSpans.Select(span => span.First == span.Last
        ? $"step {timeline.Moments[span.First].Step.Id}" : $"steps {timeline.Moments[span.First].Step.Id} to {timeline.Moments[span.Last].Step.Id}"));

    private static bool IsHurt(DmaCounts? counts) => counts is not null && counts.Faults + counts.Lost + counts.Misdirected + counts.Late > 0;
}
