using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Web.Components.Tour;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.Tests.Components;
using Pkernfs.Web.Tour;

namespace Pkernfs.Web.Tests.Tour;

public sealed class GuidedTourTests : IAsyncDisposable
{
    private readonly ExplorerContext context = new();
    private readonly BunitJSModuleInterop placing;

    public GuidedTourTests()
    {
        context.SetRendererInfo(new RendererInfo("Server", true));
        placing = context.JSInterop.SetupModule("/js/tour.js").SetupModule("guide", _ => true);
        placing.SetupVoid("point", _ => true).SetVoidResult();
        placing.SetupVoid("stop").SetVoidResult();
        Navigation.LocationChanged += (_, change) => OpenPage(change.Location);
    }

    private NavigationManager Navigation => context.Services.GetRequiredService<NavigationManager>();

    private CurrentView View => context.Services.GetRequiredService<CurrentView>();

    private OpenMachine Machine => context.Services.GetRequiredService<OpenMachine>();

    private OpenComparison Machines => context.Services.GetRequiredService<OpenComparison>();

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void WithoutItsKeyInTheAddressThereIsNoTour()
    {
        var tour = Open("/?step=jump");
        Assert.Empty(tour.FindAll(".tour-card"));
        Assert.True(context.Commands.IsAvailable(ExplorerCommand.BeginTour));
        Assert.False(context.Commands.IsAvailable(ExplorerCommand.NextStop));
        Assert.False(context.Commands.IsAvailable(ExplorerCommand.LeaveTour));
    }

    [Fact]
    public async Task ItIsBegunByCommandAtItsFirstStop()
    {
        var tour = Open("/?step=jump&theme=light");
        await tour.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.BeginTour));
        AssertStop(tour, 1);
        Assert.Contains("&theme=light", Navigation.Uri, StringComparison.Ordinal);
        Assert.True(tour.FindAll("footer button")[0].HasAttribute("disabled"));
        tour.WaitForAssertion(() => Assert.Contains("This machine has 6 GiB of RAM.", tour.Find(".words").TextContent, StringComparison.Ordinal));
        Assert.Equal("polite", tour.Find(".words").GetAttribute("aria-live"));
        Assert.Contains("Outlined is the map of physical memory.", tour.Find(".words").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ButtonsAndCommandsGoThroughAllStopsAndBack()
    {
        var tour = Open(TourStops.AddressOf(1));
        for (int number = 2; number <= TourStops.All.Length; number++)
        {
            if (number % 2 == 0) await tour.InvokeAsync(() => tour.FindAll("footer button")[1].Click());
            else await tour.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.NextStop));
            AssertStop(tour, number);
        }
        // After the last there is none.
        await tour.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.NextStop));
        AssertStop(tour, TourStops.All.Length);
        await tour.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.PreviousStop));
        AssertStop(tour, TourStops.All.Length - 1);
        Assert.Equal(TourStops.All.Select(stop => stop.Target.Selector).Append(TourStops.All[^2].Target.Selector), placing.Invocations["point"].Select(call => call.Arguments[0]));
    }

    [Fact]
    public async Task ColoursStayFromPageToPage()
    {
        var tour = Open(TourStops.AddressOf(12) + "&theme=light");
        await tour.InvokeAsync(() => context.Commands.DispatchAsync(ExplorerCommand.PreviousStop));
        AssertStop(tour, 11);
        Assert.EndsWith("&theme=light", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void AStopsNumberAloneIsALinkToIt()
    {
        Open("/?tour=5&theme=dark");
        Assert.EndsWith(TourStops.AddressOf(5) + "&theme=dark", Navigation.Uri, StringComparison.Ordinal);
        Open("/?tour=13");
        Assert.EndsWith(TourStops.AddressOf(13), Navigation.Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(13)]
    public async Task LeftByEscapeItLeavesTheReaderThere(int number)
    {
        var tour = Open(TourStops.AddressOf(number));
        await tour.InvokeAsync(() => tour.FindComponent<TourCard>().Instance.Left());
        tour.WaitForState(() => tour.FindAll(".tour-card").Count == 0);
        Assert.EndsWith(TourStops.All[number - 1].Address, Navigation.Uri, StringComparison.Ordinal);
        Assert.Null(View.Value.Tour);
        Assert.False(context.Commands.IsAvailable(ExplorerCommand.NextStop));
    }

    [Fact]
    public async Task TheLastStopEndsTheTour()
    {
        var tour = Open(TourStops.AddressOf(TourStops.All.Length));
        Assert.Equal("End the tour", tour.FindAll("footer button")[1].TextContent);
        await tour.InvokeAsync(() => tour.FindAll("footer button")[1].Click());
        tour.WaitForState(() => tour.FindAll(".tour-card").Count == 0);
    }

    [Fact]
    public async Task WhoStepsAwayIsToldAndCanComeBack()
    {
        var tour = Open(TourStops.AddressOf(7));
        await tour.InvokeAsync(Machine.FollowView);
        Assert.Empty(tour.FindAll(".away"));
        await tour.InvokeAsync(() => Machine.Step(1));
        // As the page keeps the address at the moment shown.
        await tour.InvokeAsync(() => Machine.WriteView());
        tour.WaitForState(() => tour.FindAll(".away").Count == 1);
        await tour.InvokeAsync(() => tour.Find(".away button").Click());
        tour.WaitForState(() => tour.FindAll(".away").Count == 0);
        Assert.Equal("jump", Machine.Moment!.Step.Id);
    }

    /// <summary>The component at an address, with its page played.</summary>
    private IRenderedComponent<GuidedTour> Open(string address)
    {
        Navigation.NavigateTo(address);
        return context.Render<GuidedTour>();
    }

    private void OpenPage(string uri)
    {
        if (!Navigation.ToBaseRelativePath(uri).StartsWith("compare", StringComparison.Ordinal))
        {
            View.Open(uri);
            return;
        }
        Machines.Open(uri);
        Machines.StartWriting();
    }

    private void AssertStop(IRenderedComponent<GuidedTour> tour, int number) => tour.WaitForAssertion(() =>
    {
        Assert.Equal($"Tour {number} of {TourStops.All.Length}", tour.Find(".place").TextContent);
        Assert.Equal(TourStops.At(number)!.Title, tour.Find("h2").TextContent);
        Assert.Contains(TourStops.AddressOf(number), Navigation.Uri, StringComparison.Ordinal);
    });
}
