using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Pkernfs.Web.State;

/// <summary>Tells the view when the browser's line to the server is lost, and when it is there again.</summary>
internal sealed class ViewConnection(CurrentView view) : CircuitHandler
{
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        view.BeAway(true);
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        view.BeAway(false);
        return Task.CompletedTask;
    }
}
