using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pkernfs.Core.Costs;

namespace Pkernfs.Web.Components.Cost;

/// <summary>
/// The runs that costs are worked out from, shared by all pages: done one after another in the background once somebody asks, kept for good. Asking
/// never waits: what has not been run yet is not there.
/// </summary>
public sealed class CostStore : IDisposable
{
    /// <summary>Estimates kept; each has some ten KB. Curves of three leaf sizes over four approaches need about 400.</summary>
    private const int MostEstimates = 2000;

    private readonly ImmutableArray<CostScale> scales = [.. CostSubjects.BuiltIn.Select(subject => new CostScale(subject.Scenario.Plan))];
    private readonly ConcurrentDictionary<(int Subject, ByteCount Guest, LeafSize Leaves), CostMeasurement> estimates = [];
    private readonly ConcurrentDictionary<Run, bool> done = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private Task? work;

    /// <summary>Raised when another run is done, on the thread that did it.</summary>
    public event Action? Changed;

    /// <summary>Runs done, and all that there are to do.</summary>
    public (int Done, int Of) Progress => (done.Count, Runs().Count());

    /// <summary>What is being run, in words; null when nothing is.</summary>
    public string? Running { get; private set; }

    /// <summary>Which leaves somebody looks at: their runs come first.</summary>
    public LeafSize Wanted { get; set; } = LeafSize.TwoMiB;

    /// <summary>Begins the runs, if nobody did before.</summary>
    public void Begin()
    {
        // It takes minutes: a thread of its own, so that none of those that answer people is taken.
        lock (gate) work ??= Task.Factory.StartNew(() => Work(stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>A subject's own run; null while it has not been done.</summary>
    public CostMeasurement? Own(int subject) => done.ContainsKey(new(subject, null, default)) ? new(scales[subject].Own, null) : null;

    /// <summary>What a subject does for a guest of that size; null while the runs for it have not been done.</summary>
    public CostMeasurement? Estimate(int subject, ByteCount guest, LeafSize leaves)
    {
        if (estimates.TryGetValue((subject, guest, leaves), out var known)) return known;
        var (low, high) = CostScale.AnchorsFor(guest, leaves);
        if (!done.ContainsKey(new(subject, low, leaves)) || !done.ContainsKey(new(subject, high, leaves))) return null;
        if (estimates.Count >= MostEstimates) estimates.Clear();
        return estimates[(subject, guest, leaves)] = scales[subject].Estimate(guest, leaves);
    }

    /// <summary>Gives up what is being run: the server ends.</summary>
    public void Dispose() => stop.Cancel();

    private void Work(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && Next() is { } run)
        {
            Running = run.Guest is { } guest ? $"{CostSubjects.BuiltIn[run.Subject].Approach.Id} with {guest} in {run.Leaves.Bytes()} leaves" : CostSubjects.BuiltIn[run.Subject].Scenario.Name;
            Changed?.Invoke();
            try
            {
                if (run.Guest is { } size) scales[run.Subject].Measure(size, run.Leaves, cancellation);
                else _ = scales[run.Subject].Own;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            done[run] = true;
        }
        Running = null;
        Changed?.Invoke();
    }

    private Run? Next() => Runs().Where(run => !done.ContainsKey(run)).OrderBy(run => run.Guest is null ? 0 : run.Leaves == Wanted ? 1 : 2).FirstOrDefault();

    /// <summary>Every subject's own run, then those that its lines go through; a small guest's with 1 GiB leaves are those with 2 MiB.</summary>
    private IEnumerable<Run> Runs() =>
    [
        .. Subjects.Select(subject => new Run(subject, null, default)),
        .. from leaves in (LeafSize[])[LeafSize.TwoMiB, LeafSize.FourKiB, LeafSize.OneGiB]
           from subject in Subjects
           from guest in Anchors(leaves)
           select new Run(subject, guest, leaves),
    ];

    private IEnumerable<int> Subjects => Enumerable.Range(0, scales.Length);

    private static IEnumerable<ByteCount> Anchors(LeafSize leaves) =>
        ((ByteCount[])[CostScale.Smallest, CostScale.Largest]).Select(size => CostScale.AnchorsFor(size, leaves)).SelectMany(pair => (ByteCount[])[pair.Low, pair.High]).Distinct();

    private sealed record Run(int Subject, ByteCount? Guest, LeafSize Leaves);
}
