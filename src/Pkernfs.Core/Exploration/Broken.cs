using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Exploration;

/// <summary>Invariants that a fault breaks and the run without it does not: what the bytes say is no longer true, whether or not a device has hit it yet.</summary>
/// <param name="parent">The run without the fault.</param>
internal sealed class Broken(RunTimeline parent)
{
    private readonly Lazy<(RunInspection Run, InvariantReport Report)> _parent = new(() =>
    {
        var run = new RunInspection(parent);
        return (run, InvariantReport.Of(run));
    });

    /// <summary>The first break of a run that shares its moments before <paramref name="first"/> with the parent; null where every invariant fares as it does there.</summary>
    public Damage? First(RunTimeline run, int first, CancellationToken cancellation)
    {
        var (usualRun, usual) = _parent.Value;
        var report = InvariantReport.Of(new RunInspection(run, usualRun, first), usual, cancellation);
        for (int i = first; i < run.Moments.Length; i++)
        {
            string step = run.Moments[i].Step.Id;
            int other = usualRun.Timeline.TryFind(step, out var moment) ? moment.Step.Index : first - 1;
            foreach (var verdict in report.Verdicts)
            {
                if (verdict.ByStep[i].IsEmpty || usual.Verdicts.First(known => known.Invariant.Id == verdict.Invariant.Id).ByStep[other] is { IsEmpty: false }) continue;
                return new(step, $"\"{verdict.Invariant.Title}\" no longer holds from {step} on: {verdict.ByStep[i][0].Sentence}");
            }
        }
        return null;
    }
}
