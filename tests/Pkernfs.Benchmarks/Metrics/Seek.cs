using System.Diagnostics;
using System.Runtime.InteropServices;
using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Core.Memory;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>P6: from one moment of a long history to any other, and what is looked at there first.</summary>
internal sealed class Seek : Metric
{
    private const ulong Machine = 1UL << 40, WorkingSet = 16_384, Apart = Machine / WorkingSet;
    private const int WordsInView = 64;

    public override string Id => "P6";

    public override string What => "seek";

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference)
    {
        var random = new Random(4);
        var moments = new PhysicalMemory[scale.Steps + 1];
        var log = new (ulong Word, ulong Before, ulong After)[scale.Steps * scale.WordsASeekStep];
        // The peer has one image of the frames that are there and the log of all changes: it undoes or does again what lies between two places.
        ulong[] image = new ulong[WorkingSet * Frame.WordCount];
        moments[0] = PhysicalMemory.Empty([new(new(0), new(Machine))]);
        int next = 0;
        for (int step = 0; step < scale.Steps; step++)
        {
            var writer = moments[step].Write();
            for (int i = 0; i < scale.WordsASeekStep; i++)
            {
                ulong word = (ulong)random.NextInt64(image.Length), value = (ulong)random.NextInt64();
                log[next++] = (word, image[word], value);
                image[word] = value;
                writer.TryWriteWord(Address(word), value);
            }
            moments[step + 1] = writer.Seal();
        }
        int[] places = [.. Enumerable.Range(0, scale.Seeks).Select(_ => random.Next(scale.Steps))];
        ulong[] views = [.. places.Select(_ => (ulong)random.NextInt64((long)WorkingSet * 8) * WordsInView)];
        int at = scale.Steps;
        byte[] view = new byte[WordsInView * sizeof(ulong)];
        var (half, most) = (new double[scale.Pairs], new double[scale.Pairs]);
        var (halfOurs, mostOurs, halfPeer, mostPeer) = (0.0, 0.0, 0.0, 0.0);
        for (int pair = -1; pair < scale.Pairs; pair++)
        {
            var (ours, ourSum) = Times(places, i =>
            {
                moments[places[i]].TryRead(Address(views[i]), view);
                return Decode(MemoryMarshal.Cast<byte, ulong>(view));
            });
            var (peer, peerSum) = Times(places, i =>
            {
                Replay(log, image, ref at, places[i], scale.WordsASeekStep);
                return Decode(image.AsSpan((int)views[i], WordsInView));
            });
            if (ourSum != peerSum) throw new InvalidOperationException("The contestants did not find the same.");
            // The first pair finds code and memory cold.
            if (pair < 0) continue;
            (halfOurs, mostOurs, halfPeer, mostPeer) = (At(ours, 0.5), At(ours, 0.99), At(peer, 0.5), At(peer, 0.99));
            (half[pair], most[pair]) = (halfPeer / halfOurs, mostPeer / mostOurs);
        }
        string work = $"{What} among {scale.Steps:N0} steps of {scale.WordsASeekStep:N0} words, {WordsInView} entries decoded";
        yield return Row($"{work}, p50", halfOurs, halfPeer, half);
        yield return Row($"{work}, p99", mostOurs, mostPeer, most);
        GC.KeepAlive(moments);
    }

    private Row Row(string what, double ours, double peer, double[] ratios)
    {
        Array.Sort(ratios);
        double ratio = ratios[ratios.Length / 2];
        return new(Id, what, Paired.Words(ours), "replaying an undo log", Paired.Words(peer), ratio, (ratios[0], ratios[^1]), "≥ 5,000× as fast", ratio >= 5000);
    }

    private static PhysicalAddress Address(ulong word) => new((word / Frame.WordCount * Apart) + (word % Frame.WordCount * sizeof(ulong)));

    private static void Replay((ulong Word, ulong Before, ulong After)[] log, ulong[] image, ref int at, int place, int words)
    {
        for (int i = (at * words) - 1; i >= place * words; i--) image[log[i].Word] = log[i].Before;
        for (int i = at * words; i < place * words; i++) image[log[i].Word] = log[i].After;
        at = place;
    }

    /// <summary>What a list of table entries shows: which are there and where they lead.</summary>
    private static ulong Decode(ReadOnlySpan<ulong> entries)
    {
        ulong sum = 0;
        foreach (ulong entry in entries)
        {
            if (Pkernfs.Core.PageTables.SecondStage.IsPresent(entry)) sum = unchecked(sum + (entry & 0x000f_ffff_ffff_f000));
        }
        return sum;
    }

    private static (double[] Seconds, ulong Sum) Times(int[] places, Func<int, ulong> look)
    {
        double[] seconds = new double[places.Length];
        ulong sum = 0;
        for (int i = 0; i < places.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            sum = unchecked(sum + look(i));
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        Array.Sort(seconds);
        return (seconds, sum);
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
