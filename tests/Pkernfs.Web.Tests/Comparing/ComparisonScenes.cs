using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.Tests.Scenes;

namespace Pkernfs.Web.Tests.Comparing;

/// <summary>Comparisons of built-in runs, for all tests of what is drawn of them.</summary>
internal static class ComparisonScenes
{
    private static readonly Lazy<RunInspection> posted = new(() => Run("pkernfs-rfc-as-posted"));
    private static readonly Lazy<RunInspection> saved = new(() => Run("save-restore"));

    public static RunInspection Posted => posted.Value;

    public static RunInspection Saved => saved.Value;

    /// <summary>The RFC's run against another one, each after that step.</summary>
    public static ShownComparison Of(RunInspection other, string step)
    {
        var left = ExampleRun.Inspection;
        Assert.True(other.Timeline.TryFind(step, out var moment));
        int index = ExampleRun.Step(step);
        return new(left, index, other, moment.Step.Index, StepAlignment.Of(left.Timeline, other.Timeline), MachineComparison.Of(left, index, other, moment.Step.Index));
    }

    private static RunInspection Run(string name) => new(Runner.Run(ScenarioLibrary.Load(name).Scenario!.Plan));
}
