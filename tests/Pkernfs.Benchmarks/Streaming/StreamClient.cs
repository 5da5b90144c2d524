using System.Diagnostics;
using System.Net.WebSockets;

namespace Pkernfs.Benchmarks.Streaming;

/// <summary>A viewer that is as light as can be: a web socket whose deltas are counted and, while arrivals are noted, read as far as their moment.</summary>
internal abstract class StreamClient : IAsyncDisposable
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly List<Arrival> arrivals = [];
    private readonly CancellationTokenSource end = new();
    private Task reading = Task.CompletedTask;
    private long deltas;
    private volatile bool isNoting;

    /// <summary>Deltas that came since it connected.</summary>
    public long Deltas => Interlocked.Read(ref deltas);

    /// <summary>Called at each delta.</summary>
    public Action? Came { get; set; }

    protected ClientWebSocket Socket { get; } = new();

    protected bool IsNoting => isNoting;

    /// <summary>Deltas are read and noted until <see cref="Noted"/>.</summary>
    public void Note()
    {
        lock (arrivals) arrivals.Clear();
        isNoting = true;
    }

    /// <summary>What came since <see cref="Note"/>.</summary>
    public Arrival[] Noted()
    {
        isNoting = false;
        lock (arrivals) return [.. arrivals];
    }

    public async Task ConnectAsync(Uri server, string path)
    {
        await Socket.ConnectAsync(new UriBuilder(new Uri(server, path)) { Scheme = "ws" }.Uri, end.Token);
        await BeginAsync(end.Token);
        reading = ReadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await reading;
        Socket.Dispose();
        end.Dispose();
    }

    /// <summary>What is said before deltas come.</summary>
    protected virtual Task BeginAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Takes whole messages from the bytes' beginning, calling <see cref="Take"/> at each delta.</summary>
    /// <param name="endOfFrame">True where the bytes end with a web socket message.</param>
    /// <returns>How many bytes were taken; the others are given again with what follows.</returns>
    protected abstract int Read(ReadOnlyMemory<byte> bytes, bool endOfFrame);

    /// <param name="moment">Read only while <see cref="IsNoting"/>.</param>
    protected void Take(int moment)
    {
        Interlocked.Increment(ref deltas);
        if (IsNoting)
        {
            lock (arrivals) arrivals.Add(new(moment, Stopwatch.GetTimestamp()));
        }
        Came?.Invoke();
    }

    private async Task ReadAsync()
    {
        int held = 0;
        try
        {
            while (true)
            {
                var got = await Socket.ReceiveAsync(buffer.AsMemory(held), end.Token);
                if (got.MessageType == WebSocketMessageType.Close) return;
                held += got.Count;
                int taken = Read(buffer.AsMemory(0, held), got.EndOfMessage);
                if (taken > 0 && taken < held) buffer.AsSpan(taken, held - taken).CopyTo(buffer);
                held -= taken;
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or WebSocketException)
        {
            // The measurement is over.
        }
    }
}

/// <summary>A delta that arrived.</summary>
/// <param name="At">In ticks of <see cref="Stopwatch"/>.</param>
internal readonly record struct Arrival(int Moment, long At);
