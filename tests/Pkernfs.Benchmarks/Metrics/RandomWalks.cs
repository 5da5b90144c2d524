using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Benchmarks.Workloads;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>P2: root entry, context entry and leaf of random IOVAs, with every check.</summary>
internal sealed class RandomWalks : Metric
{
    private const int AtOnce = 1024;

    private static readonly PciAddress requester = new(0, 0, 0);

    public override string Id => "P2";

    public override string What => "random walks";

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference)
    {
        using var domain = SecondStageImage.Build(scale.MappedGiB);
        using var words = new NativeWords(scale.Walks);
        var random = new Random(2);
        var iovas = new Iova[scale.Walks];
        for (int i = 0; i < iovas.Length; i++)
        {
            iovas[i] = new((ulong)random.NextInt64((long)domain.MappedBytes));
            words[i] = iovas[i].Value;
        }
        var walker = new RequestWalker(domain.Unit, domain.Memory);
        string work = $"{What}, {scale.Walks:N0} IOVAs in {scale.MappedGiB} GiB";
        var single = Paired.Measure(scale, () => OneByOne(walker, iovas), () => reference.Walks(domain.Image, SecondStageImage.ImageStart, domain.Root.Value, words));
        yield return new(Id, work + ", one by one", Paired.Words(single.Ours), "naive C", Paired.Words(single.Peer), single.TimeOf, single.TimeSpread, "≤ 1.3× its time", single.TimeOf <= 1.3);
        var many = Paired.Measure(scale, () => ManyAtOnce(walker, iovas), () => reference.Walks(domain.Image, SecondStageImage.ImageStart, domain.Root.Value, words));
        yield return new(Id, work + ", many at once", Paired.Words(many.Ours), "naive C", Paired.Words(many.Peer), many.TimeOf, many.TimeSpread, "≤ 0.6× its time", many.TimeOf <= 0.6);
    }

    private static ulong OneByOne(RequestWalker walker, Iova[] iovas)
    {
        ulong sum = 0;
        foreach (var iova in iovas)
        {
            if (walker.Walk(requester, iova, AccessKind.Read, out var end) == FaultReason.None) sum = unchecked(sum + end.Physical.Value);
        }
        return sum;
    }

    private static ulong ManyAtOnce(RequestWalker walker, ReadOnlySpan<Iova> iovas)
    {
        ulong sum = 0;
        Span<WalkEnd> ends = stackalloc WalkEnd[AtOnce];
        for (; !iovas.IsEmpty; iovas = iovas[Math.Min(AtOnce, iovas.Length)..])
        {
            var some = iovas[..Math.Min(AtOnce, iovas.Length)];
            if (walker.WalkMany(requester, some, AccessKind.Read, ends) != FaultReason.None) continue;
            foreach (ref readonly var end in ends[..some.Length])
            {
                if (end.Outcome == WalkOutcome.Translated) sum = unchecked(sum + end.Physical.Value);
            }
        }
        return sum;
    }
}
