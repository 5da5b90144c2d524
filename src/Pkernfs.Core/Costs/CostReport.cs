using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Costs;

/// <summary>What a run costs with some parameters. Modelled, not measured.</summary>
/// <param name="Nanoseconds">Each step's cost, in the profile's order.</param>
public sealed record CostReport(CostProfile Profile, CostParameters Parameters, ImmutableArray<long> Nanoseconds)
{
    public static CostReport Of(RunTimeline run, CostParameters parameters) => Of(CostProfile.Of(run), parameters);

    public static CostReport Of(CostProfile profile, CostParameters parameters) =>
        new(profile, parameters, [.. profile.Steps.Select(step => CostModel.Of(step.Work, parameters))]);

    /// <summary>From the step that pauses the vCPUs to the end of the one that resumes them; null where they never run again.</summary>
    public long? BlackoutNanoseconds => Profile.Resumes ? Sum(step => step.InBlackout) : null;

    /// <summary>While the assigned function's mappings could not be changed; null where that never ends.</summary>
    public long? MappingsBlockedNanoseconds => Profile.Steps is [.., { MappingsBlocked: false }] ? Sum(step => step.MappingsBlocked) : null;

    /// <summary>What the update needs while the guest runs: what was prepared before the pause, and what was left to finish after the resumption.</summary>
    public long AroundNanoseconds => Sum(step => !step.InBlackout && step.Phase is (Phase.Prepare or Phase.Finish));

    /// <summary>Bytes that software stored while the guest stood still.</summary>
    public ulong BlackoutBytes => Profile.Steps.Where(step => step.InBlackout).Aggregate(0UL, (sum, step) => sum + step.Work.Counts.Bytes);

    /// <summary>The blackout by phase, in the order in which the phases come.</summary>
    public ImmutableArray<PhaseCost> BlackoutByPhase => ByPhase(step => step.InBlackout);

    /// <summary>What is done while the guest runs for the sake of the update, by phase.</summary>
    public ImmutableArray<PhaseCost> AroundByPhase => ByPhase(step => !step.InBlackout && step.Phase is (Phase.Prepare or Phase.Finish));

    /// <summary>How much of the blackout each parameter is behind, in nanoseconds, by its id; those behind nothing are left out.</summary>
    public ImmutableSortedDictionary<string, double> BlackoutByParameter()
    {
        var shares = new Dictionary<string, double>();
        foreach (var step in Profile.Steps.Where(step => step.InBlackout))
        {
            if (step.Work.Fixed is { } kind) Add(CostCatalogue.Of(kind), Parameters.NanosecondsOf(kind) * step.Work.Rounds);
            foreach (var counted in WorkCounts.Kinds) Add(CostCatalogue.Of(counted), step.Work.Counts[counted] * Parameters.NanosecondsOf(counted));
        }
        return shares.ToImmutableSortedDictionary(StringComparer.Ordinal);

        void Add(CostParameter parameter, double nanoseconds)
        {
            if (nanoseconds > 0) shares[parameter.Id] = shares.GetValueOrDefault(parameter.Id) + nanoseconds;
        }
    }

    private ImmutableArray<PhaseCost> ByPhase(Func<CostStep, bool> counts) =>
    [
        .. Profile.Steps.Zip(Nanoseconds).Where(pair => counts(pair.First)).GroupBy(pair => pair.First.Phase)
            .Select(phase => new PhaseCost(phase.Key, phase.Sum(pair => pair.Second), phase.Count())),
    ];

    private long Sum(Func<CostStep, bool> counts) => Profile.Steps.Zip(Nanoseconds).Where(pair => counts(pair.First)).Sum(pair => pair.Second);
}

/// <summary>What the steps of one phase cost together.</summary>
public sealed record PhaseCost(Phase Phase, long Nanoseconds, int Steps);
