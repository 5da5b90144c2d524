using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Sessions;

/// <summary>All sessions of this server. Runs are values, so sessions of one scenario share one.</summary>
public sealed partial class SessionStore(SessionLimits limits, TimeProvider time)
{
    /// <summary>The step that a scenario opens at when the link names none: paused, the next kernel loaded.</summary>
    public const string OpeningStep = "load-kernel-b";

    /// <summary>Machines of so much RAM take a moment to compute.</summary>
    private static readonly ByteCount LargeBoard = ByteCount.FromGiB(64);

    /// <summary>Often enough to look alive, seldom enough to be read.</summary>
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, MachineSession> sessions = new();
    private readonly RunStore runs = new(limits, time);
    private readonly Lock opening = new();

    public int Count => sessions.Count;

    /// <summary>What holds and what is broken in the sessions' runs.</summary>
    public InvariantReports Invariants { get; } = new();

    public SessionLimits Limits => limits;

    /// <summary>Heap that the runs of all sessions hold together.</summary>
    public long RunBytes => runs.Bytes;

    /// <summary>The session of that id; null where there is none (any more).</summary>
    public MachineSession? Find(string id)
    {
        if (!sessions.TryGetValue(id, out var session)) return null;
        session.Use();
        return session;
    }

    /// <summary>Opens a built-in scenario in a session of its own, and waits for its run.</summary>
    public SessionResult Open(string scenarioName) => OpenAsync(scenarioName).GetAwaiter().GetResult();

    /// <summary>Opens a scenario that was read from anywhere, and waits for its run.</summary>
    public SessionResult Open(string scenarioName, Scenario scenario) => OpenAsync(scenarioName, scenario).GetAwaiter().GetResult();

    /// <summary>
    /// A built-in scenario at its opening moment, for a page that is drawn before its circuit runs: no session that anyone could find. With edits it has their branch,
    /// where it can be made.
    /// </summary>
    public SessionResult Preview(string scenarioName, ImmutableArray<PlanEdit> edits = default) =>
        WithBuiltIn(scenarioName, scenario => PreviewAsync(scenarioName, scenario, edits)).GetAwaiter().GetResult();

    /// <summary>The same for a scenario that was read from anywhere.</summary>
    public SessionResult Preview(string scenarioName, Scenario scenario, ImmutableArray<PlanEdit> edits = default) => PreviewAsync(scenarioName, scenario, edits).GetAwaiter().GetResult();

    /// <summary>An answer from a scenario's run, which sessions of it then share; null, with a sentence, where it cannot be run.</summary>
    /// <param name="progress">Told several times a second how far the run is.</param>
    public async Task<(TAnswer? Answer, string? Problem)> AskAsync<TAnswer>(string scenarioName, Scenario scenario, Func<RunInspection, TAnswer> ask, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
        where TAnswer : class
    {
        using var lease = runs.Take(scenario.Plan);
        var (run, problem) = await RunAsync(lease, scenarioName, progress, cancellation).ConfigureAwait(false);
        return run is null ? (null, problem) : (ask(run), null);
    }

    /// <summary>A scenario's run, without a session, held until the result is disposed; or a sentence that says why there is none.</summary>
    /// <param name="progress">Told several times a second how far the run is.</param>
    public async Task<(HeldRun? Held, string? Problem)> HoldAsync(string scenarioName, Scenario scenario, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        var lease = runs.Take(scenario.Plan);
        try
        {
            var (run, problem) = await RunAsync(lease, scenarioName, progress, cancellation).ConfigureAwait(false);
            if (run is null) return (null, problem);
            var held = new HeldRun(run, lease);
            lease = null;
            return (held, null);
        }
        finally
        {
            lease?.Dispose();
        }
    }

    /// <summary>Where a run is looked at first.</summary>
    public static int OpeningIndex(RunTimeline timeline) => timeline.TryFind(OpeningStep, out var moment) ? moment.Step.Index : 0;

    /// <summary>Opens a built-in scenario in a session of its own.</summary>
    public Task<SessionResult> OpenAsync(string scenarioName, CancellationToken cancellation = default) => OpenAsync(scenarioName, null, cancellation);

    /// <summary>Opens a built-in scenario in a session of its own.</summary>
    /// <param name="progress">Told several times a second how far the run is.</param>
    public Task<SessionResult> OpenAsync(string scenarioName, IProgress<RunProgress>? progress, CancellationToken cancellation = default) =>
        WithBuiltIn(scenarioName, scenario => OpenAsync(ScenarioLibrary.Resolve(scenarioName), scenario, progress, cancellation));

    /// <summary>True for a built-in scenario whose machine is large and whose run is not there yet: whoever waits for it should be told how far it is.</summary>
    public bool TakesLong(string scenarioName)
    {
        if (!ScenarioLibrary.Names.Contains(ScenarioLibrary.Resolve(scenarioName)) || ScenarioLibrary.Load(scenarioName).Scenario is not { Plan: var plan }) return false;
        var ram = plan.Board.Ram.Aggregate(default(ByteCount), (sum, range) => sum + range.Length);
        return ram >= LargeBoard && !runs.Has(plan);
    }

    /// <summary>True when a scenario's run is there, so that whoever opens it need not wait.</summary>
    public bool Has(Scenario scenario) => runs.Has(scenario.Plan);

    /// <summary>Opens a scenario that was read from anywhere. Whoever stops waiting leaves the run to those who still do.</summary>
    /// <param name="progress">Told several times a second how far the run is.</param>
    public async Task<SessionResult> OpenAsync(string scenarioName, Scenario scenario, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        CloseIdle();
        if (IsFull) CloseLongestLeft();
        if (IsFull) return Full();
        var lease = runs.Take(scenario.Plan);
        try
        {
            var (run, problem) = await RunAsync(lease, scenarioName, progress, cancellation).ConfigureAwait(false);
            if (run is null) return SessionResult.Refused(problem!);
            var session = Make(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), scenarioName, scenario, run, lease);
            if (!Register(session)) return Full();
            lease = null;
            return new(session, null);
        }
        finally
        {
            lease?.Dispose();
        }
    }

