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
