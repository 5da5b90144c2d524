using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace Pkernfs.Benchmarks.Streaming;

/// <summary>
/// The peer: a plain web socket endpoint that knows the packed deltas beforehand and sends each to all its sockets, then the next. A message is the moment in
/// 4 bytes, then the delta.
/// </summary>
internal sealed class RawBroadcast(byte[][] deltas) : IBroadcast
{
    public const int HeadBytes = 4;

    private readonly byte[][] messages = [.. deltas.Select((delta, from) => Message((from + 1) % deltas.Length, delta))];
    private readonly ConcurrentDictionary<WebSocket, bool> sockets = new();

    public async Task AcceptAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        sockets[socket] = true;
        try
        {
            await socket.ReceiveAsync(new byte[16], context.RequestAborted);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The client left without a word.
        }
        sockets.TryRemove(socket, out _);
    }

    public async Task FloodAsync(int rounds, int clients)
    {
        WebSocket[] all = [.. sockets.Keys];
        for (int round = 0; round < rounds; round++) await SendAsync(all, messages[round % messages.Length]);
    }

    public void Tick(int moment) => SendAsync([.. sockets.Keys], messages[(moment + messages.Length - 1) % messages.Length]).GetAwaiter().GetResult();

    private static async Task SendAsync(WebSocket[] all, byte[] message)
    {
        List<Task>? waiting = null;
        foreach (var socket in all)
        {
            var sent = socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            if (!sent.IsCompletedSuccessfully) (waiting ??= []).Add(sent.AsTask());
        }
        if (waiting is not null) await Task.WhenAll(waiting);
    }

    private static byte[] Message(int moment, byte[] delta)
    {
        byte[] message = new byte[HeadBytes + delta.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, moment);
        delta.CopyTo(message, HeadBytes);
        return message;
    }
}
