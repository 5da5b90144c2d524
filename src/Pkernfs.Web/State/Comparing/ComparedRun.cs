using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.State.Comparing;

/// <summary>The run of one side: on its way, there, or refused with a sentence. It is computed off everyone's thread.</summary>
public sealed class ComparedRun : IProgress<RunProgress>, IDisposable
{
    private readonly CancellationTokenSource unwanted = new();
    private HeldRun? held;
    private Tracks? tracks;

    private ComparedRun(CompareSide side) => (Machine, Edits, File) = (side.Machine, side.Edits, side.File);

    /// <summary>Raised on the thread that computes, when there is more to say.</summary>
    public event Action? Changed;

    /// <summary>What a link calls it.</summary>
    public string Machine { get; }

    public string Edits { get; }

    /// <summary>The scenario's whole file, where the link has it.</summary>
    public CarriedScenario? File { get; }

    /// <summary>What it runs; null where there is no such scenario.</summary>
    public Scenario? Scenario { get; private set; }

    /// <summary>The scenario's title.</summary>
    public string Title { get; private set; } = "";

    public RunInspection? Run => held?.Run;

    public Tracks? Tracks => Run is { } run ? tracks ??= Tracks.Of(run.Timeline) : null;

    /// <summary>How the run's invariants fare; null until they are evaluated, which goes on after the run is shown.</summary>
    public InvariantReport? Invariants { get; private set; }

    /// <summary>Why there is no run; null while there is hope.</summary>
    public string? Problem { get; private set; }

    /// <summary>How far it is, in words.</summary>
    public string Progress { get; private set; } = "Waiting to run";

    /// <summary>Begins a side's run.</summary>
    public static ComparedRun Begin(CompareSide side, SessionStore store)
    {
        var begun = new ComparedRun(side);
        if (begun.Find(side, store) is { } scenario) _ = Task.Run(() => begun.RunAsync(scenario, store));
        return begun;
    }

    public bool IsOf(CompareSide side) => Machine == side.Machine && Edits == side.Edits && Equals(File, side.File);

    public void Dispose()
    {
        Changed = null;
        unwanted.Cancel();
        Interlocked.Exchange(ref held, null)?.Dispose();
    }

    void IProgress<RunProgress>.Report(RunProgress value)
    {
        Progress = $"Running step {value.Done + 1} of {value.Of}";
        Changed?.Invoke();
    }

    private Scenario? Find(CompareSide side, SessionStore store)
    {
        (Scenario, var edited, Problem) = ComparedScenario.Of(side, store);
        Title = Scenario?.Title ?? "";
        return edited;
    }

    private async Task RunAsync(Scenario scenario, SessionStore store)
    {
        try
        {
            var (run, problem) = await store.HoldAsync(scenario.Name, scenario, this, unwanted.Token);
            (held, Problem) = (run, problem);
            if (unwanted.IsCancellationRequested) Interlocked.Exchange(ref held, null)?.Dispose();
            Changed?.Invoke();
            if (Run is not { } there) return;
            Invariants = InvariantReport.Of(there, unwanted.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or OverflowException)
        {
            Problem = $"The run failed: {problem.Message}";
        }
        Changed?.Invoke();
    }
}
