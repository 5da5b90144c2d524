using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Sessions;

/// <summary>
/// A machine that people look at, outside any circuit: a run, and the moment that followers share. A reload or a lost
/// connection takes nothing from it.
/// </summary>
public sealed class MachineSession(string id, string scenarioName, Scenario scenario, RunInspection run, MomentCursor cursor, TimeProvider time)
{
    private long lastUsed = time.GetTimestamp();

    /// <summary>Its name in links: letters and digits, not to be guessed.</summary>
    public string Id => id;

    /// <summary>What the scenario is opened by: a built-in's name, or the name that an own file got.</summary>
    public string ScenarioName => scenarioName;

    public Scenario Scenario => scenario;

    public RunInspection Run => run;

    public RunTimeline Timeline => run.Timeline;

    /// <summary>The moment that the session shows to everyone who follows it.</summary>
    public MomentCursor Cursor => cursor;

    public TimeSpan IdleFor => time.GetElapsedTime(Interlocked.Read(ref lastUsed));

    /// <summary>Someone looked at it just now.</summary>
    public void Use() => Interlocked.Exchange(ref lastUsed, time.GetTimestamp());
}
