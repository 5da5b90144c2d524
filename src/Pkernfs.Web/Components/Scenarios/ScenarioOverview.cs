using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Commands;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>What a run showed of a scenario: enough for its card, without the run.</summary>
/// <param name="Still">Its most telling moment.</param>
/// <param name="BlackoutNanoseconds">Modelled; null where the guest's vCPUs never stop or never run again.</param>
/// <param name="Problems">What did not survive, a sentence each.</param>
public sealed record ScenarioOverview(ScenarioStill Still, int Steps, long? BlackoutNanoseconds, ImmutableArray<string> Problems)
{
    /// <param name="name">The scenario's, as links have it.</param>
    public static ScenarioOverview Of(string name, Scenario scenario, RunInspection run) => new(
        ScenarioStill.Of(run, name, scenario.Title),
        run.Timeline.Moments.Length,
        run.Timeline.BlackoutNanoseconds,
        RunVerdict.Of(run.Timeline, InvariantReport.Of(run)));
}
