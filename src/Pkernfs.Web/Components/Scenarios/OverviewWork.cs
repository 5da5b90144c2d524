using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>The run of a built-in scenario on its way to a <see cref="ScenarioOverview"/>, followed by every card that shows it.</summary>
public sealed class OverviewWork(string name, Scenario scenario) : IProgress<RunProgress>
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Raised when there is more to say, on the thread that computes.</summary>
    public event Action? Changed;

    /// <summary>What it came to; null while it is under way and when it failed.</summary>
    public ScenarioOverview? Overview { get; private set; }

    /// <summary>Why there is none; null when all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>Done when there is an overview, or a problem.</summary>
    public Task Ended => ended.Task;

    /// <summary>How far it is, in words.</summary>
    public string Progress { get; private set; } = "Waiting to run";

    /// <summary>Does the run, or takes the one that sessions of the scenario share. Called once.</summary>
    public async Task RunAsync(SessionStore store)
    {
        try
        {
            (Overview, Problem) = await store.AskAsync(name, scenario, run => ScenarioOverview.Of(name, scenario, run), this);
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or OverflowException)
        {
            Problem = $"The run failed: {problem.Message}";
        }
        ended.TrySetResult();
        Changed?.Invoke();
    }

    void IProgress<RunProgress>.Report(RunProgress value)
    {
        Progress = $"Running step {value.Done + 1} of {value.Of}";
        Changed?.Invoke();
    }
}
