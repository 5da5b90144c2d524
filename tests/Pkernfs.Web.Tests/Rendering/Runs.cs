using System.Collections.Concurrent;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Tests.Rendering;

/// <summary>Runs of built-in scenarios, each computed once for all tests of pictures.</summary>
internal static class Runs
{
    private static readonly ConcurrentDictionary<string, Lazy<(RunInspection Run, string Title)>> runs = new();

    public static (RunInspection Run, string Title) Of(string scenario) => runs.GetOrAdd(scenario, name => new(() =>
    {
        var read = ScenarioLibrary.Load(name).Scenario!;
        return (new RunInspection(Runner.Run(read.Plan)), read.Title);
    })).Value;

    public static int Index(this RunInspection run, string step) => run.Timeline.TryFind(step, out var moment) ? moment.Step.Index : throw new ArgumentException($"There is no step {step}.", nameof(step));
}
