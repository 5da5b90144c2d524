using System.Diagnostics;

namespace Pkernfs.Benchmarks.Measuring;

/// <summary>Two contestants, timed in turns, so that what else the machine does meets both: each pair gives a ratio, and the median of those counts.</summary>
/// <param name="Ours">Median seconds of ours.</param>
/// <param name="Peer">Median seconds of the peer.</param>
/// <param name="Ratios">Peer's time by ours, of each pair, sorted: how many times as fast ours is.</param>
internal sealed record Paired(double Ours, double Peer, double[] Ratios)
{
    public double Speedup => Median(Ratios);

    /// <summary>Ours by the peer's: how many times its time ours takes.</summary>
    public double TimeOf => 1 / Speedup;

    public (double, double) SpeedupSpread => (Ratios[0], Ratios[^1]);

    public (double, double) TimeSpread => (1 / Ratios[^1], 1 / Ratios[0]);

    /// <summary>Both do the same work, which is checked by what each returns.</summary>
    public static Paired Measure(BenchScale scale, Func<ulong> ours, Func<ulong> peer)
    {
        var (one, other) = (Warm(scale, ours), Warm(scale, peer));
        return one == other ? Pairs(scale, ours, peer) : throw new InvalidOperationException($"The contestants did not do the same work: ours found {one:x}, the peer {other:x}.");
    }

    /// <summary>The peer does other work, whose time is a measure for ours.</summary>
    public static Paired Beside(BenchScale scale, Func<ulong> ours, Func<ulong> peer)
    {
        Warm(scale, ours);
        Warm(scale, peer);
        return Pairs(scale, ours, peer);
    }

    /// <summary>Runs a contestant until its memory is there and its code is the code that a server runs after a while: compiled for speed.</summary>
    private static ulong Warm(BenchScale scale, Func<ulong> work)
    {
        long start = Stopwatch.GetTimestamp();
        ulong result = work();
        while (scale.GivesVerdict && Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(1000)) result = work();
        return result;
    }

    /// <summary>In turns.</summary>
    private static Paired Pairs(BenchScale scale, Func<ulong> ours, Func<ulong> peer)
    {
        var (mine, theirs) = (new double[scale.Pairs], new double[scale.Pairs]);
        for (int i = 0; i < scale.Pairs; i++)
        {
            mine[i] = Time(ours);
            LetGo();
            theirs[i] = Time(peer);
            LetGo();
        }
        return Of(mine, theirs);
    }

    /// <summary>What was timed elsewhere, in turns.</summary>
    /// <param name="ours">Seconds, by pair.</param>
    /// <param name="peer">Seconds, by pair.</param>
    public static Paired Of(double[] ours, double[] peer) =>
        new(Median([.. ours.Order()]), Median([.. peer.Order()]), [.. ours.Zip(peer).Select(pair => pair.Second / pair.First).Order()]);

    public static string Words(double seconds) => seconds switch
    {
        >= 1 => $"{seconds:0.00} s",
        >= 1e-3 => $"{seconds * 1e3:0.0} ms",
        >= 1e-6 => $"{seconds * 1e6:0.0} µs",
        _ => $"{seconds * 1e9:0} ns",
    };

    /// <summary>What a contestant has let go of is given back before the other begins, so that none pays for the other's.</summary>
    private static void LetGo()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static double Time(Func<ulong> work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public static double Median(double[] sorted) => sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}
