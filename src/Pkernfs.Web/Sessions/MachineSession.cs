using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Presenting;

namespace Pkernfs.Web.Sessions;

/// <summary>
/// A machine that people look at, outside any circuit: its scenario's run, the branches that what-ifs made of it, and the moment that
/// followers share. A reload or a lost connection takes nothing from it.
/// </summary>
public sealed class MachineSession(string id, string scenarioName, Scenario scenario, SessionBranch run, TimeProvider time)
{
    private long lastUsed = time.GetTimestamp();
    private int watchers;
    private volatile bool ended;

    /// <summary>A session of a run that no store has.</summary>
    public MachineSession(string id, string scenarioName, Scenario scenario, RunInspection run, MomentCursor cursor, TimeProvider time)
        : this(id, scenarioName, scenario, new SessionBranch([], scenario.Title, run, cursor, null), time)
    {
    }

    /// <summary>Raised once, when the session ends.</summary>
    public event Action? Ended;

    /// <summary>Its name in links: letters and digits, not to be guessed.</summary>
    public string Id => id;

    /// <summary>What the scenario is opened by: a built-in's name, or the name that an own file got.</summary>
    public string ScenarioName => scenarioName;

    public Scenario Scenario => scenario;

    /// <summary>All its runs, and which of them followers see.</summary>
    public SessionBranches Branches { get; } = new(run);

    /// <summary>Who presents it, and what those who follow see.</summary>
    public SessionPresentation Presentation { get; } = new(time);

    /// <summary>What was written about it.</summary>
    public SessionNotes Notes { get; } = new();

    /// <summary>The scenario's own run.</summary>
    public RunInspection Run => run.Run;

    /// <summary>The scenario's own run.</summary>
    public RunTimeline Timeline => run.Timeline;

    /// <summary>The moment that the session shows to everyone who follows it, in the branch that it shows.</summary>
    public MomentCursor Cursor => Branches.Shown.Cursor;

    /// <summary>True once it was closed; it can still be read, but nobody else will find it.</summary>
    public bool HasEnded => ended;

    /// <summary>How long ago someone last used it; zero while someone watches.</summary>
    public TimeSpan IdleFor => Volatile.Read(ref watchers) > 0 ? TimeSpan.Zero : time.GetElapsedTime(Interlocked.Read(ref lastUsed));

    /// <summary>Someone looked at it just now.</summary>
    public void Use() => Interlocked.Exchange(ref lastUsed, time.GetTimestamp());

    /// <summary>Someone looks at it until what this returns is disposed: it is not idle meanwhile.</summary>
    public IDisposable Watch()
    {
        Interlocked.Increment(ref watchers);
        return new Presence(this);
    }

    internal void End()
    {
        Branches.End();
        Presentation.Dispose();
        ended = true;
        Ended?.Invoke();
    }

    private sealed class Presence(MachineSession session) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) != 0) return;
            session.Use();
            Interlocked.Decrement(ref session.watchers);
        }
    }
}
