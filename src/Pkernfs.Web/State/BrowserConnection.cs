using Microsoft.AspNetCore.Components.Server.Circuits;
using Pkernfs.Web.Presenting;

namespace Pkernfs.Web.State;

/// <summary>Tells the view, and those who follow if this is their presenter, when the browser's line to the server is lost, and when it is there again.</summary>
internal sealed class BrowserConnection(CurrentView view, OpenPresentation presentation) : CircuitHandler
{
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken) => BeAway(true);

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) => BeAway(false);

    private Task BeAway(bool isAway)
    {
        view.BeAway(isAway);
        presentation.BeAway(isAway);
        return Task.CompletedTask;
    }
}
