using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Costs;

/// <summary>All of a run that its cost follows from, whatever the parameters: what each step did and when the guest and its mappings stood still.</summary>
/// <param name="Approach">The approach's id.</param>
/// <param name="Guest">The guest's memory; of several guests all of it.</param>
/// <param name="Reserved">Kept away from everyone else at most.</param>
/// <param name="ReservedUsed">Of that, in use at most.</param>
/// <param name="TablePool">Pages taken in the fullest pool of page tables, at most.</param>
/// <param name="Resumes">True where every guest runs in the end: else there is no blackout's length.</param>
public sealed record CostProfile(
    string Approach,
    ByteCount Guest,
    ImmutableArray<CostStep> Steps,
    ByteCount Reserved,
    ByteCount ReservedUsed,
    int TablePool,
    bool Resumes)
{
    public static CostProfile Of(RunTimeline run)
    {
        var reserved = run.Moments.Select(moment => ReservedMemory.At(moment.Machine)).ToArray();
        return new(
            run.Plan.Approach,
            run.Plan.GuestMemory,
            [.. StepsOf(run)],
            reserved.Max(memory => memory.Bytes),
            reserved.Max(memory => memory.Used),
            reserved.Max(memory => memory.LargestPool),
            run.Plan.GuestsRun(run.Moments[^1].Machine));
    }

    private static IEnumerable<CostStep> StepsOf(RunTimeline run)
    {
        PciAddress[] assigned = [.. run.Plan.CarriedDevices.Select(device => device.Address)];
        // Before the mappings could be changed for the first time there was nothing to block.
        bool could = false, can = false;
        var trees = new TreeReadings();
        foreach (var moment in run.Moments)
        {
            bool before = can;
            can = assigned.Length > 0 && assigned.All(function => MappingChanges.Obstacle(moment.Machine, function, run.Plan.GuestOf(function), trees) is null);
            yield return new(moment.Step.Id, moment.Step.Title, moment.Step.Phase, moment.Step.InBlackout, could && !(before && can), moment.Step.Work);
            could |= can;
        }
    }
}
