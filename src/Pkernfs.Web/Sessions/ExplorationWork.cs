using Pkernfs.Core.Exploration;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Sessions;

/// <summary>The exploration of one built-in scenario: not begun, under way, done, given up. People who look at it share it.</summary>
public sealed class ExplorationWork(string name) : IDisposable
{
    /// <summary>How often watchers hear of progress, in tries: each costs them a drawing.</summary>
    private const int Stride = 5;

    // Two people may begin it, or one give it up just as it ends.
    private readonly Lock gate = new();
    private CancellationTokenSource? running;

    /// <summary>Raised on whatever thread it happens.</summary>
    public event Action? Changed;

    public string Name => name;

    /// <summary>The finished table; null before.</summary>
    public ExplorationTable? Table { get; private set; }

    /// <summary>How far it is; null while it waits for its turn or does not run.</summary>
    public ExplorationProgress? Progress { get; private set; }

    /// <summary>Why there is no table, in a sentence; null where that is not so.</summary>
    public string? Problem { get; private set; }

    public bool IsRunning => running is not null;

    /// <summary>Gives it up; what was tried is forgotten.</summary>
    public void Cancel()
    {
        lock (gate) running?.Cancel();
    }

    /// <summary>The same: whoever runs it lets go of the rest.</summary>
    public void Dispose() => Cancel();

    /// <summary>Marks it as begun; false where it runs or is done.</summary>
    internal bool TryBegin(out CancellationToken cancellation)
    {
        cancellation = default;
        lock (gate)
        {
            if (Table is not null || running is not null) return false;
            running = new();
            cancellation = running.Token;
            Problem = null;
        }
        Tell();
        return true;
    }

    internal async Task RunAsync(int threads, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            var scenario = ScenarioLibrary.Load(name).Scenario;
            if (scenario is null) Problem = $"The scenario {name} cannot be read.";
            else Table = await Explorer.RunAsync(Runner.Run(scenario.Plan, cancellation), new Counter(this), threads, cancellation);
        }
        catch (OperationCanceledException)
        {
            Problem = "It was given up before it was done.";
        }
        finally
        {
            lock (gate)
            {
                running?.Dispose();
                (running, Progress) = (null, null);
            }
            Tell();
        }
    }

    private void Tell() => Changed?.Invoke();

    private sealed class Counter(ExplorationWork work) : IProgress<ExplorationProgress>
    {
        public void Report(ExplorationProgress value)
        {
            if (value.Done % Stride != 0 || value.Done < (work.Progress?.Done ?? 0)) return;
            work.Progress = value;
            work.Tell();
        }
    }
}
