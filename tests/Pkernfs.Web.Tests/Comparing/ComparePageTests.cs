using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Web.Components.Pages;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Comparing;

public sealed class ComparePageTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();
    private readonly BunitJSModuleInterop map;

    public ComparePageTests()
    {
        var module = context.JSInterop.SetupModule("/js/map.bundle.js");
        map = module.SetupModule("open", _ => true);
        map.Mode = JSRuntimeMode.Loose;
        context.Renderer.SetRendererInfo(new("Server", true));
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    private OpenComparison Machines => context.Services.GetRequiredService<OpenComparison>();

    [Fact]
    public void TheListAndBothPicturesHaveTheSameNumbers()
    {
        var page = Open("left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted");
        Assert.Equal(Enumerable.Range(1, Machines.Shown!.Comparison.Differences.Length).Select(number => $"{number}"), page.FindAll(".differences tbody tr").Select(row => row.GetAttribute("data-number")));
        Assert.Equal(2, map.Invocations["number"].Count);
        var row = page.Find(".differences tbody tr[data-number='1']");
        Assert.Equal(["1", "vanished", "context entry of 01:00.0", "9, no kernel runs", "none"], row.Children.Select(cell => cell.TextContent.Trim()));
    }

    [Fact]
    public void PointingAtARowBringsItOutInBothPictures()
    {
        var page = Open("left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted");
        page.Find(".differences tbody tr[data-number='1'] button").Focus();
        page.WaitForAssertion(() => Assert.Equal(2, map.Invocations["point"].Count(call => call.Arguments[0] is 1)));
        Assert.Equal("pointed", page.Find(".differences tbody tr[data-number='1']").ClassName);
        Assert.Equal(2, page.FindAll(".chain .part.pointed").Count);
    }

    [Fact]
    public async Task AStepKeyMovesBothSides()
    {
        var page = Open("left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted");
        await page.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.NextStep));
        page.WaitForAssertion(() => Assert.All(page.FindAll(".side-pane"), pane => Assert.Equal("relocate-kernel", pane.GetAttribute("data-step"))));
        Assert.Contains("A: step 42", page.Find("[aria-live=polite]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void CostsSayThatTheyAreModelled()
    {
        var page = Open("left=pkernfs-rfc&right=save-restore");
        Assert.Contains("modelled, not measured", page.Find(".costs").TextContent, StringComparison.Ordinal);
        Assert.Contains("B outside blackout", page.Find(".costs").TextContent, StringComparison.Ordinal);
        Assert.Contains("In words.", page.Find(".differences .words").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void ASideThatCannotRunSaysWhyInItsPane()
    {
        var page = Open("left=pkernfs-rfc&right=save-restore");
        Machines.ChangeMachine(SideName.B, new("no-such-thing"));
        page.WaitForAssertion(() => Assert.Contains("no open session \"no-such-thing\"", page.Find(".side-pane[data-side=B] [role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void WhatOneSideIsCanBeChosenAsAnotherMomentOfTheOther()
    {
        var page = Open("left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted");
        page.Find(".side-pane[data-side=B] .machine select").Change(" same");
        page.WaitForAssertion(() => Assert.True(Machines.Shown?.IsSameRun));
        Assert.Empty(Machines.Shown!.Comparison.Differences);
    }

    private IRenderedComponent<Compare> Open(string query)
    {
        var page = Render(query);
        page.WaitForElement(".differences");
        page.WaitForAssertion(() => Assert.Equal(2, map.Invocations["show"].Count));
        return page;
    }

    private IRenderedComponent<Compare> Render(string query)
    {
        context.Services.GetRequiredService<NavigationManager>().NavigateTo("/compare?" + query);
        return context.Render<Compare>();
    }
}
