using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Streaming;

/// <summary>A session as a client is told of it, once: all that does not change while it is looked at.</summary>
/// <param name="Session">The session's id, for links and for finding it again.</param>
/// <param name="Scenario">What the scenario is opened by.</param>
/// <param name="Moment">The index of the session's moment now.</param>
/// <param name="CarveOut">Where pkernfs is; null where kernel A is given none.</param>
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
    long? BlackoutNanoseconds)
{
    public static MachineDescription Of(MachineSession session) => new(
        session.Id,
        session.ScenarioName,
        session.Scenario.Title,
        session.Scenario.Description,
        session.Scenario.Plan.Approach,
        session.Scenario.Plan.Seed,
        BoardSummary.Of(session.Scenario.Plan),
        session.Run.Region is { } region ? AddressSpan.Of(region) : null,
        [.. session.Timeline.Moments.Select(moment => StepSummary.Of(moment.Step))],
        session.Cursor.Index,
        session.Cursor.IsPlaying,
        session.Cursor.Speed,
        session.Timeline.BlackoutNanoseconds);
}
