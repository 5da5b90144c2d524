using System.Collections.Concurrent;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Svg;
using Pkernfs.Web.Tests.Scenes;

namespace Pkernfs.Web.Tests.Rendering;

/// <summary>Runs of built-in scenarios that pictures are made of, each run once.</summary>
internal static class ViewRuns
{
    private static readonly ConcurrentDictionary<string, Lazy<RunInspection>> runs = new();
    private static readonly ConcurrentDictionary<string, Lazy<InvariantReport>> reports = new();

    public static RunInspection Of(string scenario) => scenario == ScenarioLibrary.Default ? ExampleRun.Inspection
        : runs.GetOrAdd(scenario, static name => new(() => new(Runner.Run(ScenarioLibrary.Load(name).Scenario!.Plan)))).Value;

    public static InvariantReport Report(string scenario) => reports.GetOrAdd(scenario, static name => new(() => InvariantReport.Of(Of(name)))).Value;

    public static int Step(RunInspection run, string id) => run.Timeline.TryFind(id, out var moment) ? moment.Step.Index : throw new ArgumentException($"The run has no step {id}.", nameof(id));

    public static string Svg(Picture picture, PictureTheme theme) => SvgWriter.Write(picture, PictureLook.Of(theme), new("A view", "Its words.", "/?step=jump", ScenarioLibrary.Default));
}
