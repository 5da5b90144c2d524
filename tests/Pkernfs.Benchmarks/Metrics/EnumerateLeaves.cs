using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Benchmarks.Workloads;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>P1: every leaf of a domain, with every check.</summary>
internal sealed class EnumerateLeaves : Metric
{
    public override string Id => "P1";

    public override string What => "enumerate leaves";

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference)
    {
        using var domain = SecondStageImage.Build(scale.MappedGiB);
        string work = $"{What}, {scale.MappedGiB} GiB in 4 KiB";
        var naive = Paired.Measure(scale, () => Ours(domain), () => reference.Leaves(domain.Image, SecondStageImage.ImageStart, domain.Top.Value, SecondStageImage.Levels));
        yield return new(Id, work, Paired.Words(naive.Ours), "naive C", Paired.Words(naive.Peer), naive.Speedup, naive.SpeedupSpread, "≥ 1.5× as fast", naive.Speedup >= 1.5);

        var read = Paired.Beside(scale, () => Ours(domain), () => reference.ReadWords(domain.Image));
        yield return new(Id, work, Paired.Words(read.Ours), "reading the tables' bytes in order", Paired.Words(read.Peer), read.Speedup, read.SpeedupSpread, "≥ 0.7 of the bandwidth", read.Speedup >= 0.7);
    }

    private static ulong Ours(SecondStageImage domain)
    {
        ulong sum = 0;
        foreach (var run in PageTable<SecondStage, Iova>.Leaves(domain.Memory, new(domain.Top, SecondStageImage.Levels), SecondStageImage.Limits)) sum = unchecked(sum + SecondStageImage.Mix(run));
        return sum;
    }
}
