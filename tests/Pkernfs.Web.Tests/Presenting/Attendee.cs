using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Web.Presenting;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Tests.Presenting;

/// <summary>A circuit's share in a presentation: its address bar, its view, its machine, its notes.</summary>
internal sealed class Attendee : IAsyncDisposable
{
    private readonly BunitContext context = new();
    private readonly BranchWork work;
    private bool isGone;

    public Attendee(SessionStore store, TimeProvider time, string address)
    {
        Navigation = context.Services.GetRequiredService<BunitNavigationManager>();
        Navigation.NavigateTo(address);
        View = new(Navigation);
        Machine = new(store, View, time);
        work = new(store, Machine);
        Walkthrough = new(Machine, View, work, store);
        Presentation = new(Machine, View, Walkthrough);
        View.Open(Navigation.Uri);
        Navigation.LocationChanged += (_, change) => View.Open(change.Location);
        Machine.FollowView();
        Machine.WriteView();
        Presentation.Start(act =>
        {
            act();
            return Task.CompletedTask;
        });
    }

    public BunitNavigationManager Navigation { get; }

    public CurrentView View { get; }

    public OpenMachine Machine { get; }

    public OpenWalkthrough Walkthrough { get; }

    public OpenPresentation Presentation { get; }

    public string Step => Machine.Moment!.Step.Id;

    /// <summary>The page is closed: its circuit ends.</summary>
    public void Go()
    {
        if (isGone) return;
        isGone = true;
        Presentation.Dispose();
        Walkthrough.Dispose();
        work.Dispose();
        Machine.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        Go();
        await context.DisposeAsync();
    }
}
