using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Benchmarks.Streaming;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>
/// P8: packed deltas of about 1 KiB to many clients. Server and clients are two processes, as they are in life, on the same two cores for both contestants; the
/// clients of both are bare web sockets. The hub's clients stay connected, and quiet, while the others are measured, and the other way round.
/// </summary>
internal sealed class Stream : Metric
{
    private const int Hertz = 60;
    private const int WarmUps = 8;

    public override string Id => "P8";

    public override string What => "stream";

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference) => RunAsync(scale).GetAwaiter().GetResult();

    private async Task<List<Row>> RunAsync(BenchScale scale)
    {
        byte[] delta = SteppingMachine.Create("delta", TimeProvider.System).Delta(0);
        var rows = new List<Row> { BytesAPage(delta) };
        var server = Shared.Stream;
        (int Clients, double Target)[] sizes = scale.GivesVerdict ? [(1, 0.75), (50, 0.85), (500, 1.1)] : [(5, 0.85)];
        foreach (var (clients, target) in sizes)
        {
            await using var hub = await Contestant.HubAsync(server, clients);
            await using var raw = await Contestant.RawAsync(server, clients);
            await using var echo = await Contestant.EchoAsync(server, clients, delta);
            rows.Add(await ThroughputAsync(scale, hub, echo, "echo of a plain web socket", target));
            // A server that only sends is a harder peer than the one that the target names; it is there to be seen.
            rows.Add(await ThroughputAsync(scale, hub, raw, "broadcast over plain web sockets", null));
            rows.Add(await LatencyAsync(scale, hub, raw));
        }
        return rows;
    }

    private Row BytesAPage(byte[] delta)
    {
        double bytes = (double)delta.Length / PackedUpdate.Decode(delta).ChangedFrames.Sum(run => (double)(run.Length.Value / ByteCount.Page.Value));
        return new(Id, $"{What}, a delta of pages that lie apart", $"{delta.Length} bytes", "the pages alone", $"{delta.Length / bytes:0} pages", bytes, null, "≤ 8 bytes a changed page", bytes <= 8);
    }

    private async Task<Row> ThroughputAsync(BenchScale scale, Contestant hub, Contestant peer, string peerName, double? target)
    {
        int clients = hub.Clients.Length;
        // About as many messages whatever the number of clients.
        int rounds = Math.Max(20, (scale.GivesVerdict ? 100_000 : 1_000) / clients);
        // Until the code of both, in both processes, is compiled for good.
        for (int i = 0; i < (scale.GivesVerdict ? WarmUps : 1); i++)
        {
            await hub.FloodAsync(rounds);
            await peer.FloodAsync(rounds);
        }
        var pairs = new List<(double Hub, double Peer)>();
        for (int i = 0; i < scale.Pairs; i++) pairs.Add((await hub.FloodAsync(rounds), await peer.FloodAsync(rounds)));
        double[] ratios = [.. pairs.Select(pair => pair.Hub / pair.Peer).Order()];
        double ratio = Paired.Median(ratios);
        return new(
            Id,
            $"{What}, 1 KiB deltas to {clients:N0} {(clients == 1 ? "client" : "clients")}",
            $"{Paired.Median([.. pairs.Select(pair => pair.Hub).Order()]):#,0} a second",
            peerName,
            $"{Paired.Median([.. pairs.Select(pair => pair.Peer).Order()]):#,0} a second",
            ratio,
            (ratios[0], ratios[^1]),
            target is null ? "none" : FormattableString.Invariant($"≥ {target}× its throughput"),
            target is null ? null : ratio >= target);
    }

    private async Task<Row> LatencyAsync(BenchScale scale, Contestant hub, Contestant raw)
    {
        int clients = hub.Clients.Length;
        int ticks = scale.GivesVerdict ? Hertz : Hertz / 4;
        var pairs = new List<(double Hub, double Raw)>();
        for (int i = 0; i < scale.Pairs; i++) pairs.Add((P99(await hub.LatenciesAsync(Hertz, ticks)), P99(await raw.LatenciesAsync(Hertz, ticks))));
        double[] ratios = [.. pairs.Select(pair => pair.Hub / pair.Raw).Order()];
        double ratio = Paired.Median(ratios);
        return new(
            Id,
            $"{What}, p99 of {clients:N0} {(clients == 1 ? "client" : "clients")} at {Hertz} Hz",
            Paired.Words(Paired.Median([.. pairs.Select(pair => pair.Hub).Order()])),
            "broadcast over plain web sockets",
            Paired.Words(Paired.Median([.. pairs.Select(pair => pair.Raw).Order()])),
            ratio,
            (ratios[0], ratios[^1]),
            "≤ 1.5× its time",
            ratio <= 1.5);
    }

    private static double P99(double[] sorted) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * 0.99))];
}
