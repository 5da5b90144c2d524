using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Components.Inspector;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Rendering.Skia;
using Pkernfs.Web.Rendering.Views.Inspector;
using Pkernfs.Web.Scenes.Inspector;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Rendering;

public sealed class InspectorPictureTests
{
    private const string Example = ScenarioLibrary.Default;

    /// <summary>Wide enough that no caption is cut.</summary>
    private const double Wide = 640;

    public static TheoryData<string, string> Selections => new()
    {
        { "jump", "" },
        { "run-guest", "" },
        { "jump", "bytes:0x100403000:0x10" },
        { "jump", "bytes:0x100800000:0x20000000" },
        { "jump", "pfn:0x120803" },
        { "run-guest", "pfn:0x100900" },
        { "jump", "iova:01:00.0:0xa200000" },
        { "jump", "iova:00:03.0:0x1000" },
        { "jump", "device:01:00.0" },
        { "set-iommu-b", "device:01:00.0" },
        { "jump", "entry:second-stage-2:0x120803000:81" },
        { "jump", "entry:context:0x33703000:1" },
        { "jump", "step:zap-00-03.0" },
        { "jump", "step:guest-goes-on" },
        { "jump", "register:RTADDR" },
    };

    public static MatrixTheoryData<string, PictureTheme> Kept { get; } = new(["", "iova:01:00.0:0xa200000", "step:zap-00-03.0"], Enum.GetValues<PictureTheme>());

    [Theory]
    [MemberData(nameof(Kept))]
    public void ItIsAsItWasLookedAt(string select, PictureTheme theme) =>
        GoldenFile.Matches($"inspector-{(select.Length == 0 ? "nothing" : select.Split(':')[0])}-{ViewValues.Word(theme)}.svg", ViewRuns.Svg(Draw("jump", select), theme));

    [Theory]
    [MemberData(nameof(Selections))]
    public async Task ItSaysWhatThePaneSays(string step, string select)
    {
        await using var context = new ExplorerContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Services.GetRequiredService<CurrentView>().Open($"/?step={step}{(select.Length == 0 ? "" : $"&select={select}")}");
        context.Services.GetRequiredService<OpenMachine>().FollowView();
        var pane = context.Render<InspectorPane>();
        pane.WaitForState(() => pane.FindAll(".past-place[aria-busy=true]").Count == 0);
        // Found and pressed between two renders, of which the moment's history brings some of its own.
        await pane.InvokeAsync(() => pane.Find("[data-part=registers] h3 button").Click());
        pane.WaitForState(() => pane.Find("[data-part=registers] h3 button").GetAttribute("aria-expanded") == "true");
        var picture = Draw(step, select, Wide, folded: []);
        var parts = ((GroupMark)picture.Marks[0]).Marks.OfType<GroupMark>().ToList();
        Assert.Equal(Words(pane.Find(".pane-head h2"), pane.Find(".pane-head .caption")), Words(parts.Single(part => part.Class == "pane-head tall")));
        Assert.Equal(Words(pane.Find(".subject")), Words(parts.Single(part => part.Class == "subject")));
        Assert.Equal(pane.FindAll(".warning").Select(warning => Words(warning)), parts.Where(part => part.Class == "warning").Select(Words));
        var own = parts.Where(part => part.Class?.StartsWith("part ", StringComparison.Ordinal) == true).ToDictionary(part => part.Class![5..]);
        Assert.Equal(pane.FindAll(".part").Select(part => part.GetAttribute("data-part")), own.Keys);
        foreach (var part in pane.FindAll(".part"))
        {
            string name = part.GetAttribute("data-part")!;
            // The pane scrolls over a page's bytes, of which it renders some.
            if (name == "page") continue;
            // What only a reader of the page can do, or only a screen reader is told.
            foreach (var unseen in part.QuerySelectorAll(".plain-button, .unseen, .brief td.status").ToList()) unseen.Remove();
            Assert.Equal(Words(part), Words(own[name]));
        }
    }

