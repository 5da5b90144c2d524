using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Pkernfs.Core.Invariants;
using Pkernfs.Web.Components.Dialogs;
using Pkernfs.Web.Components.Timeline;
using Pkernfs.Web.Scenes.Timeline;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Invariants;

/// <summary>Broken invariants on the timeline and in their dialog.</summary>
public sealed class InvariantViewTests : IAsyncDisposable
{
    private const string AsPosted = "pkernfs-rfc-as-posted", Zapped = "keep-01-00.0", Restored = "set-iommu-b";

    private readonly ExplorerContext context = new();

    public InvariantViewTests() => context.JSInterop.Mode = JSRuntimeMode.Loose;

    private OpenMachine Machine => context.Services.GetRequiredService<OpenMachine>();

    private CurrentView View => context.Services.GetRequiredService<CurrentView>();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public async Task TheReportComesOnAnotherThreadAndIsKeptWithTheRun()
    {
        Open(AsPosted, "load-kernel-b");
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Machine.Changed += _ => told.TrySetResult();

        if (Machine.Invariants is null) await told.Task.WaitAsync(TimeSpan.FromSeconds(30), Xunit.TestContext.Current.CancellationToken);

        Assert.Same(Machine.Timeline, Machine.Invariants!.Timeline);
        Assert.Same(Machine.Invariants, Machine.Invariants);
    }

    [Fact]
    public async Task OneMarkStandsAtTheStepWhereInvariantsAreFirstBrokenAndGoesThere()
    {
        Open(AsPosted, "load-kernel-b");
        var pane = context.Render<TimelinePane>();

        var mark = pane.WaitForElement(".first-broken");
        Assert.Equal(
            $"First broken at step {IndexOf(Zapped) + 1}, Zap the context of 01:00.0, too: Same IOVA, same memory, same rights; After the zap only carried devices do DMA",
            mark.GetAttribute("aria-label"));
        Assert.Single(pane.FindAll(".first-broken"));
        await mark.ClickAsync();

        Assert.Equal(Zapped, Machine.Moment!.Step.Id);
    }

    [Fact]
    public void TheRowIsBrokenFromTheZapToTheRestoreAndTickedElsewhere()
    {
        Open(AsPosted, "load-kernel-b");
        var scene = Scene(1176);

        var bar = Assert.Single(scene.Invariants!.Row.Bars);
        Assert.Equal($"broken at step {IndexOf(Zapped) + 1} to {IndexOf(Restored)}: Same IOVA, same memory, same rights; After the zap only carried devices do DMA", bar.Title);
        Assert.Equal(scene.Scale.StepEnds[IndexOf(Restored) - 1], bar.X + bar.Width, 6);
        Assert.NotEmpty(scene.Invariants.Holds);
        Assert.DoesNotContain(scene.Invariants.Holds, x => x >= bar.X && x <= bar.X + bar.Width);
    }

    [Theory]
    [InlineData(640)]
    [InlineData(1176)]
    [InlineData(2400)]
    public void WordsOfABrokenStretchStandClearOfItsMarkAndEndInIt(double width)
    {
        Open(AsPosted, "load-kernel-b");
        var invariants = Scene(width).Invariants!;

        foreach (var bar in invariants.Row.Bars.Where(bar => bar.Words is not null))
        {
            Assert.All(invariants.Marks, mark => Assert.False(mark.X + 6 > bar.X + bar.WordsX && mark.X - 6 < bar.X + bar.WordsX + bar.WordsWidth));
            Assert.True(bar.WordsX + bar.WordsWidth <= bar.Width);
        }
    }

    [Fact]
    public void WhereAllHoldThereAreOnlyTicksAndTheWordsSaySo()
    {
        Open("pkernfs-rfc", "load-kernel-b");
        var pane = context.Render<TimelinePane>();

        pane.WaitForAssertion(() => Assert.Contains("Invariants: all 11 hold at every step", pane.Find("ul[aria-label^=Tracks]").TextContent, StringComparison.Ordinal));
        Assert.Empty(pane.FindAll(".first-broken"));
        Assert.NotEmpty(pane.FindAll(".holds"));
        Assert.False(context.Commands.IsAvailable(ExplorerCommand.NextBroken));
    }

    [Fact]
    public async Task AKeyGoesToTheNextStepWhereAnInvariantBreaks()
    {
        Open(AsPosted, "power-on");
        var pane = context.Render<TimelinePane>();
        pane.WaitForElement(".first-broken");

        await pane.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.NextBroken));

        Assert.Equal(Zapped, Machine.Moment!.Step.Id);
    }

    [Fact]
    public async Task TheDialogNamesWhatIsBrokenHereFirstAndSelectsItsBytes()
    {
        Open(AsPosted, Zapped);
        var dialog = await context.OpenAsync<InvariantsDialog>();
        dialog.WaitForElement("[data-invariant]");

        Assert.Equal(["same-translation", "only-carried-dma"], dialog.FindAll("li.broken").Select(item => item.GetAttribute("data-invariant")));
        Assert.Equal("broken", dialog.FindAll("[data-invariant]")[0].ClassName);
        Assert.Equal($"Step {IndexOf(Zapped) + 1}, Zap the context of 01:00.0, too: 2 of 11 broken.", dialog.Find("[role=status]").TextContent);
        await dialog.Find("[data-invariant=only-carried-dma] .bytes").ClickAsync();

        Assert.Equal(new Selection.Bytes(new(new(0x100403000), new(16))), View.Value.Selection);
        dialog.WaitForAssertion(() => Assert.Empty(dialog.FindAll("[data-invariant]")));
    }

    [Fact]
    public async Task TheDialogGoesToWhereAnInvariantIsFirstBrokenAndStaysOpen()
    {
        Open(AsPosted, "resume-vcpus");
        var dialog = await context.OpenAsync<InvariantsDialog>(InvariantsDialog.Options);
        dialog.WaitForElement("[data-invariant]");
        Assert.Empty(dialog.FindAll("li.broken"));
        Assert.EndsWith("all 11 hold. 2 are broken elsewhere in this run.", dialog.Find("[role=status]").TextContent, StringComparison.Ordinal);

        dialog.Find("[data-invariant=same-translation] .plain-button").Click();

        Assert.Equal(Zapped, Machine.Moment!.Step.Id);
        dialog.WaitForAssertion(() => Assert.Equal(2, dialog.FindAll("li.broken").Count));
        Assert.True(dialog.Find("[data-invariant=same-translation] .plain-button").HasAttribute("disabled"));
    }

    private void Open(string scenario, string step)
    {
        View.Open($"http://localhost/?scenario={scenario}&step={step}");
        Machine.FollowView();
    }

    private int IndexOf(string id) => Machine.Timeline!.Moments.First(moment => moment.Step.Id == id).Step.Index;

    private TimelineScene Scene(double width) => TimelineScene.Of(Machine.Timeline!, Machine.Tracks!, width, InvariantReport.Of(Machine.Run!, Xunit.TestContext.Current.CancellationToken));
}
