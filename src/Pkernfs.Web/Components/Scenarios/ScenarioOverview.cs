using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Commands;
using Pkernfs.Web.Scenes;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>What a run showed of a scenario: enough for its card, without the run.</summary>
/// <param name="Picture">Memory at the moment that the explorer opens at.</param>
/// <param name="PictureWords">The same in a sentence.</param>
/// <param name="OpeningStep">That moment's step, by its title.</param>
/// <param name="BlackoutNanoseconds">Modelled; null where the guest's vCPUs never stop or never run again.</param>
/// <param name="Problems">What did not survive, a sentence each.</param>
public sealed record ScenarioOverview(
    Thumbnail Picture,
    string PictureWords,
    string OpeningStep,
    int Steps,
    long? BlackoutNanoseconds,
    ImmutableArray<string> Problems)
{
    public static ScenarioOverview Of(Scenario scenario, RunInspection run)
    {
        int opening = run.Timeline.TryFind(SessionStore.OpeningStep, out var moment) ? moment.Step.Index : 0;
        var ownership = run.OwnershipAt(opening);
        return new(
            ThumbnailLayout.Of(ownership, scenario.Plan.Board, run.Region ?? run.NamedRegion?.Range),
            ThumbnailWords.Of(ownership),
            run.Timeline.Moments[opening].Step.Title,
            run.Timeline.Moments.Length,
            run.Timeline.BlackoutNanoseconds,
            RunVerdict.Of(run.Timeline, InvariantReport.Of(run)));
    }
}
