using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Components.Timeline;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Skia;
using Pkernfs.Web.Rendering.Views.Timeline;
using Pkernfs.Web.Scenes.Timeline;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Rendering;

public sealed class TimelinePictureTests
{
    private const string Example = ScenarioLibrary.Default;
    private const double Wide = 1176, Narrow = 358;

    public static MatrixTheoryData<string, PictureTheme> Kept { get; } = new([Example, "pkernfs-rfc-as-posted"], Enum.GetValues<PictureTheme>());

    public static MatrixTheoryData<string, double> Drawn { get; } = new([Example, "pkernfs-rfc-as-posted", "save-restore", "kho"], [Wide, 800, Narrow]);

    [Theory]
    [MemberData(nameof(Kept))]
    public void ItIsAsItWasLookedAt(string scenario, PictureTheme theme) =>
        GoldenFile.Matches($"timeline-{scenario}-{ViewValues.Word(theme)}.svg", ViewRuns.Svg(Draw(scenario, Wide, "jump").Picture, theme));

    [Theory]
    [MemberData(nameof(Drawn))]
    public void ItHasWhatTheBrowserDraws(string scenario, double width)
    {
        var (scene, picture) = Draw(scenario, width, "jump");
        using var context = new ExplorerContext();
        var drawing = context.Render<TimelineDrawing>(parameters => parameters.Add(one => one.Scene, scene)).Find("svg");
        var group = Assert.IsType<GroupMark>(Assert.Single(picture.Marks));
        var own = DrawnPart.Of(group.Marks, 0, 0, "", "playhead", "first-broken").Select(part => $"{part}").Order().ToList();
        Assert.Equal(DrawnPart.Of(drawing).Where(IsSeen).Select(part => $"{part}").Order(), own);
        Assert.Equal(DrawnPart.TitlesOf(drawing), DrawnPart.TitlesOf(group.Marks, "playhead", "first-broken"));
    }

    [Theory]
    [MemberData(nameof(Drawn))]
    public void ItIsLegibleWhereverThePlayheadStands(string scenario, double width)
    {
        var moments = ViewRuns.Of(scenario).Timeline.Moments;
        foreach (var moment in moments.Where(one => one.Step.Index % 7 == 0).Append(moments[^1])) PictureText.IsLegible(Draw(scenario, width, moment.Step.Id).Picture, $"{scenario} at {moment.Step.Id}");
    }

    [Fact]
    public void ThePlayheadAndItsFlagAreThePanes()
    {
        using var context = new ExplorerContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Services.GetRequiredService<CurrentView>().Open("http://localhost/?step=zap-00-03.0");
        context.Services.GetRequiredService<OpenMachine>().FollowView();
        var pane = context.Render<TimelinePane>();
        var (scene, picture) = Draw(Example, Wide, "zap-00-03.0");
        var parts = DrawnPart.Of(picture).Where(part => part.Classes.StartsWith("playhead", StringComparison.Ordinal)).ToList();
        Assert.EndsWith(pane.Find(".flag").TextContent, parts[^1].What, StringComparison.Ordinal);
        string at = pane.Find(".playhead").GetAttribute("style")!.Split("--at: ")[1].Split("px")[0];
        double x = scene.LabelWidth + scene.Scale.StepEnds[ViewRuns.Step(ViewRuns.Of(Example), "zap-00-03.0")];
        Assert.Equal(double.Parse(at, System.Globalization.CultureInfo.InvariantCulture), x, 0.1);
    }

    [Fact]
    public void TwoRendersAreTheSameBytes()
    {
        byte[] Render() => PngWriter.Write(Draw(Example, Wide, "jump").Picture, PictureLook.Of(PictureTheme.Dark), new("A view", "", "/", Example), 2);
        Assert.Equal(Render(), Render());
    }

    // Only textures need a plate below words.
    private static bool IsSeen(DrawnPart part) => !part.Classes.EndsWith(" / plate", StringComparison.Ordinal)
        || !new[] { "paused", "lost", "paging", "sealed", "undefined", "none" }.Any(look => part.Classes.Contains($"bar {look}", StringComparison.Ordinal));

    private static (TimelineScene Scene, Picture Picture) Draw(string scenario, double width, string step)
    {
        var run = ViewRuns.Of(scenario);
        var tracks = Tracks.Of(run.Timeline);
        int index = ViewRuns.Step(run, step);
        var scene = TimelineScene.Of(run.Timeline, tracks, width, ViewRuns.Report(scenario));
        return (scene, TimelinePicture.Of(scene, index, MomentWord.Flag(run.Timeline.Moments[index].Step, tracks)));
    }
}
