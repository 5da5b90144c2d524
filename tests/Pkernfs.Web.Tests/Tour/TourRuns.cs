using System.Collections.Concurrent;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Tests.Scenes;

namespace Pkernfs.Web.Tests.Tour;

/// <summary>The runs that the tour speaks of, each once for all tests.</summary>
internal static class TourRuns
{
    private static readonly ConcurrentDictionary<string, Lazy<RunInspection>> runs = new();

    public static RunInspection Of(string scenario) => scenario == ScenarioLibrary.Default
        ? ExampleRun.Inspection
        : runs.GetOrAdd(scenario, static name => new(() => new(Runner.Run(ScenarioLibrary.Load(name).Scenario!.Plan)))).Value;

    public static Moment At(string step, string scenario = ScenarioLibrary.Default) =>
        Of(scenario).Timeline.TryFind(step, out var moment) ? moment : throw new ArgumentException($"{scenario} has no step {step}.", nameof(step));
}
