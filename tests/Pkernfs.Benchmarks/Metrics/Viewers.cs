using System.Globalization;
using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Benchmarks.Streaming;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>
/// The load of a big review: 500 viewers follow one session for a minute, whose machine moves as a held arrow key moves it. How far the last of them is behind,
/// whether the server grows, and what someone notices who steps through another session meanwhile: that is held against the same with the viewers there but
/// their machine at rest, in turns.
/// </summary>
internal sealed class Viewers : Metric
{
    private const int Hertz = 30;
    private const double MostBehind = 1;

    // A managed heap is never the same twice; what grows with the updates sent would be a hundred times as much.
    private const double MostGrowth = 1.05;

    public override string Id => "P8-viewers";

    public override string What => "many viewers of one session";

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference) => RunAsync(scale).GetAwaiter().GetResult();

    private static async Task<List<Row>> RunAsync(BenchScale scale)
    {
        var (viewers, seconds, turns) = scale.GivesVerdict ? (500, 60, scale.Pairs) : (20, 1, 2);
        var server = Shared.Stream;
        await using var hub = await Contestant.HubAsync(server, viewers);
        await using var other = new OtherStepper();
        await other.ConnectAsync(server.Address);
        var turn = TimeSpan.FromSeconds((double)seconds / turns);
        await RestAsync(other, turn / 3);
        await MoveAsync(hub, other, turn / 3);

        double behind = 0;
        int updates = 0;
        var steps = new List<(double Resting, double Moving)>();
        long before = await MemoryAsync(server);
        for (int i = 0; i < turns; i++)
        {
            double resting = await RestAsync(other, turn / 3);
            var (moving, latencies) = await MoveAsync(hub, other, turn);
            steps.Add((resting, moving));
            behind = Math.Max(behind, latencies[^1]);
            updates += latencies.Length;
        }
        long after = await MemoryAsync(server);
        double[] ratios = [.. steps.Select(step => step.Moving / step.Resting).Order()];
        double growth = (double)after / before;
        string what = $"{viewers} viewers of a session at {Hertz} steps a second, {seconds} s";
        return
        [
            new("P8", $"{what}: the farthest behind of {updates:#,0} updates", Paired.Words(behind), "the step itself", "0 s", behind, null, "≤ 1 s", behind <= MostBehind),
            new("P8", $"{what}: the server's heap after it", Words(after), "before it", Words(before), growth, null, "≤ 1.05×", growth <= MostGrowth),
            new("P8", $"{what}: a step in another session", Paired.Words(Paired.Median([.. steps.Select(step => step.Moving).Order()])), "the same, nobody else moving",
                Paired.Words(Paired.Median([.. steps.Select(step => step.Resting).Order()])), Paired.Median(ratios), (ratios[0], ratios[^1]), "≤ 1.5× its time", Paired.Median(ratios) <= 1.5),
        ];
    }

    private static string Words(long bytes) => FormattableString.Invariant($"{bytes / 1048576.0:0.0} MiB");

    private static async Task<double> RestAsync(OtherStepper other, TimeSpan time)
    {
        using var end = new CancellationTokenSource(time);
        return await other.StepAsync(end.Token);
    }

    private static async Task<(double Step, double[] Latencies)> MoveAsync(Contestant hub, OtherStepper other, TimeSpan time)
    {
        using var end = new CancellationTokenSource();
        var stepping = other.StepAsync(end.Token);
        double[] latencies = await hub.LatenciesAsync(Hertz, Math.Max(SteppingMachine.Moments, (int)(Hertz * time.TotalSeconds)));
        await end.CancelAsync();
        return (await stepping, latencies);
    }

    /// <summary>The server's managed heap after a collection.</summary>
    private static async Task<long> MemoryAsync(ServerProcess server) => long.Parse(await server.AskAsync("hub", "memory"), CultureInfo.InvariantCulture);
}
