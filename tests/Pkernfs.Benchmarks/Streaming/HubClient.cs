using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using MessagePack;
using Microsoft.AspNetCore.SignalR.Protocol;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Benchmarks.Streaming;

/// <summary>
/// A client of the hub that speaks just enough of its protocol to start a viewer and to find updates in what comes: messages with their length before them,
/// several of which may come in one frame.
/// </summary>
internal sealed class HubClient(string session, Viewport viewport) : StreamClient
{
    // Types of messages in SignalR's MessagePack protocol.
    private const int StreamItem = 2;
    private const int Completion = 3;

    private static readonly byte[] handshake = [.. "{\"protocol\":\"messagepack\",\"version\":1}"u8, 0x1e];

    private readonly MessagePackHubProtocol protocol = new();

    /// <summary>Moves the session's moment.</summary>
    public Task SeekAsync(int moment) => SendAsync(new InvocationMessage("Seek", [1, moment.ToString(CultureInfo.InvariantCulture)]), CancellationToken.None);

    protected override async Task BeginAsync(CancellationToken cancellation)
    {
        await Socket.SendAsync(handshake, WebSocketMessageType.Binary, endOfMessage: true, cancellation);
        byte[] answer = new byte[256];
        var got = await Socket.ReceiveAsync(answer, cancellation);
        if (!answer.AsSpan(0, got.Count).SequenceEqual("{}\u001e"u8)) throw new InvalidOperationException($"The hub refused: {Encoding.UTF8.GetString(answer, 0, got.Count)}");
        await SendAsync(new StreamInvocationMessage("1", "Watch", [new WatchRequest(session, 1, true, null, viewport)]), cancellation);
    }

    protected override int Read(ReadOnlyMemory<byte> bytes, bool endOfFrame)
    {
        int at = 0;
        while (TryReadLength(bytes.Span[at..], out int head, out int length) && at + head + length <= bytes.Length)
        {
            Message(bytes.Slice(at + head, length));
            at += head + length;
        }
        return at;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> bytes, out int head, out int length)
    {
        for (head = length = 0; head < bytes.Length;)
        {
            byte next = bytes[head];
            length |= (next & 0x7f) << (7 * head++);
            if (next < 0x80) return true;
        }
        return false;
    }

    private void Message(ReadOnlyMemory<byte> message)
    {
        // An array of few elements, whose first is the type: both are one byte.
        int type = message.Span[1];
        if (type == Completion) throw new InvalidOperationException("The hub ended the viewer's stream.");
        if (type == StreamItem) Take(IsNoting ? MomentOf(message) : 0);
    }

    private static int MomentOf(ReadOnlyMemory<byte> message)
    {
        var reader = new MessagePackReader(message);
        reader.ReadArrayHeader();
        reader.ReadInt32();
        reader.Skip();
        reader.Skip();
        for (int left = reader.ReadMapHeader(); left > 0; left--)
        {
            if (reader.TryReadStringSpan(out var name) && name.SequenceEqual("Moment"u8)) return reader.ReadInt32();
            reader.Skip();
        }
        throw new InvalidOperationException("An update of the hub names no moment.");
    }

    private async Task SendAsync(HubMessage message, CancellationToken cancellation)
    {
        var written = new ArrayBufferWriter<byte>();
        protocol.WriteMessage(message, written);
        await Socket.SendAsync(written.WrittenMemory, WebSocketMessageType.Binary, endOfMessage: true, cancellation);
    }
}
