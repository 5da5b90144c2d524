using System.Collections.Concurrent;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>The built-in scenarios with large guests, each run once for all tests, and forms of them with other limits lifted.</summary>
internal static class LargeRuns
{
    private static readonly ConcurrentDictionary<string, Lazy<RunTimeline>> Done = new();

    public static RunTimeline Of(string scenario) => Done.GetOrAdd(scenario, name => new(() => Runner.Run(Runs.Plan(name)))).Value;

    /// <summary>A scenario whose options name these limits alone; none for the design as posted.</summary>
    public static Scenario With(string scenario, string limits)
    {
        string text = ScenarioLibrary.Text(scenario)!;
        string line = text.Split('\n').Single(line => line.Contains("lifted-limits:", StringComparison.Ordinal));
        var result = ScenarioReader.Read("changed.yaml", text.Replace(line, $"  lifted-limits: [{limits}]", StringComparison.Ordinal), NoScenarioFiles.Instance);
        return result.Scenario ?? throw new ArgumentException(string.Join("\n", result.Findings), nameof(limits));
    }

    /// <summary>The first step with a problem of a plan's run, which is not done any further.</summary>
    public static Moment FirstProblem(LiveUpdatePlan plan)
    {
        var (machine, clock, index) = (MachineState.PowerOn(plan), 0L, 0);
        foreach (var step in Approaches.Steps(plan))
        {
            var moment = Runner.Continue(plan, machine, [step], index++, clock)[0];
            if (!moment.Step.Problems.IsEmpty) return moment;
            (machine, clock) = (moment.Machine, moment.Step.ClockNanoseconds);
        }
        throw new ArgumentException("No step of the run has a problem.", nameof(plan));
    }
}
