using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Benchmarks.Metrics;

// Runs the metrics that are named, or all: "bench P1 P7". With --smoke the sizes are small and no verdict is given: it shows that everything runs.
bool smoke = args.Contains("--smoke");
string[] wanted = [.. args.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal)).Select(argument => argument.ToUpperInvariant())];
Metric[] all = [new EnumerateLeaves(), new RandomWalks(), new MapAndUnmap(), new SparseMemory(), new History(), new Seek(), new DifferenceOfMoments()];
if (wanted.Except(all.Select(metric => metric.Id)).ToArray() is { Length: > 0 } unknown)
{
    Console.Error.WriteLine($"There is no metric {string.Join(", ", unknown)}. There are: {string.Join(", ", all.Select(metric => $"{metric.Id} ({metric.What})"))}.");
    return 2;
}

var scale = smoke ? BenchScale.Smoke : BenchScale.Full;
using var reference = CReference.Build();
var rows = new List<Row>();
foreach (var metric in all.Where(metric => wanted.Length == 0 || wanted.Contains(metric.Id)))
{
    Console.Error.WriteLine($"{metric.Id} {metric.What} …");
    rows.AddRange(metric.Run(scale, reference));
    GC.Collect();
}
ResultTable.Write(Console.Out, rows, scale);
return 0;