    [Theory]
    [MemberData(nameof(Selections))]
    public void ItIsLegible(string step, string select)
    {
        foreach (double width in new[] { InspectorPicture.LeastWidth, Wide }) PictureText.IsLegible(Draw(step, select, width, folded: []), $"{select} at {step}, {width} wide");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void ColumnsHoldTheSamePartsInLessHeight(int columns)
    {
        var (scene, moment) = Scene("jump", "device:01:00.0");
        var (one, wide) = (InspectorPicture.Of(scene, moment), InspectorPicture.Of(scene, moment, columns: columns));
        PictureText.IsLegible(wide, $"{columns} columns");
        Assert.Equal(PictureText.Of(one.Marks, 0, 0).Select(text => text.Words), PictureText.Of(wide.Marks, 0, 0).Select(text => text.Words));
        Assert.InRange(wide.Height, one.Height / columns, one.Height * 1.4 / columns);
    }

    [Theory]
    [InlineData(new double[] { 5, 5, 5, 5 }, 2, new[] { 0, 0, 1, 1 })]
    [InlineData(new double[] { 9, 1, 1, 1 }, 2, new[] { 0, 1, 1, 1 })]
    [InlineData(new double[] { 1, 1, 9 }, 3, new[] { 0, 0, 1 })]
    [InlineData(new double[] { 4 }, 2, new[] { 0 })]
    [InlineData(new double[0], 2, new int[0])]
    public void ColumnsAreFilledInOrderAndAsLowAsCanBe(double[] heights, int columns, int[] places) => Assert.Equal(places, ColumnBreaks.Of(heights, columns));

    [Fact]
    public void EveryBitHasItsWordsAndItsField()
    {
        using var context = new ExplorerContext();
        var scene = Scene("jump", "").Scene;
        var grid = context.Render<BitGrid>(parameters => parameters.Add(one => one.Entry, scene.Subject.Entry!));
        var own = Draw("jump", "").Marks.OfType<GroupMark>().SelectMany(Groups).Where(group => group.Class?.StartsWith("bit", StringComparison.Ordinal) == true);
        Assert.Equal(grid.FindAll(".bit").Select(bit => (bit.ClassName, bit.GetAttribute("title"))), own.Select(group => (group.Class, group.Title)));
    }

    [Fact]
    public void WithoutAMachineItSaysWhatThePaneSays()
    {
        using var context = new ExplorerContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        var picture = InspectorPicture.Of(InspectorScene.NoMachine);
        Assert.Contains(PictureText.Of(picture.Marks, 0, 0), text => text.Words == context.Render<InspectorPane>().Find(".pane-empty").TextContent);
        PictureText.IsLegible(picture, "no machine");
    }

    [Fact]
    public void TwoRendersAreTheSameBytes()
    {
        byte[] Render() => PngWriter.Write(Draw("jump", ""), PictureLook.Of(PictureTheme.Print), new("A view", "", "/", Example), 2);
        Assert.Equal(Render(), Render());
    }

    private static string Words(params AngleSharp.Dom.IElement[] elements) => Pressed(string.Concat(elements.Select(element => element.TextContent)));

    private static string Words(GroupMark part) => Pressed(string.Concat(PictureText.Of(part.Marks, 0, 0).Select(text => text.Words)));

    // Lines break at other places, and arrows are drawn.
    private static string Pressed(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter) && letter != '→'));

    private static IEnumerable<GroupMark> Groups(GroupMark group) => group.Marks.OfType<GroupMark>().SelectMany(Groups).Prepend(group);

    private static (InspectorScene Scene, MomentInspection Moment) Scene(string step, string select)
    {
        var run = ViewRuns.Of(Example);
        int index = ViewRuns.Step(run, step);
        var moment = MomentInspection.Of(run, index);
        var scene = InspectorScene.Of(run, moment, index, select.Length == 0 ? null : ExplorerView.Parse($"/?select={select}").View.Selection);
        return (scene.Subject.Past is { } past ? scene.WithHistory(ByteHistory.Of(run, index, past)) : scene, moment);
    }

    private static Picture Draw(string step, string select, double width = InspectorPicture.LeastWidth, IReadOnlyCollection<string>? folded = null)
    {
        var (scene, moment) = Scene(step, select);
        return InspectorPicture.Of(scene, moment, width, folded);
    }
}
