using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Benchmarks.Workloads;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>P2: root entry, context entry and leaf of random IOVAs, with every check.</summary>
internal sealed class RandomWalks : Metric
{
    public override string Id => "P2";

    public override string What => "random walks";

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference)
    {
        using var domain = SecondStageImage.Build(scale.MappedGiB);
        using var iovas = new NativeWords(scale.Walks);
        var random = new Random(2);
        for (long i = 0; i < iovas.Length; i++) iovas[i] = (ulong)random.NextInt64((long)domain.MappedBytes);
        var single = Paired.Measure(scale, () => Ours(domain, iovas), () => reference.Walks(domain.Image, SecondStageImage.ImageStart, domain.Root.Value, iovas));
        string work = $"{What}, {scale.Walks:N0} IOVAs in {scale.MappedGiB} GiB";
        yield return new(Id, work + ", one by one", Paired.Words(single.Ours), "naive C", Paired.Words(single.Peer), single.TimeOf, single.TimeSpread, "≤ 1.3× its time", single.TimeOf <= 1.3);
        // There is no walk of many at once yet, so what many take is what each takes.
        yield return new(Id, work + ", many at once", Paired.Words(single.Ours), "naive C", Paired.Words(single.Peer), single.TimeOf, single.TimeSpread, "≤ 0.6× its time", single.TimeOf <= 0.6);
    }

    private static ulong Ours(SecondStageImage domain, NativeWords iovas)
    {
        ulong sum = 0;
        Span<WalkStep> path = stackalloc WalkStep[PageTableGeometry.MostLevels];
        for (long i = 0; i < iovas.Length; i++)
        {
            if (!RootEntry.TryRead(domain.Memory, domain.Root, 0, out var root) || !root.Present || root.HasReservedBits(SecondStageImage.Limits.OutputWidth)) continue;
            if (!ContextEntry.TryRead(domain.Memory, root.ContextTable, 0, out var context) || !context.Present || context.TranslationType != TranslationType.Untranslated) continue;
            var end = PageTable<SecondStage, Iova>.Follow(domain.Memory, context.SecondStageRoot, SecondStageImage.Limits, new(iovas[i]), AccessKind.Read, path, out _);
            if (end.Outcome == WalkOutcome.Translated) sum = unchecked(sum + end.Physical.Value);
        }
        return sum;
    }
}
