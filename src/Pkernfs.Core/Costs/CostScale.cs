using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Costs;

/// <summary>
/// What a scenario's steps would do for guests of other sizes: each is run at two sizes, and each step's work is carried on in a straight line
/// from there. Runs are done when first asked for and kept; asking from several threads is safe.
/// </summary>
/// <param name="plan">The scenario's plan.</param>
public sealed class CostScale(LiveUpdatePlan plan)
{
    /// <summary>The smallest guest and the largest one that are answered for: the RFC's order of size, and the largest hosts' of today.</summary>
    public static readonly ByteCount Smallest = ByteCount.FromMiB(256), Largest = ByteCount.FromGiB(16 << 10);

    /// <summary>Where the guest's memory begins to go on above 4 GiB, in one step more.</summary>
    private static readonly ByteCount Split = ByteCount.FromMiB(2816);

    private readonly ConcurrentDictionary<(ByteCount Guest, LeafSize Leaves), Lazy<CostMeasurement>> _measured = [];

    private readonly Lazy<(CostProfile Profile, ImmutableHashSet<string> Failures)> _own = new(() => RunOwn(plan));

    /// <summary>
    /// The sizes at which a guest's steps are run to answer for another's: whole GiB, so that table pages come out; with 4 KiB leaves less, since
    /// one domain's pool of table pages holds no more as posted. Guests below 2 GiB have no room for a 1 GiB leaf and are as with 2 MiB.
    /// </summary>
    public static (ByteCount Low, ByteCount High) AnchorsFor(ByteCount guest, LeafSize leaves) => leaves switch
    {
        LeafSize.FourKiB => (ByteCount.FromMiB(256), ByteCount.FromMiB(512)),
        _ when guest < Split => (ByteCount.FromGiB(1), ByteCount.FromGiB(2)),
        _ => (ByteCount.FromGiB(3), ByteCount.FromGiB(4)),
    };

    /// <summary>The scenario's plan.</summary>
    public LiveUpdatePlan Plan => plan;

    /// <summary>The scenario's own run, at its own size.</summary>
    public CostProfile Own => _own.Value.Profile;

    /// <summary>Why nothing is said of a guest of that size; null where something is.</summary>
    public static string? Problem(ByteCount guest) => guest < Smallest || guest > Largest
        ? $"A guest of {guest} is outside what is answered for: {Smallest} to {Largest}."
        : guest.Value % (2UL << 20) == 0 ? null : $"A guest of {guest} is no multiple of 2 MiB, a block of pkernfs.";

    /// <summary>What the steps do for a guest of that size, or why that cannot be said.</summary>
    public CostMeasurement Estimate(ByteCount guest, LeafSize leaves, CancellationToken cancellation = default)
    {
        if (plan.Guests.Length > 1) return new(null, $"The scenario has {plan.Guests.Length} guests of their own sizes: its cost is told for those, and for no other size.");
        if (Problem(guest) is { } outside) return new(null, outside);
        var (low, high) = AnchorsFor(guest, leaves);
        var (first, second) = (Measure(low, leaves, cancellation), Measure(high, leaves, cancellation));
        if (first.Profile is null) return first;
        if (second.Profile is null) return second;
        return CostLine.Through(first.Profile, second.Profile, guest) is { } profile
            ? new(profile, null)
            : new(null, $"With {low} and with {high} the scenario has other steps, so no line goes through its runs.");
    }

    /// <summary>A run at exactly that size.</summary>
    public CostMeasurement Measure(ByteCount guest, LeafSize leaves, CancellationToken cancellation = default)
    {
        if (leaves == LeafSize.OneGiB && guest < Split) leaves = LeafSize.TwoMiB;
        var measured = _measured.GetOrAdd((guest, leaves), key => new(() => Run(key.Guest, key.Leaves, cancellation)));
        try
        {
            return measured.Value;
        }
        catch (OperationCanceledException)
        {
            // What was given up is done again for who asks next.
            _measured.TryRemove(new((guest, leaves), measured));
            throw;
        }
    }

    private CostMeasurement Run(ByteCount guest, LeafSize leaves, CancellationToken cancellation)
    {
        var run = Runner.Run(GuestScaling.With(plan, guest, leaves), cancellation);
        var failed = run.Moments.FirstOrDefault(moment => !moment.Step.Problems.IsEmpty && !ScenarioFails(moment.Step.Id));
        return failed is null ? new(CostProfile.Of(run), null) : new(null, $"{plan.Approach} with {guest} in {leaves.Bytes()} leaves: {failed.Step.Problems[0]}");
    }

    /// <summary>A step that fails in the scenario as it is, as one of code as posted may, fails at every size.</summary>
    private bool ScenarioFails(string step) => _own.Value.Failures.Contains(step);

    private static (CostProfile, ImmutableHashSet<string>) RunOwn(LiveUpdatePlan plan)
    {
        var run = Runner.Run(plan);
        return (CostProfile.Of(run), [.. run.Moments.Where(moment => !moment.Step.Problems.IsEmpty).Select(moment => moment.Step.Id)]);
    }
}

/// <summary>What a run did, or why there is none to speak of.</summary>
/// <param name="Problem">A sentence; null with a profile.</param>
public sealed record CostMeasurement(CostProfile? Profile, string? Problem);
