using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Streaming;

/// <summary>A session as a client is told of it, once: all that does not change while it is looked at.</summary>
/// <param name="Session">The session's id, for links and for finding it again.</param>
/// <param name="Scenario">What the scenario is opened by.</param>
/// <param name="Moment">The index of the session's moment now.</param>
/// <param name="CarveOut">Where pkernfs is; null where kernel A is given none.</param>
/// <param name="Edits">The branch that the steps and the moment are of, as links have it; empty for the scenario's own run.</param>
/// <param name="Branches">All runs of the session, the scenario's own first.</param>
/// <param name="BlackoutNanoseconds">Modelled; null where the vCPUs never stop or never resume.</param>
public sealed record MachineDescription(
    string Session,
    string Scenario,
    string Title,
    string Description,
    string Approach,
    ulong Seed,
    BoardSummary Board,
    AddressSpan? CarveOut,
    IReadOnlyList<StepSummary> Steps,
    int Moment,
    bool IsPlaying,
    double Speed,
    long? BlackoutNanoseconds,
    string Edits,
    IReadOnlyList<BranchSummary> Branches)
{
    public static MachineDescription Of(MachineSession session, SessionBranch branch) => new(
        session.Id,
        session.ScenarioName,
        session.Scenario.Title,
        session.Scenario.Description,
        session.Scenario.Plan.Approach,
        session.Scenario.Plan.Seed,
        BoardSummary.Of(session.Scenario.Plan),
        branch.Run.Region is { } region ? AddressSpan.Of(region) : null,
        [.. branch.Timeline.Moments.Select(moment => StepSummary.Of(moment.Step))],
        branch.Cursor.Index,
        branch.Cursor.IsPlaying,
        branch.Cursor.Speed,
        branch.Timeline.BlackoutNanoseconds,
        branch.Key,
        [.. session.Branches.All.Select(one => new BranchSummary(one.Key, one.Name))]);
}

/// <summary>One run of a session.</summary>
/// <param name="Edits">What it does differently, as links have it; empty for the scenario's own run.</param>
/// <param name="Name">What people call it.</param>
public sealed record BranchSummary(string Edits, string Name);
