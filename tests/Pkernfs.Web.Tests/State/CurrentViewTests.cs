using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.State;

public sealed class CurrentViewTests : IAsyncDisposable
{
    private readonly BunitContext context = new();
    private readonly NavigationManager navigation;
    private readonly CurrentView view;
    private int changes;

    public CurrentViewTests()
    {
        navigation = context.Services.GetRequiredService<NavigationManager>();
        view = new CurrentView(navigation);
        view.Changed += () => changes++;
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void ShowingAViewPutsItIntoTheAddress()
    {
        view.Show(view.Value with { Step = "jump" });
        Assert.EndsWith("/?step=jump", navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(1, changes);
    }

    [Fact]
    public void AnotherPageIsNotLeftForAChangeOfTheView()
    {
        navigation.NavigateTo("/scenarios");
        view.Show(view.Value with { Theme = ThemeChoice.Dark });
        Assert.EndsWith("/scenarios", navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(ThemeChoice.Dark, view.Value.Theme);
    }

    [Fact]
    public void WhileTheLineIsLostTheAddressWaits()
    {
        view.BeAway(true);
        view.Show(view.Value with { Step = "jump" });
        view.Show(view.Value with { Step = "set-iommu-b" });
        Assert.EndsWith("/", navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(("set-iommu-b", 2), (view.Value.Step, changes));
        view.BeAway(false);
        Assert.EndsWith("/?step=set-iommu-b", navigation.Uri, StringComparison.Ordinal);
        Assert.Single(Assert.IsType<Bunit.TestDoubles.BunitNavigationManager>(navigation).History);
        view.BeAway(false);
        Assert.Single(Assert.IsType<Bunit.TestDoubles.BunitNavigationManager>(navigation).History);
    }

    [Fact]
    public void ALinkKeptInHistoryCanBeReturnedFrom()
    {
        var history = Assert.IsType<Bunit.TestDoubles.BunitNavigationManager>(navigation).History;
        view.Show(view.Value with { Step = "jump" }, keepInHistory: true);
        view.Show(view.Value with { Step = "parse-liveupdate" }, keepInHistory: true);
        view.Show(view.Value with { Step = "adopt-root-table" });
        Assert.Equal(["/?step=adopt-root-table", "/?step=jump"], history.Select(entry => entry.Uri));
    }

    [Fact]
    public void TheAddressThatFollowsIsNoFurtherChange()
    {
        navigation.LocationChanged += (_, change) => view.Open(change.Location);
        view.Show(view.Value with { Selection = new Selection.Register("RTADDR") });
        view.Show(view.Value);
        Assert.Equal(1, changes);
    }

    [Fact]
    public void OpeningAnAddressChangesTheViewAndKeepsWhatCouldNotBeRead()
    {
        view.Open("http://localhost/?step=jump&theme=mauve");
        Assert.Equal("jump", view.Value.Step);
        Assert.Single(view.Messages);
        view.Open("http://localhost/?step=jump");
        Assert.Empty(view.Messages);
        Assert.Equal(2, changes);
    }
}
