using System.Collections.Concurrent;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Faults;

/// <summary>Built-in scenarios' runs, done once for all tests of faults, and branches of them.</summary>
internal static class FaultRuns
{
    private static readonly ConcurrentDictionary<string, Lazy<RunTimeline>> Runs = new();

    public static RunTimeline Of(string scenario) =>
        Runs.GetOrAdd(scenario, name => new(() => Runner.Run(ScenarioLibrary.Load(name).Scenario!.Plan))).Value;

    /// <summary>The run with a fault after a step.</summary>
    public static RunTimeline With(string scenario, string fault, string after)
    {
        Assert.NotNull(Catalogue<Fault>.Find(fault));
        var run = Of(scenario);
        return Runner.Branch(run, run.Plan with { Edits = [new InjectFault(fault, after)] });
    }
}