    /// <summary>Ends a session; whoever watches it is told, and whoever asks for it again hears that it is gone.</summary>
    public bool Close(string id)
    {
        if (!sessions.TryRemove(id, out var session)) return false;
        session.End();
        return true;
    }

    /// <summary>Ends the sessions that nobody looked at for the idle time.</summary>
    public void CloseIdle()
    {
        foreach (var session in sessions.Values.Where(session => session.IdleFor > limits.IdleTime)) Close(session.Id);
    }

    /// <summary>Makes room: ends the session that was left alone the longest, where one was for a while.</summary>
    private void CloseLongestLeft()
    {
        if (sessions.Values.MaxBy(session => session.IdleFor) is { } session && session.IdleFor > limits.LeftTime) Close(session.Id);
    }

    private bool IsFull => sessions.Count >= limits.MaxSessions;

    private SessionResult Full() =>
        SessionResult.Refused($"This server holds {limits.MaxSessions} sessions, as many as it may. Close one, or wait until one has been left alone for {limits.LeftTime.TotalSeconds:0} seconds.");

    private static string Size(long bytes) => $"{bytes / 1048576.0:0.#} MiB";

    private static Task<SessionResult> WithBuiltIn(string scenarioName, Func<Scenario, Task<SessionResult>> open)
    {
        if (!ScenarioLibrary.Names.Contains(ScenarioLibrary.Resolve(scenarioName)))
            return Task.FromResult(SessionResult.Refused($"There is no scenario \"{scenarioName}\". Built in are: {string.Join(", ", ScenarioLibrary.Names)}. Open a file of your own on the Scenarios page."));
        var read = ScenarioLibrary.Load(scenarioName);
        return read.Scenario is { } scenario ? open(scenario) : Task.FromResult(SessionResult.Refused(read.Findings[0].ToString()));
    }

    private async Task<SessionResult> PreviewAsync(string scenarioName, Scenario scenario, ImmutableArray<PlanEdit> edits)
    {
        var lease = runs.Take(scenario.Plan);
        var (run, problem) = await RunAsync(lease, scenarioName, null, default).ConfigureAwait(false);
        if (run is null)
        {
            lease.Dispose();
            return SessionResult.Refused(problem!);
        }
        var session = Make("", scenarioName, scenario, run, lease);
        if (!edits.IsDefaultOrEmpty) problem = (await BranchAsync(session, edits).ConfigureAwait(false)).Problem;
        // What was computed is kept for the circuit that comes; nobody can hold on to it by this session.
        session.Branches.End();
        return new(session, problem);
    }

    private async Task<(RunInspection? Run, string? Problem)> RunAsync(RunStore.Lease lease, string name, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            var result = lease.Run.Result;
            while (progress is not null && await Task.WhenAny(result, Task.Delay(ProgressEvery, cancellation)).ConfigureAwait(false) != result)
            {
                cancellation.ThrowIfCancellationRequested();
                if (lease.Run.Progress is { } done) progress.Report(done);
            }
            var run = await result.WaitAsync(cancellation).ConfigureAwait(false);
            // A run that was there at once is given up, too.
            cancellation.ThrowIfCancellationRequested();
            return (run, null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"The run of {name} took more than {limits.RunTime.TotalSeconds:0.###} seconds and was given up. Make the guest or the board smaller.");
        }
        catch (RunTooLargeException large)
        {
            return (null, $"The run of {name} reached {Size(large.Bytes)} and was given up: the runs of this server may hold {Size(limits.MaxRunBytes)} together, and {Size(runs.BytesWithout(lease.Run))} are taken by others. Close sessions of other scenarios, or make the guest or the board smaller.");
        }
    }

    /// <summary>The session holds the run's lease from now on.</summary>
    private MachineSession Make(string id, string name, Scenario scenario, RunInspection run, RunStore.Lease lease) =>
        new(id, name, scenario, new SessionBranch([], scenario.Title, run, new MomentCursor(run.Timeline.Moments.Length, OpeningIndex(run.Timeline), time), lease), time);

    /// <summary>Lets a session be found by its id; false where the server is full.</summary>
    internal bool Register(MachineSession session)
    {
        lock (opening)
        {
            if (IsFull) return false;
            sessions[session.Id] = session;
            return true;
        }
    }
}

/// <summary>A session, or a sentence that says why there is none.</summary>
public sealed record SessionResult(MachineSession? Session, string? Problem)
{
    public static SessionResult Refused(string problem) => new(null, problem);
}
