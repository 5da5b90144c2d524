using System.Globalization;
using System.Runtime.InteropServices;

namespace Pkernfs.Benchmarks.Measuring;

/// <summary>The table, as Markdown: it is read in a terminal and kept in docs/performance.md as it is.</summary>
internal static class ResultTable
{
    public static void Write(TextWriter output, IReadOnlyList<Row> rows, BenchScale scale)
    {
        output.WriteLine($"{Environment.ProcessorCount} cores, {ProcessorName()}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}; {scale.Pairs} pairs.");
        output.WriteLine();
        output.WriteLine("| | what | ours | against | its | ratio | spread | target | holds |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var row in rows)
        {
            string spread = row.Spread is var (low, high) ? $"{Number(low)} to {Number(high)}" : "";
            string verdict = !scale.GivesVerdict ? "not asked" : row.Holds is { } holds ? (holds ? "yes" : "**no**") : "-";
            output.WriteLine($"| {row.Id} | {row.What} | {row.Ours} | {row.PeerName} | {row.Peer} | {Number(row.Ratio)} | {spread} | {row.Target} | {verdict} |");
        }
    }

    private static string Number(double value) => value.ToString(value >= 100 ? "#,0" : "0.00", CultureInfo.InvariantCulture);

    private static string ProcessorName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor"
        : RuntimeInformation.ProcessArchitecture.ToString();
}
