using System.Collections.Immutable;
using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Core.Memory;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>P5: every moment of a machine of 1 TiB kept, while steps write words to frames all over it.</summary>
internal sealed class History : Metric
{
    private const ulong Machine = 1UL << 40;

    /// <summary>Frames that the steps write to, again and again: tables, rings and records are few.</summary>
    private const int WorkingSet = 16_384;

    /// <summary>The object that a moment is, and its place in the list.</summary>
    private const int BytesOfMoment = 104;

    /// <summary>Words that are read at the end, to see that all contestants have the same: those touched last.</summary>
    private const int Checked = 1000;

    private const int PartOfMachine = 256 << 20;

    public override string Id => "P5";

    public override string What => "history";

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference) =>
        [.. Rows(scale, scale.Steps, 10), .. Rows(scale, scale.Steps / 10, 1000)];

    private IEnumerable<Row> Rows(BenchScale scale, int steps, int touches)
    {
        var touched = Touches(steps * touches);
        string work = $"{What} of {steps:N0} steps x {touches:N0} words in 1 TiB";
        var dictionary = Paired.Measure(scale, () => Ours(touched, touches).Sum, () => Dictionary(touched, touches));
        yield return new(Id, work, Paired.Words(dictionary.Ours), "ImmutableDictionary of frames", Paired.Words(dictionary.Peer), dictionary.Speedup, dictionary.SpeedupSpread, "≥ 5× as fast", dictionary.Speedup >= 5);
        var log = Paired.Measure(scale, () => Ours(touched, touches).Sum, () => UndoLog(touched));
        yield return new(Id, work, Paired.Words(log.Ours), "undo log, bare", Paired.Words(log.Peer), log.TimeOf, log.TimeSpread, "≤ 8× its time", log.TimeOf <= 8);

        // A full copy is of the whole machine, and there is no room for one: a part of it is copied, and counted for the rest and for each step.
        byte[] part = new byte[PartOfMachine], copy = new byte[PartOfMachine];
        var one = Paired.Beside(scale, () => Ours(touched, touches).Sum, () =>
        {
            part.CopyTo(copy, 0);
            return 0;
        });
        double parts = steps * (double)(Machine / PartOfMachine);
        double full = one.Speedup * parts;
        yield return new(Id, work, Paired.Words(one.Ours), $"a full copy at every step, from {PartOfMachine >> 20} MiB", Paired.Words(one.Peer * parts), full, (one.SpeedupSpread.Item1 * parts, one.SpeedupSpread.Item2 * parts), "≥ 5,000× as fast", full >= 5000);

        var kept = Ours(touched, touches).Moments;
        double bytes = (kept[^1].StoredBytes + (kept.Length * (long)BytesOfMoment)) / (double)touched.Length;
        yield return new(Id, work, $"{bytes:0} bytes a touch", "the word alone", "8 bytes", bytes, null, "≤ 600 bytes", bytes <= 600);
    }

    private static (ulong Word, ulong Value)[] Touches(int count)
    {
        var random = new Random(6);
        ulong[] frames = [.. Enumerable.Range(0, WorkingSet).Select(_ => (ulong)random.NextInt64((long)(Machine >> 12)))];
        return [.. Enumerable.Range(0, count).Select(_ => ((frames[random.Next(WorkingSet)] << 9) + (ulong)random.Next(512), (ulong)random.NextInt64()))];
    }

    private static (ulong Sum, PhysicalMemory[] Moments) Ours((ulong Word, ulong Value)[] touched, int touches)
    {
        var moments = new PhysicalMemory[(touched.Length / touches) + 1];
        moments[0] = PhysicalMemory.Empty([new(new(0), new(Machine))]);
        for (int step = 1; step < moments.Length; step++)
        {
            var writer = moments[step - 1].Write();
            foreach (var (word, value) in touched.AsSpan((step - 1) * touches, touches)) writer.TryWriteWord(new(word * 8), value);
            moments[step] = writer.Seal();
        }
        ulong sum = 0;
        foreach (var (word, _) in touched.AsSpan(touched.Length - Checked))
        {
            moments[^1].TryReadWord(new(word * 8), out ulong value);
            sum = unchecked(sum + value);
        }
        return (sum, moments);
    }

    private static ulong Dictionary((ulong Word, ulong Value)[] touched, int touches)
    {
        var moments = new ImmutableDictionary<ulong, byte[]>[(touched.Length / touches) + 1];
        moments[0] = ImmutableDictionary<ulong, byte[]>.Empty;
        for (int step = 1; step < moments.Length; step++)
        {
            var next = moments[step - 1].ToBuilder();
            // A frame is copied once a step, however often the step writes to it.
            var own = new HashSet<ulong>();
            foreach (var (word, value) in touched.AsSpan((step - 1) * touches, touches))
            {
                ulong frame = word >> 9;
                if (own.Add(frame)) next[frame] = next.TryGetValue(frame, out byte[]? former) ? [.. former] : new byte[4096];
                BitConverter.TryWriteBytes(next[frame].AsSpan((int)(word & 511) * 8), value);
            }
            moments[step] = next.ToImmutable();
        }
        ulong sum = 0;
        foreach (var (word, _) in touched.AsSpan(touched.Length - Checked)) sum = unchecked(sum + BitConverter.ToUInt64(moments[^1][word >> 9], (int)(word & 511) * 8));
        return sum;
    }

    private static ulong UndoLog((ulong Word, ulong Value)[] touched)
    {
        var image = new Dictionary<ulong, ulong[]>();
        var log = new (ulong Word, ulong Before)[touched.Length];
        for (int i = 0; i < touched.Length; i++)
        {
            var (word, value) = touched[i];
            if (!image.TryGetValue(word >> 9, out ulong[]? frame)) image[word >> 9] = frame = new ulong[512];
            log[i] = (word, frame[word & 511]);
            frame[word & 511] = value;
        }
        ulong sum = 0;
        foreach (var (word, _) in touched.AsSpan(touched.Length - Checked)) sum = unchecked(sum + image[word >> 9][word & 511]);
        return sum;
    }
}
