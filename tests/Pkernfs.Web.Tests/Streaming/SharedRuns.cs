using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Tests.Streaming;

/// <summary>The example's run, computed once for all tests that only read it.</summary>
internal static class SharedRuns
{
    private static readonly Lazy<RunInspection> example = new(() => new(Runner.Run(ScenarioLibrary.Load(ScenarioLibrary.Default).Scenario!.Plan)));

    public static RunInspection Example => example.Value;
}
