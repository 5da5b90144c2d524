using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Pkernfs.Web.Components.Layout;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Pages;

/// <summary>The explorer: its panes, and the view in the address bar that they share.</summary>
public sealed partial class Explorer : IDisposable
{
    private ExplorerPane shownPane = ExplorerPane.Memory;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private CurrentView View { get; set; } = default!;

    protected override void OnInitialized()
    {
        View.Open(Navigation.Uri);
        Navigation.LocationChanged += FollowAddress;
    }

    public void Dispose() => Navigation.LocationChanged -= FollowAddress;

    private void FollowAddress(object? sender, LocationChangedEventArgs change) => View.Open(change.Location);
}
