using Pkernfs.Benchmarks.Browsing;
using Pkernfs.Benchmarks.Measuring;
using Pkernfs.Benchmarks.Metrics;
using Pkernfs.Benchmarks.Streaming;
using Stream = Pkernfs.Benchmarks.Metrics.Stream;

// A metric's serving side, which it starts itself.
if (args is [StreamServer.Verb]) return await StreamServer.RunAsync();
if (args is [CounterServer.Verb, var explorer, ..]) return await CounterServer.RunAsync(new Uri(explorer), args[2..]);

// Runs the metrics that are named, or all: "bench P1 P7". With --smoke the sizes are small and no verdict is given: it shows that everything runs.
bool smoke = args.Contains("--smoke");
string[] wanted = [.. args.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal))];
Metric[] all = [new EnumerateLeaves(), new RandomWalks(), new MapAndUnmap(), new SparseMemory(), new History(), new Seek(), new DifferenceOfMoments(), new Stream(), new Viewers(), new Draw(), new StepToPixels(), new OpenPage()];
if (wanted.Except(all.Select(metric => metric.Id), StringComparer.OrdinalIgnoreCase).ToArray() is { Length: > 0 } unknown)
{
    Console.Error.WriteLine($"There is no metric {string.Join(", ", unknown)}. There are: {string.Join(", ", all.Select(metric => $"{metric.Id} ({metric.What})"))}.");
    return 2;
}

var scale = smoke ? BenchScale.Smoke : BenchScale.Full;
using var reference = CReference.Build();
var rows = new List<Row>();
try
{
    foreach (var metric in all.Where(metric => wanted.Length == 0 || wanted.Contains(metric.Id, StringComparer.OrdinalIgnoreCase)))
    {
        if (metric.NeedsBrowser && Chromium.Program is null)
        {
            Console.Error.WriteLine($"{metric.Id} {metric.What} is skipped: no Chromium is installed. Install the package chromium to measure it.");
            continue;
        }
        Console.Error.WriteLine($"{metric.Id} {metric.What} …");
        rows.AddRange(metric.Run(scale, reference));
        GC.Collect();
    }
}
finally
{
    await Shared.EndAsync();
}
ResultTable.Write(Console.Out, rows, scale);
return 0;
