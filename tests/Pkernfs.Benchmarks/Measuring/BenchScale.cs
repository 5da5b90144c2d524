namespace Pkernfs.Benchmarks.Measuring;

/// <summary>How large the work is, and how often it is measured.</summary>
/// <param name="Pairs">A B A B: how many pairs of runs a ratio comes from.</param>
/// <param name="MappedGiB">Second-stage mappings in 4 KiB pages that are walked.</param>
/// <param name="Walks">Random IOVAs.</param>
/// <param name="Reads">Random 8-byte reads.</param>
/// <param name="Steps">Moments of a history.</param>
/// <param name="WordsASeekStep">Words that each step of the history writes that is sought in.</param>
/// <param name="Seeks">Random moments that are sought.</param>
/// <param name="MachinePages">Pages of a machine whose moments are held against each other.</param>
internal sealed record BenchScale(bool GivesVerdict, int Pairs, int MappedGiB, int Walks, int Reads, int Steps, int WordsASeekStep, int Seeks, long MachinePages)
{
    public static BenchScale Full { get; } = new(true, 7, 64, 4_000_000, 4_000_000, 10_000, 1_000, 120, 16L << 20);

    public static BenchScale Smoke { get; } = new(false, 2, 1, 20_000, 20_000, 200, 20, 20, 1L << 16);
}
