using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace Pkernfs.Benchmarks.Streaming;

/// <summary>The simplest web socket endpoint there is: what comes goes back.</summary>
internal static class Echo
{
    public const string Path = "/echo";

    public static async Task AcceptAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        byte[] message = new byte[4096];
        try
        {
            while (true)
            {
                int held = 0;
                ValueWebSocketReceiveResult got;
                do
                {
                    got = await socket.ReceiveAsync(message.AsMemory(held), context.RequestAborted);
                    held += got.Count;
                }
                while (!got.EndOfMessage);
                if (got.MessageType == WebSocketMessageType.Close) return;
                await socket.SendAsync(message.AsMemory(0, held), WebSocketMessageType.Binary, endOfMessage: true, context.RequestAborted);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The client left without a word.
        }
    }
}
