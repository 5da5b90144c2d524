using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Core.Memory;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>P6: from one moment of a long history to any other, and the words of the first page that is looked at.</summary>
internal sealed class Seek : Metric
{
    private const int WordsAStep = 10;
    private const ulong Pages = 1 << 14;

    public override string Id => "P6";

    public override string What => "seek";

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference)
    {
        var random = new Random(4);
        var moments = new PhysicalMemory[scale.Steps + 1];
        var log = new (ulong Word, ulong Before, ulong After)[scale.Steps * WordsAStep];
        ulong[] last = new ulong[Pages * 512];
        moments[0] = PhysicalMemory.Empty([new(new(0), new(Pages << 12))]);
        for (int step = 0; step < scale.Steps; step++)
        {
            var writer = moments[step].Write();
            for (int i = 0; i < WordsAStep; i++)
            {
                ulong word = (ulong)random.NextInt64((long)Pages * 512), value = (ulong)random.NextInt64();
                log[(step * WordsAStep) + i] = (word, last[word], value);
                last[word] = value;
                writer.TryWriteWord(new(word * 8), value);
            }
            moments[step + 1] = writer.Seal();
        }
        // The peer has one image and the log of all changes: it undoes or does again what lies between the place it is at and the next.
        int[] places = [.. Enumerable.Range(0, 64).Select(_ => random.Next(scale.Steps))];
        int at = scale.Steps;
        var seek = Paired.Measure(scale, () => Sum(places, place => Look(moments[place])), () => Sum(places, Replay));
        yield return new(Id, $"{What} among {scale.Steps:N0} steps, {places.Length} places", Paired.Words(seek.Ours / places.Length), "replaying an undo log", Paired.Words(seek.Peer / places.Length), seek.Speedup, seek.SpeedupSpread, "≥ 5,000× as fast", seek.Speedup >= 5000);

        ulong Replay(int place)
        {
            for (; at > place; at--)
            {
                for (int i = (at * WordsAStep) - 1; i >= (at - 1) * WordsAStep; i--) last[log[i].Word] = log[i].Before;
            }
            for (; at < place; at++)
            {
                for (int i = at * WordsAStep; i < (at + 1) * WordsAStep; i++) last[log[i].Word] = log[i].After;
            }
            ulong sum = 0;
            for (int word = 0; word < 512; word++) sum = unchecked(sum + last[word]);
            return sum;
        }
    }

    private static ulong Sum(int[] places, Func<int, ulong> look)
    {
        ulong sum = 0;
        foreach (int place in places) sum = unchecked(sum + look(place));
        return sum;
    }

    private static ulong Look(PhysicalMemory moment)
    {
        ulong sum = 0;
        if (moment.FrameAt(new(0)) is not { } frame) return 0;
        for (int word = 0; word < 512; word++) sum = unchecked(sum + frame[word]);
        return sum;
    }
}
