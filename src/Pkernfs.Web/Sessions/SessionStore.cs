using System.Collections.Concurrent;
using System.Security.Cryptography;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Sessions;

/// <summary>All sessions of this server. Runs are values, so sessions of one scenario share one.</summary>
public sealed class SessionStore(SessionLimits limits, TimeProvider time)
{
    /// <summary>The step that a scenario opens at when the link names none: paused, the next kernel loaded.</summary>
    public const string OpeningStep = "load-kernel-b";

    private readonly ConcurrentDictionary<string, MachineSession> sessions = new();
    private readonly ConcurrentDictionary<string, Lazy<RunInspection>> runs = new();

    public int Count => sessions.Count;

    public SessionLimits Limits => limits;

    /// <summary>The session of that id; null where there is none (any more).</summary>
    public MachineSession? Find(string id)
    {
        if (!sessions.TryGetValue(id, out var session)) return null;
        session.Use();
        return session;
    }

    /// <summary>Opens a built-in scenario in a session of its own.</summary>
    public SessionResult Open(string scenarioName) => WithBuiltIn(scenarioName, scenario => Open(scenarioName, scenario));

    /// <summary>A built-in scenario at its opening moment, for a page that is drawn before its circuit runs: no session that anyone could find.</summary>
    public SessionResult Preview(string scenarioName) => WithBuiltIn(scenarioName, scenario =>
        RunFor(scenarioName, scenario, out string? problem) is { } run ? new(MakeSession("", scenarioName, scenario, run), null) : SessionResult.Refused(problem!));

    /// <summary>Where a run is looked at first.</summary>
    public static int OpeningIndex(RunTimeline timeline) => timeline.TryFind(OpeningStep, out var moment) ? moment.Step.Index : 0;

    /// <summary>Opens a scenario that was read from anywhere.</summary>
    public SessionResult Open(string scenarioName, Scenario scenario)
    {
        CloseIdle();
        if (sessions.Count >= limits.MaxSessions)
            return SessionResult.Refused($"This server holds {limits.MaxSessions} sessions, as many as it may. Close one, or wait until one has been idle for {limits.IdleTime.TotalHours:0.#} hours.");
        if (RunFor(scenarioName, scenario, out string? problem) is not { } run) return SessionResult.Refused(problem!);
        var session = MakeSession(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), scenarioName, scenario, run);
        sessions[session.Id] = session;
        return new(session, null);
    }

    /// <summary>Ends a session; whoever looks at it is told when they next ask for it.</summary>
    public bool Close(string id)
    {
        if (!sessions.TryRemove(id, out var session)) return false;
        session.Cursor.Dispose();
        ForgetUnusedRuns();
        return true;
    }

    /// <summary>Ends the sessions that nobody looked at for the idle time.</summary>
    public void CloseIdle()
    {
        foreach (var session in sessions.Values.Where(session => session.IdleFor > limits.IdleTime)) Close(session.Id);
    }

    private static SessionResult WithBuiltIn(string scenarioName, Func<Scenario, SessionResult> open)
    {
        if (!ScenarioLibrary.Names.Contains(scenarioName))
            return SessionResult.Refused($"There is no scenario \"{scenarioName}\". Built in are: {string.Join(", ", ScenarioLibrary.Names)}. Open a file of your own on the Scenarios page.");
        var read = ScenarioLibrary.Load(scenarioName);
        return read.Scenario is { } scenario ? open(scenario) : SessionResult.Refused(read.Findings[0].ToString());
    }

    private MachineSession MakeSession(string id, string scenarioName, Scenario scenario, RunInspection run) =>
        new(id, scenarioName, scenario, run, new MomentCursor(run.Timeline.Moments.Length, OpeningIndex(run.Timeline), time), time);

    private RunInspection? RunFor(string name, Scenario scenario, out string? problem)
    {
        problem = null;
        string key = $"{name}\n{scenario.Plan.GetHashCode()}\n{scenario.Plan}";
        try
        {
            return runs.GetOrAdd(key, _ => new Lazy<RunInspection>(() =>
            {
                using var cancel = new CancellationTokenSource(limits.RunTime, time);
                return new RunInspection(Runner.Run(scenario.Plan, cancel.Token));
            })).Value;
        }
        catch (OperationCanceledException)
        {
            runs.TryRemove(key, out _);
            problem = $"The run of {name} took more than {limits.RunTime.TotalSeconds:0} seconds and was given up. Make the guest or the board smaller.";
            return null;
        }
    }

    private void ForgetUnusedRuns()
    {
        var used = sessions.Values.Select(session => session.Run).ToHashSet();
        foreach (var (key, run) in runs)
        {
            if (run.IsValueCreated && !used.Contains(run.Value)) runs.TryRemove(key, out _);
        }
    }
}

/// <summary>A session, or a sentence that says why there is none.</summary>
public sealed record SessionResult(MachineSession? Session, string? Problem)
{
    public static SessionResult Refused(string problem) => new(null, problem);
}
