using System.Diagnostics.CodeAnalysis;
using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Benchmarks.Workloads;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>P3: a domain is mapped range by range, in no order, and unmapped again.</summary>
internal sealed class MapAndUnmap : Metric
{
    private const ulong Origin = 4UL << 30, Outputs = 64UL << 30, RangeBytes = 1UL << 30;

    public override string Id => "P3";

    public override string What => "map and unmap";

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference)
    {
        foreach (var (level, size) in ((int, string)[])[(1, "4 KiB"), (2, "2 MiB")])
        {
            int tables = (scale.MappedGiB * (level == 1 ? 513 : 1)) + 2;
            // 2 MiB leaves are done in microseconds, so again and again.
            int rounds = level == 1 ? 1 : 50;
            var ranges = Enumerable.Range(0, scale.MappedGiB).Select(gib => (Iova: (ulong)gib * RangeBytes, Output: Outputs + ((ulong)gib * RangeBytes))).ToArray();
            new Random(8).Shuffle(ranges);
            using var image = new NativeWords(tables * 512L);
            using var free = new NativeWords(tables - 1);
            for (int i = 0; i < free.Length; i++) free[i] = Origin + ((ulong)(tables - 1 - i) << 12);

            foreach (bool history in (bool[])[true, false])
            {
                var machine = PhysicalMemory.Empty([new(new(Origin), new((ulong)tables << 12))]);
                // Without history one writer goes on and on in the same pages; with it each step is sealed and what was before stays.
                var writer = machine.Write();
                var pages = new Stock(free);
                var timed = Paired.Measure(
                    scale,
                    () =>
                    {
                        if (history) (writer, pages) = (machine.Write(), new Stock(free));
                        return Ours(writer, pages, ranges, level, rounds, history);
                    },
                    () =>
                    {
                        var stock = new FreePages(free);
                        ulong unmapped = 0;
                        for (int round = 0; round < rounds; round++)
                        {
                            foreach (var (iova, output) in ranges)
                            {
                                if (!reference.Map(image, Origin, Origin, iova, output, RangeBytes, level, ref stock)) throw new InvalidOperationException("The reference does not map.");
                            }
                            foreach (var (iova, _) in ranges) unmapped += reference.Unmap(image, Origin, Origin, iova, RangeBytes, ref stock);
                        }
                        return unmapped;
                    });
                double limit = history ? 0.7 : 1;
                yield return new(
                    Id, $"{What}, {scale.MappedGiB} GiB at {size}, history {(history ? "on" : "off")}", Paired.Words(timed.Ours / rounds), "C range map without history", Paired.Words(timed.Peer / rounds),
                    timed.Speedup, timed.SpeedupSpread, history ? "≥ 0.7× as fast" : "≥ 1× as fast", timed.Speedup >= limit);
            }
        }
    }

    private static ulong Ours(MemoryWriter writer, Stock pages, (ulong Iova, ulong Output)[] ranges, int level, int rounds, bool history)
    {
        var root = new PageTableRoot(new(Origin), SecondStageImage.Levels);
        ulong unmapped = 0;
        for (int round = 0; round < rounds; round++)
        {
            foreach (var (iova, output) in ranges)
            {
                var mapped = PageTable<SecondStage, Iova>.Map(writer, root, SecondStageImage.Limits, new(new(iova), new(RangeBytes)), new(output), AccessRights.ReadWrite, pages, level);
                if (mapped.Problem is not null) throw new InvalidOperationException(mapped.Problem);
                if (history) writer.Seal();
            }
            foreach (var (iova, _) in ranges)
            {
                unmapped += PageTable<SecondStage, Iova>.Unmap(writer, root, SecondStageImage.Limits, new(new(iova), new(RangeBytes)), pages).Unmapped.Value;
                if (history) writer.Seal();
            }
        }
        return unmapped;
    }

    /// <summary>The same stack of pages as the peer's.</summary>
    private sealed class Stock : ITablePages
    {
        private readonly ulong[] _free;
        private int _count;

        public Stock(NativeWords pages)
        {
            _free = new ulong[pages.Length];
            for (; _count < _free.Length; _count++) _free[_count] = pages[_count];
        }

        public bool TryAllocate(out PhysicalAddress page, [NotNullWhen(false)] out string? problem)
        {
            problem = _count == 0 ? "there is no page left." : null;
            page = _count == 0 ? default : new(_free[--_count]);
            return problem is null;
        }

        public void Free(PhysicalAddress page) => _free[_count++] = page.Value;
    }
}
