using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>The run of a built-in scenario on its way to a <see cref="ScenarioOverview"/>, followed by every card that shows it.</summary>
public sealed class OverviewWork(Scenario scenario, TimeProvider time)
{
    private static readonly TimeSpan telling = TimeSpan.FromMilliseconds(100);

    private long lastTold = time.GetTimestamp();

    /// <summary>Raised when there is more to say, at most every 100 ms, on the thread that computes.</summary>
    public event Action? Changed;

    /// <summary>What it came to; null while it is under way and when it failed.</summary>
    public ScenarioOverview? Overview { get; private set; }

    /// <summary>Why there is none; null when all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>How far it is, in words.</summary>
    public string Progress { get; private set; } = "Waiting to run";

    public bool IsDone => Overview is not null || Problem is not null;

    /// <summary>Does the run. Called once.</summary>
    public void Run(TimeSpan limit)
    {
        using var cancel = new CancellationTokenSource(limit, time);
        try
        {
            var plan = scenario.Plan;
            var steps = Approaches.Steps(plan);
            var moments = Runner.Continue(plan, MachineState.PowerOn(plan), steps.Select((step, index) => Tell(step, index, steps.Length)), 0, 0, cancel.Token);
            Overview = ScenarioOverview.Of(scenario, new RunInspection(new RunTimeline(plan, moments)));
        }
        catch (OperationCanceledException)
        {
            Problem = $"The run took more than {limit.TotalSeconds:0} seconds and was given up.";
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or OverflowException)
        {
            Problem = $"The run failed: {problem.Message}";
        }
        Changed?.Invoke();
    }

    private StepDefinition Tell(StepDefinition step, int index, int count)
    {
        Progress = $"Running step {index + 1} of {count}";
        if (time.GetElapsedTime(lastTold) >= telling)
        {
            lastTold = time.GetTimestamp();
            Changed?.Invoke();
        }
        return step;
    }
}
