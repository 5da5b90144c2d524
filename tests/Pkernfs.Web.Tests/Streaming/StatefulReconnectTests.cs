using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Web.Tests.Streaming;

/// <summary>On a real socket of loopback: what breaks there is not what an in-process server has.</summary>
public sealed class StatefulReconnectTests
{
    [Fact]
    public async Task AStreamGoesOnOverABrokenSocketWithNothingLost()
    {
        await using var server = await StartAsync();
        var sockets = new List<WebSocket>();
        await using var client = await ConnectAsync(server, sockets);
        var machine = await client.InvokeAsync<MachineDescription>("OpenScenario", "pkernfs-rfc", TestContext.Current.CancellationToken);
        await using var stream = new WatchedStream(client, new(machine.Session, 1, true, null, new Viewport(0, 6UL << 30, 1 << 20)));
        var first = await stream.NextAsync();
        var cursor = server.Services.GetRequiredService<SessionStore>().Find(machine.Session)!.Cursor;
        sockets[0].Abort();
        cursor.Seek(first.Moment + 1);
        var second = await stream.NextAsync();
        Assert.Equal((first.Moment, first.Moment + 1), (second.From, second.Moment));
        Assert.Equal(2, sockets.Count);
        cursor.Seek(first.Moment + 3);
        Assert.Equal(first.Moment + 1, (await stream.NextAsync()).From);
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddExplorerState();
        builder.Services.AddMachineStreaming();
        var app = builder.Build();
        app.MapMachineStreaming();
        await app.StartAsync();
        return app;
    }

    private static async Task<HubConnection> ConnectAsync(WebApplication server, List<WebSocket> opened)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(new Uri(server.Urls.First()), MachineHub.Path), options =>
            {
                options.Transports = HttpTransportType.WebSockets;
                options.WebSocketFactory = async (context, cancellation) =>
                {
                    var socket = new ClientWebSocket();
                    await socket.ConnectAsync(context.Uri, cancellation);
                    opened.Add(socket);
                    return socket;
                };
            })
            .WithStatefulReconnect()
            .AddMessagePackProtocol()
            .Build();
        await connection.StartAsync();
        return connection;
    }
}
