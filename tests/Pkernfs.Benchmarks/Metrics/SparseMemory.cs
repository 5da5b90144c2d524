using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Core.Memory;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>P4: memory that is mostly not there.</summary>
internal sealed class SparseMemory : Metric
{
    private const int Regions = 512, RegionPages = 64, AtOnce = 1024;

    public override string Id => "P4";

    public override string What => "sparse memory";

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference)
    {
        const ulong machine = 1UL << 40, apart = machine / Regions;
        using var flat = new NativeWords(Regions * RegionPages * 512L);
        long before = GC.GetTotalMemory(true);
        var writer = PhysicalMemory.Empty([new(new(0), new(machine))]).Write();
        for (long word = 0; word < flat.Length; word++) flat[word] = (ulong)word * 0x9E3779B97F4A7C15 | 1;
        byte[] page = new byte[4096];
        for (int i = 0; i < Regions * RegionPages; i++)
        {
            for (int word = 0; word < 512; word++) BitConverter.TryWriteBytes(page.AsSpan(word * 8), flat[(i * 512L) + word]);
            writer.TryWrite(AddressOf(i * 512L), page);
        }
        var memory = writer.Seal();
        writer = null;
        long overhead = GC.GetTotalMemory(true) - before - (flat.Length * 8);

        using var indices = new NativeWords(scale.Reads);
        var addresses = new PhysicalAddress[scale.Reads];
        var random = new Random(3);
        for (int i = 0; i < scale.Reads; i++)
        {
            indices[i] = (ulong)random.NextInt64(flat.Length);
            addresses[i] = AddressOf((long)indices[i]);
        }
        var read = Paired.Measure(scale, () => Ours(memory, addresses), () => reference.Gather(flat, indices));
        yield return new(Id, $"{scale.Reads:N0} random reads over {Regions} regions in 1 TiB", Paired.Words(read.Ours), "flat C array", Paired.Words(read.Peer), read.TimeOf, read.TimeSpread, "≤ 2× its time", read.TimeOf <= 2);
        double mebibytes = overhead / 1048576.0;
        yield return new(Id, "overhead a sparse TiB", $"{mebibytes:0.0} MiB", "the bytes alone", $"{flat.Length * 8 >> 20} MiB", mebibytes, null, "≤ 8 MiB", mebibytes <= 8);

        PhysicalAddress AddressOf(long word) => new(((ulong)(word / (RegionPages * 512)) * apart) + ((ulong)(word % (RegionPages * 512)) * 8));
    }

    private static ulong Ours(PhysicalMemory memory, ReadOnlySpan<PhysicalAddress> addresses)
    {
        ulong sum = 0;
        Span<ulong> words = stackalloc ulong[AtOnce];
        for (; !addresses.IsEmpty; addresses = addresses[Math.Min(AtOnce, addresses.Length)..])
        {
            var some = addresses[..Math.Min(AtOnce, addresses.Length)];
            memory.ReadWords(some, words);
            foreach (ulong word in words[..some.Length]) sum = unchecked(sum + word);
        }
        return sum;
    }
}
