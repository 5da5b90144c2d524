using System.Buffers.Binary;
using System.Net.WebSockets;

namespace Pkernfs.Benchmarks.Streaming;

/// <summary>A client of the plain web socket.</summary>
internal sealed class RawClient : StreamClient
{
    /// <summary>Sends a message that many times, as fast as it goes; for an endpoint that answers with the same.</summary>
    public async Task SendAsync(byte[] message, int times)
    {
        for (int i = 0; i < times; i++) await Socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
    }

    protected override int Read(ReadOnlyMemory<byte> bytes, bool endOfFrame)
    {
        if (!endOfFrame) return 0;
        Take(IsNoting ? BinaryPrimitives.ReadInt32LittleEndian(bytes.Span) : 0);
        return bytes.Length;
    }
}
