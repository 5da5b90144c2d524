using Bunit;
using Microsoft.AspNetCore.Components;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Components.Translation;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Skia;
using Pkernfs.Web.Rendering.Views.Translation;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Rendering;

public sealed class TranslationPictureTests
{
    private const string Example = ScenarioLibrary.Default;

    private static readonly Selection walked = new Selection.DeviceAddress(new(1, 0, 0), new(0xa3b7d40));

    public static TheoryData<string, string, bool> Moments => new()
    {
        { Example, "power-on", false },
        { Example, "zap-00-03.0", false },
        { Example, "jump", false },
        { Example, "unmap-rom", false },
        { Example, "run-guest", true },
        { Example, "jump", true },
        { "pkernfs-rfc-as-posted", "keep-01-00.0", false },
        { "save-restore", "jump", true },
        { "kho", "jump", false },
        { "kho", "jump", true },
        { "fleet-host", "power-on", false },
        { "fleet-host", "jump", false },
    };

    public static MatrixTheoryData<string, PictureTheme> Kept { get; } = new(["zap-00-03.0", "unmap-rom", "run-guest"], Enum.GetValues<PictureTheme>());

    [Theory]
    [MemberData(nameof(Kept))]
    public void ItIsAsItWasLookedAt(string step, PictureTheme theme) =>
        GoldenFile.Matches($"translation-{step}-{ViewValues.Word(theme)}.svg", ViewRuns.Svg(Draw(Example, step, walks: step == "run-guest").Picture, theme));

    [Theory]
    [MemberData(nameof(Moments))]
    public void ItHasWhatTheBrowserDraws(string scenario, string step, bool walks)
    {
        var (scene, picture) = Draw(scenario, step, walks);
        using var context = new ExplorerContext();
        var drawing = context.Render<TranslationDrawing>(parameters => parameters.Add(one => one.Scene, scene).Add(one => one.Selected, walks ? walked : null)).Find("svg");
        var group = Assert.IsType<GroupMark>(Assert.Single(picture.Marks));
        var rendered = DrawnPart.Of(drawing).Where(IsSeen).ToList();
        var own = DrawnPart.Of(group.Marks, 0, 0, "").Select(part => part.Uncut(rendered));
        Assert.Equal(rendered.Select(part => $"{part}").Order(), own.Select(part => $"{part}").Order());
        Assert.Equal(DrawnPart.TitlesOf(drawing), DrawnPart.TitlesOf(group.Marks));
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void ItIsLegible(string scenario, string step, bool walks) => PictureText.IsLegible(Draw(scenario, step, walks).Picture, $"{scenario} at {step}");

    [Fact]
    public void ItIsLegibleAtEveryStepOfTheExample()
    {
        foreach (var moment in ViewRuns.Of(Example).Timeline.Moments) PictureText.IsLegible(Draw(Example, moment.Step.Id, false).Picture, moment.Step.Id);
    }

    [Fact]
    public void TwoRendersAreTheSameBytes()
    {
        byte[] Render() => PngWriter.Write(Draw(Example, "run-guest", true).Picture, PictureLook.Of(PictureTheme.Light), new("A view", "", "/", Example), 2);
        Assert.Equal(Render(), Render());
    }

    // Elements that a style keeps transparent until something happens to them.
    private static bool IsSeen(DrawnPart part)
    {
        string[] chain = part.Classes.Split(" / ");
        string[] Words(string kind) => chain.LastOrDefault(classes => classes.StartsWith(kind + " ", StringComparison.Ordinal))?.Split(' ') ?? [];
        return chain[^1] switch
        {
            "was" => false,
            "cell" => Words("row").Intersect(["lit", "blocked", "gone", "selected"]).Any(),
            "fill" => !Words("row").Contains("lit"),
            "outline" => !(chain.Length > 2 && chain[^3].Split(' ').Contains("vanished")),
            _ => true,
        };
    }

    private static (TranslationScene Scene, Picture Picture) Draw(string scenario, string step, bool walks)
    {
        var run = ViewRuns.Of(scenario);
        var selection = walks ? walked : null;
        var scene = TranslationLayout.Of(TranslationView.Of(run, ViewRuns.Step(run, step), selection));
        return (scene, TranslationPicture.Of(scene, selection));
    }
}
