using System.Diagnostics;
using System.Globalization;

namespace Pkernfs.Benchmarks.Streaming;

/// <summary>One side of the comparison with all its clients connected: the hub, or a plain web socket.</summary>
internal sealed class Contestant : IAsyncDisposable
{
    // Clients that connect at the same time; more would only queue.
    private const int AtOnce = 25;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private readonly ServerProcess server;
    private readonly string name;
    private readonly byte[]? echoed;
    private long awaited;
    private TaskCompletionSource? all;

    private Contestant(ServerProcess server, string name, StreamClient[] clients, byte[]? echoed) => (this.server, this.name, Clients, this.echoed) = (server, name, clients, echoed);

    public StreamClient[] Clients { get; }

    public static Task<Contestant> HubAsync(ServerProcess server, int clients) =>
        ConnectAsync(server, "hub", Pkernfs.Web.Streaming.MachineHub.Path, clients, () => new HubClient(StreamServer.WatchedSession, SteppingMachine.Viewport));

    public static Task<Contestant> RawAsync(ServerProcess server, int clients) => ConnectAsync(server, "raw", StreamServer.RawPath, clients, () => new RawClient());

    /// <param name="message">What goes there and back.</param>
    public static Task<Contestant> EchoAsync(ServerProcess server, int clients, byte[] message) => ConnectAsync(server, "echo", Echo.Path, clients, () => new RawClient(), message);

    /// <summary>Deltas a second while the server sends that many to each client as fast as it goes.</summary>
    public async Task<double> FloodAsync(int rounds)
    {
        awaited = (long)rounds * Clients.Length;
        all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        long start = Stopwatch.GetTimestamp();
        if (echoed is null) await server.AskAsync(name, "flood", rounds, Clients.Length);
        else await Task.WhenAll(Clients.Cast<RawClient>().Select(client => client.SendAsync(echoed, rounds)));
        await all.Task.WaitAsync(patience);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        all = null;
        return (long)rounds * Clients.Length / seconds;
    }

    /// <summary>How long after each tick its delta was there, in seconds, sorted; of all clients, while the machine moves at a steady pace.</summary>
    public async Task<double[]> LatenciesAsync(int hertz, int ticks)
    {
        foreach (var client in Clients) client.Note();
        string answer = await server.AskAsync(name, "tick", hertz, ticks);
        await Task.Delay(200);
        long[] began = [.. answer.Split(' ').Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        return [.. Clients.SelectMany(client => client.Noted()).Select(arrival => Latency(arrival, began)).Order()];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients) await client.DisposeAsync();
    }

    /// <summary>Since the last tick before it that led to its moment.</summary>
    private static double Latency(Arrival arrival, long[] began)
    {
        int tick = Array.BinarySearch(began, arrival.At) is >= 0 and var exact ? exact : ~Array.BinarySearch(began, arrival.At) - 1;
        while (tick >= 0 && (tick + 1) % SteppingMachine.Moments != arrival.Moment) tick--;
        return tick < 0 ? 0 : (double)(arrival.At - began[tick]) / Stopwatch.Frequency;
    }

    private static async Task<Contestant> ConnectAsync(ServerProcess server, string name, string path, int count, Func<StreamClient> create, byte[]? echoed = null)
    {
        StreamClient[] clients = [.. Enumerable.Range(0, count).Select(_ => create())];
        foreach (var some in clients.Chunk(AtOnce)) await Task.WhenAll(some.Select(client => client.ConnectAsync(server.Address, path)));
        var contestant = new Contestant(server, name, clients, echoed);
        foreach (var client in clients) client.Came = contestant.Came;
        // The hub begins with a keyframe, which is not measured.
        if (name == "hub") await UntilAsync(() => clients.All(client => client.Deltas > 0));
        return contestant;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        long start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(start) > patience) throw new TimeoutException("Not all viewers of the hub were sent a keyframe.");
            await Task.Delay(10);
        }
    }

    private void Came()
    {
        if (all is { } waiting && Interlocked.Decrement(ref awaited) == 0) waiting.TrySetResult();
    }
}
