using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Sessions;

namespace Pkernfs.Web.Tests.State;

public sealed partial class OpenMachineTests : IAsyncDisposable
{
    private readonly ManualTime time = new();
    private readonly SessionStore store;
    private readonly Viewer first;
    private readonly List<Viewer> viewers = [];

    public OpenMachineTests()
    {
        store = new(SessionLimits.Default, time);
        first = View("/");
    }

    private MachineSession Session => first.Machine.Session!;

    public async ValueTask DisposeAsync()
    {
        foreach (var viewer in viewers) await viewer.DisposeAsync();
    }

    [Fact]
    public void ALinkWithoutASessionOpensOneAtItsTellingMomentAndTheAddressNamesIt()
    {
        Assert.Equal(SessionStore.OpeningStep, first.Step);
        Assert.EndsWith($"/?session={Session.Id}&step={SessionStore.OpeningStep}&follow=yes", first.Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public void AReloadFindsTheSameSessionAndItsMomentNotTheAddresssOlderOne()
    {
        string address = first.Navigation.Uri;
        first.Machine.Step(1);
        var reloaded = View(address);
        Assert.Same(Session, reloaded.Machine.Session);
        Assert.Equal("pci-shutdown", reloaded.Step);
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public void FollowersMoveTogether()
    {
        var second = View($"/?session={Session.Id}&follow=yes");
        second.Machine.Step(1);
        Assert.Equal("pci-shutdown", first.Step);
        first.Machine.Seek(0);
        Assert.Equal("power-on", second.Step);
    }

    [Fact]
    public void WithoutFollowALinkHasAMomentOfItsOwn()
    {
        var second = View($"/?session={Session.Id}&step=jump");
        Assert.Equal("jump", second.Step);
        Assert.Equal(SessionStore.OpeningStep, first.Step);
        second.Machine.Step(1);
        Assert.Equal(SessionStore.OpeningStep, first.Step);
        first.Machine.Seek(0);
        Assert.Equal("relocate-kernel", second.Step);
        Assert.False(second.Machine.Follows);
    }

    [Fact]
    public void AVanishedSessionOpensItsScenarioAnewAtTheLinksStepAndSaysSo()
    {
        var viewer = View("/?session=gone&step=jump&follow=yes");
        Assert.Equal("jump", viewer.Step);
        Assert.Contains("session gone is not there any more", viewer.Machine.Problem, StringComparison.Ordinal);
        viewer.Machine.WriteView();
        Assert.DoesNotContain("gone", viewer.Navigation.Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("map-memory", "map-memory-a")]
    [InlineData("zap-00-04.0", "zap-00-03.0")]
    [InlineData("nothing-like-it", SessionStore.OpeningStep)]
    public void AVanishedStepOpensTheNearestAndSaysSo(string wanted, string shown)
    {
        var viewer = View($"/?step={wanted}");
        Assert.Equal(shown, viewer.Step);
        Assert.Contains($"no step \"{wanted}\"", Assert.Single(viewer.Machine.Missing), StringComparison.Ordinal);
    }

    [Fact]
    public void BackAndForwardMoveTheMachine()
    {
        first.Machine.Jump(0);
        string early = first.Navigation.Uri;
        first.Machine.Jump(39);
        first.Navigation.NavigateTo(early);
        Assert.Equal("power-on", first.Step);
    }

    [Fact]
    public void AJumpIsAPlaceInTheHistoryAndAStepIsNot()
    {
        int before = first.Navigation.History.Count(entry => !entry.Options.ReplaceHistoryEntry);
        first.Machine.Step(1);
        first.Machine.WriteView();
        first.Machine.Jump(39);
        Assert.Equal(before + 1, first.Navigation.History.Count(entry => !entry.Options.ReplaceHistoryEntry));
    }

    [Fact]
    public void WhatAnotherPaneShowsDoesNotMoveTheMachineBackToTheAddresssStep()
    {
        first.Machine.Step(1);
        first.View.Show(first.View.Value with { Selection = new Selection.Register("RTADDR") });
        Assert.Equal("pci-shutdown", first.Step);
    }

    [Fact]
    public void AnotherScenarioGetsASessionOfItsOwn()
    {
        var former = Session;
        first.Machine.OpenScenario("pkernfs-rfc-as-posted");
        first.Machine.WriteView();
        Assert.NotSame(former, Session);
        Assert.Equal("pkernfs-rfc-as-posted", Session.ScenarioName);
        Assert.Contains($"scenario=pkernfs-rfc-as-posted&session={Session.Id}", first.Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void APreviewOpensNoSession()
    {
        var viewer = View("/?step=jump", preview: true);
        Assert.True(viewer.Machine.IsPreview);
        Assert.Equal("jump", viewer.Step);
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public void LeavingAFollowedSessionLetsItPlayOn()
    {
        Session.Cursor.Play();
        var session = Session;
        first.Machine.OpenScenario("pkernfs-rfc-as-posted");
        Assert.True(session.Cursor.IsPlaying);
        session.Cursor.Pause();
    }

    [Fact]
    public void TheAddressFollowsAtOnceAndThenNoMoreOftenThanItsInterval()
    {
        using var address = new MomentAddress(first.Machine, time, Run);
        time.Move(MomentAddress.Interval);
        int written = 0;
        first.Navigation.LocationChanged += (_, _) => written++;
        for (int i = 0; i < 20; i++) first.Machine.Step(-1);
        Assert.Equal(1, written);
        time.Move(MomentAddress.Interval);
        Assert.Equal(2, written);
        Assert.Contains($"step={first.Step}&", first.Navigation.Uri, StringComparison.Ordinal);
    }

    private static Task Run(Action work)
    {
        work();
        return Task.CompletedTask;
    }

    private Viewer View(string address, bool preview = false)
    {
        var viewer = new Viewer(store, time, address, preview);
        viewers.Add(viewer);
        return viewer;
    }

    /// <summary>A circuit's share: its address bar, its view, its machine.</summary>
    private sealed class Viewer : IAsyncDisposable
    {
        private readonly BunitContext context = new();

        public Viewer(SessionStore store, TimeProvider time, string address, bool preview)
        {
            Navigation = context.Services.GetRequiredService<BunitNavigationManager>();
            Navigation.NavigateTo(address);
            View = new(Navigation);
            Machine = new(store, View, time);
            View.Open(Navigation.Uri);
            Navigation.LocationChanged += (_, change) => View.Open(change.Location);
            if (preview)
            {
                Machine.Preview();
                return;
            }
            Machine.FollowView();
            Machine.WriteView();
        }

        public BunitNavigationManager Navigation { get; }

        public CurrentView View { get; }

        public OpenMachine Machine { get; }

        public string Step => Machine.Moment!.Step.Id;

        public async ValueTask DisposeAsync()
        {
            Machine.Dispose();
            await context.DisposeAsync();
        }
    }
}
