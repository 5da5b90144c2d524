using Pkernfs.Core.Costs;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Commands;

/// <summary>What "cost --json" prints.</summary>
/// <param name="Modelled">Always true: nothing here was measured on the modelled machine.</param>
/// <param name="Parameters">Those that differ from their defaults.</param>
internal sealed record CostDocument(bool Modelled, IReadOnlyDictionary<string, double> Parameters, IReadOnlyList<CostRow> Scenarios);

/// <summary>One scenario's costs. Times in nanoseconds, null where they never end; sizes in bytes.</summary>
/// <param name="Extrapolated">False for the scenario's own run; true where each step's work was carried on from two runs.</param>
/// <param name="BeyondPostedLimits">What the design as posted could not do, a sentence each.</param>
/// <param name="Problem">Why there are no figures; null where there are.</param>
internal sealed record CostRow(
    string Scenario,
    string Approach,
    ulong Guest,
    bool Extrapolated,
    long? BlackoutNanoseconds,
    long? MappingsBlockedNanoseconds,
    long AroundNanoseconds,
    ulong ReservedBytes,
    ulong ReservedUsedBytes,
    ulong BlackoutBytesWritten,
    IReadOnlyList<CostRow.PhaseDocument> Blackout,
    IReadOnlyList<string> CodePaths,
    bool NeedsAllocatorShim,
    IReadOnlyList<string> Trusts,
    IReadOnlyList<string> BeyondPostedLimits,
    string? Problem)
{
    public static CostRow Of(Scenario scenario, ByteCount? guest, LeafSize? leaves, CostParameters parameters, CancellationToken cancellation)
    {
        var scale = new CostScale(scenario.Plan);
        var measurement = guest is null && leaves is null ? new(scale.Own, null) : scale.Estimate(guest ?? scenario.Plan.Guest.Memory, leaves ?? LeafSize.TwoMiB, cancellation);
        var approach = Approaches.Of(scenario.Plan);
        var report = measurement.Profile is { } profile ? CostReport.Of(profile, parameters) : null;
        return new(
            scenario.Name,
            scenario.Plan.Approach,
            (guest ?? scenario.Plan.GuestMemory).Value,
            guest is not null || leaves is not null,
            report?.BlackoutNanoseconds,
            report?.MappingsBlockedNanoseconds,
            report?.AroundNanoseconds ?? 0,
            report?.Profile.Reserved.Value ?? 0,
            report?.Profile.ReservedUsed.Value ?? 0,
            report?.BlackoutBytes ?? 0,
            [.. (report?.BlackoutByPhase ?? []).Select(phase => new PhaseDocument(VerbOutput.Word(phase.Phase), phase.Nanoseconds, phase.Steps))],
            approach.CodePaths,
            approach.NeedsAllocatorShim,
            approach.Trusts,
            report is null ? [] : [.. PostedLimits.ExceededBy(report.Profile)],
            measurement.Problem);
    }

    internal sealed record PhaseDocument(string Phase, long Nanoseconds, int Steps);
}
