using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Tests.Scenes;

/// <summary>The RFC's example, run once for all tests: a run is a value.</summary>
internal static class ExampleRun
{
    private static readonly Lazy<RunInspection> run = new(() => new(Runner.Run(ScenarioLibrary.Load(ScenarioLibrary.Default).Scenario!.Plan)));

    public static RunInspection Inspection => run.Value;

    public static PhysicalRange Region => Inspection.Region!.Value;

    public static int Step(string id) => Inspection.Timeline.TryFind(id, out var moment) ? moment.Step.Index : throw new ArgumentException($"The example has no step {id}.", nameof(id));

    public static Moment At(string id) => Inspection.Timeline.Moments[Step(id)];
}
