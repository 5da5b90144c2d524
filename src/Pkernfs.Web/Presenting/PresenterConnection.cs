using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Pkernfs.Web.Presenting;

/// <summary>Tells those who follow when the presenter's line to the server is lost, and when it is there again.</summary>
internal sealed class PresenterConnection(OpenPresentation presentation) : CircuitHandler
{
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        presentation.BeAway(true);
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        presentation.BeAway(false);
        return Task.CompletedTask;
    }
}
