using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Core.Memory;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>P7: which pages differ between two moments.</summary>
internal sealed class DifferenceOfMoments : Metric
{
    private const int Changed = 100, AtOnce = 20;

    public override string Id => "P7";

    public override string What => "diff";

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference)
    {
        var random = new Random(5);
        ulong bytes = (ulong)scale.MachinePages << 12;
        // Every page was written once; one page's bytes stand for many, as they do in memory.
        var writer = PhysicalMemory.Empty([new(new(0), new(bytes))]).Write();
        for (ulong page = 0; page < (ulong)scale.MachinePages; page += 64) writer.TryWriteWord(new(page << 12), page | 1);
        var before = writer.Seal();
        var (one, other) = (new byte[scale.MachinePages], new byte[scale.MachinePages]);
        writer = before.Write();
        for (int i = 0; i < Changed; i++)
        {
            long page = random.NextInt64(scale.MachinePages);
            writer.TryWriteWord(new(((ulong)page << 12) + 8), (ulong)i + 1);
            other[page] = 1;
        }
        var after = writer.Seal();
        // Some at once, since one is done in microseconds.
        var diff = Paired.Measure(scale, () => Again(() => before.ChangedRuns(after).Aggregate(0UL, (sum, run) => unchecked(sum + run.Length.PagesRoundedUp))), () => Again(() => Arrays(one, other)));
        yield return new(Id, $"{What} of a machine of {scale.MachinePages:N0} pages, {Changed} changed", Paired.Words(diff.Ours / AtOnce), "comparing two arrays of a byte a page", Paired.Words(diff.Peer / AtOnce), diff.Speedup, diff.SpeedupSpread, "> 20× as fast", diff.Speedup > 20);
    }

    private static ulong Again(Func<ulong> work)
    {
        ulong sum = 0;
        for (int i = 0; i < AtOnce; i++) sum += work();
        return sum;
    }

    /// <summary>As fast as arrays can be compared: by vector to the next difference.</summary>
    private static ulong Arrays(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        ulong count = 0;
        while (true)
        {
            int same = one.CommonPrefixLength(other);
            if (same == one.Length) return count;
            count++;
            one = one[(same + 1)..];
            other = other[(same + 1)..];
        }
    }
}
