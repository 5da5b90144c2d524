using System.Globalization;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Web.Components.Layout;
using Pkernfs.Web.Components.Timeline;
using Pkernfs.Web.Scenes.Timeline;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Timeline;

public sealed class TimelineComponentTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();
    private readonly OpenMachine machine;

    public TimelineComponentTests()
    {
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.SetRendererInfo(new RendererInfo("Server", true));
        context.Services.GetRequiredService<CurrentView>().Open("http://localhost/?step=zap-00-03.0");
        machine = context.Services.GetRequiredService<OpenMachine>();
        machine.FollowView();
    }

    /// <summary>Where a step stands in this run; steps come and go between releases, their ids stay.</summary>
    private int IndexOf(string id) => machine.Timeline!.Moments.First(moment => moment.Step.Id == id).Step.Index;

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void EveryStepIsListedAndTheCurrentOneHasItsParagraph()
    {
        var pane = context.Render<StepsPane>();
        Assert.Equal(machine.Timeline!.Moments.Length, pane.FindAll("[data-step]").Count);
        var current = pane.Find("[aria-current=step]");
        Assert.Equal("zap-00-03.0", current.GetAttribute("data-step"));
        Assert.Equal(["P", "E", "H"], current.QuerySelectorAll(".cells i").Select(cell => cell.TextContent));
        var about = Assert.Single(pane.FindAll(".current .about"));
        Assert.Contains(machine.Moment!.Step.Explanation, about.TextContent, StringComparison.Ordinal);
        Assert.Contains("12 refused (fault 0x2, context entry not present), 12 lost", about.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePageAsFirstSentHasNoButtonsThatNeedACircuit()
    {
        Assert.Equal(machine.Timeline!.Moments.Length, context.Render<StepsPane>().FindAll("button.more").Count);
        context.SetRendererInfo(new RendererInfo("Static", false));
        Assert.Empty(context.Render<StepsPane>().FindAll("button.more"));
    }

    [Fact]
    public void ChoosingAStepGoesThereAndMovesTheParagraph()
    {
        var pane = context.Render<StepsPane>();
        pane.Find("[data-step=jump]").Click();
        Assert.Equal("jump", machine.Moment!.Step.Id);
        pane.WaitForAssertion(() => Assert.Equal("jump", pane.Find("[aria-current=step]").GetAttribute("data-step")));
        Assert.Single(pane.FindAll(".current .about"));
    }

    [Fact]
    public void TheParagraphsOfTheStepsBesideTheCurrentOneAreThereForTheKeysThatGoToThem()
    {
        var pane = context.Render<StepsPane>();
        int[] told() => [.. pane.FindAll(".about").Select(about => int.Parse(about.ParentElement!.QuerySelector(".number")!.TextContent, CultureInfo.InvariantCulture) - 1)];
        Assert.Equal([machine.Index - 1, machine.Index, machine.Index + 1], told());
        pane.Find("[data-step=jump]").Click();
        pane.WaitForAssertion(() => Assert.Equal([IndexOf("jump") - 1, IndexOf("jump"), IndexOf("jump") + 1], told()));
        context.SetRendererInfo(new RendererInfo("Static", false));
        Assert.Single(context.Render<StepsPane>().FindAll(".about"));
    }

    [Fact]
    public async Task SearchFiltersTheStepsByTheirWords()
    {
        var pane = context.Render<StepsPane>();
        await pane.Find("button[aria-label='Filter steps']").ClickAsync();
        pane.Find("input[type=search]").Input("RTADDR");
        var found = pane.FindAll("[data-step]").Select(row => row.GetAttribute("data-step")).ToArray();
        Assert.Contains("write-rtaddr-a", found);
        Assert.DoesNotContain("mount-a", found);
        pane.Find("input[type=search]").Input("no such words");
        Assert.Contains("No step has \"no such words\"", pane.Find(".pane-empty").TextContent, StringComparison.Ordinal);
        pane.Find("input[type=search]").KeyDown("Escape");
        Assert.Equal(machine.Timeline!.Moments.Length, pane.FindAll("[data-step]").Count);
    }

    [Fact]
    public void AFoldedPhaseHidesItsSteps()
    {
        var pane = context.Render<StepsPane>();
        pane.Find(".group button").Click();
        Assert.Empty(pane.FindAll("[data-step=power-on]"));
        Assert.Equal("false", pane.Find(".group button").GetAttribute("aria-expanded"));
    }

    [Fact]
    public void TheTransportInvitesToTheLiveUpdateAtTheOpeningMoment()
    {
        var pane = context.Render<TimelinePane>();
        Assert.Contains("Continue", pane.Find(".play-button").TextContent, StringComparison.Ordinal);
        machine.Seek(IndexOf("load-kernel-b"));
        pane.WaitForAssertion(() => Assert.Contains("Play the live update", pane.Find(".play-button").TextContent, StringComparison.Ordinal));
        Assert.Contains($"Step {IndexOf("load-kernel-b") + 1} of {machine.Timeline!.Moments.Length}", string.Join(' ', pane.Find(".position").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeysAnswerThroughTheCommands()
    {
        using var commands = new TimeCommands(context.Commands, machine);
        await context.Commands.DispatchAsync(ExplorerCommand.NextStep);
        Assert.Equal("zap-host-functions", machine.Moment!.Step.Id);
        await context.Commands.DispatchAsync(ExplorerCommand.PreviousPhase);
        Assert.Equal("pci-shutdown", machine.Moment!.Step.Id);
        await context.Commands.DispatchAsync(ExplorerCommand.PreviousPhase);
        Assert.Equal("pause-vcpus", machine.Moment!.Step.Id);
        await context.Commands.DispatchAsync(ExplorerCommand.LastStep);
        Assert.Equal(machine.Timeline!.Moments.Length - 1, machine.Index);
        await context.Commands.DispatchAsync(ExplorerCommand.Faster);
        Assert.Equal(2, machine.Cursor!.Speed);
    }

    [Fact]
    public void ThePlayheadIsASliderThatSaysItsStepAndMovesByKey()
    {
        var pane = context.Render<TimelinePane>();
        var slider = pane.Find("[role=slider]");
        Assert.StartsWith($"Step {IndexOf("zap-00-03.0") + 1}, Zap the context of 00:03.0, T+", slider.GetAttribute("aria-valuetext"), StringComparison.Ordinal);
        slider.KeyDown(new KeyboardEventArgs { Key = "ArrowRight" });
        Assert.Equal(IndexOf("zap-host-functions"), machine.Index);
        slider.KeyDown(new KeyboardEventArgs { Key = "Home" });
        Assert.Equal(0, machine.Index);
    }

    [Fact]
    public void ThePlayheadGlidesToANeighbourAndNotOverAJump()
    {
        var pane = context.Render<TimelinePane>();
        AssertTransition("none");
        machine.Step(1);
        AssertTransition("step");
        machine.Jump(0);
        AssertTransition("none");
        machine.Seek(IndexOf("jump") - 1);
        AssertTransition("none");
        machine.Step(1);
        AssertTransition("kexec");
        machine.Cursor!.ChangeSpeed(1);
        AssertTransition("kexec");
        machine.Step(-1);
        AssertTransition("kexec");

        void AssertTransition(string word) => pane.WaitForAssertion(() => Assert.Equal(word, pane.Find(".playhead").GetAttribute("data-transition")));
    }

    [Fact]
    public async Task PointingAtAPlaceGoesToTheStepThatEndsThere()
    {
        var pane = context.Render<TimelinePane>();
        var scene = TimelineScene.Of(machine.Timeline!, machine.Tracks!, 1176);
        for (int i = 0; i < machine.Timeline!.Moments.Length; i++)
        {
            int index = i;
            await pane.InvokeAsync(() => pane.Instance.ScrubTo(scene.LabelWidth + scene.Scale.StepEnds[index], false));
            Assert.Equal(index, machine.Index);
        }
    }

    [Fact]
    public void PlacesGoUpWithTimeAndEveryStepOfTheWindowCanBeHit()
    {
        var scale = TimelineScale.Of(machine.Timeline!, machine.Tracks!, 1000);
        var pause = machine.Tracks!.Pause!;
        for (int i = 1; i < scale.StepEnds.Length; i++)
        {
            double least = i > pause.First && i <= pause.Last ? 10 : 0.5;
            Assert.True(scale.StepEnds[i] - scale.StepEnds[i - 1] >= least, $"Step {i + 1} is {scale.StepEnds[i] - scale.StepEnds[i - 1]:0.0} pixels wide.");
        }
        Assert.Equal(1000, scale.StepEnds[^1], 6);
        Assert.Contains(scale.Ticks(44), tick => tick.Words == "0 ms" && Math.Abs(tick.X - scale.X(pause.Start)) < 0.001);
    }

    [Fact]
    public void WordsOfABarFitIntoItAndAreCutByNoBreak()
    {
        foreach (double width in (double[])[374, 800, 1176, 2400])
        {
            var scene = TimelineScene.Of(machine.Timeline!, machine.Tracks!, width);
            foreach (var bar in scene.Rows.SelectMany(row => row.Bars).Where(bar => bar.Words is not null))
            {
                double from = bar.X + bar.WordsX, to = from + bar.WordsWidth;
                Assert.True(to <= bar.X + bar.Width, $"\"{bar.Words}\" at {width}");
                Assert.DoesNotContain(scene.Scale.Breaks, at => at > from && at < to);
            }
        }
    }

    [Theory]
    [InlineData(320)]
    [InlineData(358)]
    [InlineData(800)]
    [InlineData(1176)]
    [InlineData(4000)]
    public void ATimeWithoutAKernelIsNamedAtEveryWidth(double width)
    {
        var scene = TimelineScene.Of(machine.Timeline!, machine.Tracks!, width);
        var none = scene.Rows.Where(row => row.Label == "Kernel").SelectMany(row => row.Bars).SingleOrDefault(bar => bar.Look == "undefined");
        if (none?.Words is not null)
        {
            Assert.Null(scene.Callout);
            return;
        }
        var callout = scene.Callout!;
        Assert.Equal("no kernel", callout.Words);
        Assert.InRange(callout.X, scene.Band!.X, scene.Band.X + scene.Band.Width);
        Assert.InRange(callout.WordsX, 0, scene.Scale.Width - callout.WordsWidth);
        Assert.True(scene.Rows[0].Y >= 15, "The words have a line of their own above the tracks.");
        double last = Math.Max(callout.WordsX + callout.WordsWidth, callout.X);
        Assert.DoesNotContain(scene.Ticks, tick => tick.Words.Length > 0 && tick.X + (tick.Words.Length * 2.7) > callout.WordsX && tick.X - (tick.Words.Length * 2.7) < last);
        Assert.Equal(width < TimelineScene.NarrowWidth ? 0 : scene.Scale.Ticks(44).Length, scene.Ticks.Length);
    }

    [Fact]
    public void WhereTheLastKernelRunsOnThereIsNoCallout()
    {
        var timeline = machine.Timeline! with { Moments = machine.Timeline!.Moments[..IndexOf("jump")] };
        Assert.Null(TimelineScene.Of(timeline, Core.Inspection.Tracks.Of(timeline), 358).Callout);
    }

    [Fact]
    public void BetweenKernelsTheTopBarSaysWhenOneEndedAndTheNextStarts()
    {
        machine.Jump(IndexOf("jump"));
        var bar = context.Render<TopBar>();
        Assert.Equal("no kernel", bar.Find(".kernel-badge.none b").TextContent);
        double until = machine.Timeline!.Moments[IndexOf("relocate-kernel")].Step.CostNanoseconds / 1e6;
        Assert.Equal(FormattableString.Invariant($"kernel A ended 0.15 ms ago, kernel B starts in {until:0.00} ms"), bar.Find(".kernel-badge span").TextContent);
        Assert.Equal("modelled, since vCPU pause", bar.Find(".clock span").TextContent);
        machine.Step(2);
        bar.WaitForAssertion(() => Assert.Equal("kernel B 6.8.0", bar.Find(".kernel-badge b").TextContent));
        Assert.StartsWith($"Step {IndexOf("decompress-kernel-b") + 1}, Decompress kernel B.", bar.Find("[aria-live=polite]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherScenarioIsChosenInTheTopBar()
    {
        var bar = context.Render<TopBar>();
        bar.Find(".scenario select").Change("pkernfs-rfc-as-posted");
        Assert.Equal("pkernfs-rfc-as-posted", machine.Session!.ScenarioName);
    }
}
