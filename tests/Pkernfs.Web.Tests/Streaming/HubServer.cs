using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Web.Tests.Streaming;

/// <summary>The whole server in this process, and clients of its hub.</summary>
public sealed class HubServer : WebApplicationFactory<Program>
{
    public SessionStore Sessions => Services.GetRequiredService<SessionStore>();

    protected override void ConfigureWebHost(Microsoft.AspNetCore.Hosting.IWebHostBuilder builder) => builder.UseSetting("environment", "Development");

    /// <summary>A client that speaks MessagePack over a web socket.</summary>
    public async Task<HubConnection> ConnectAsync(bool messagePack = true)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(Server.BaseAddress, MachineHub.Path), options =>
        {
            options.Transports = HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
            options.WebSocketFactory = async (context, cancellation) => await Server.CreateWebSocketClient().ConnectAsync(context.Uri, cancellation);
        });
        if (messagePack) builder.AddMessagePackProtocol();
        var connection = builder.Build();
        await connection.StartAsync();
        return connection;
    }
}
