using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Sessions;

/// <summary>A run that the sessions of one scenario share. It is computed once, off everyone's thread, and counts its memory as it grows.</summary>
internal sealed class SharedRun : IDisposable
{
    // What the heap held for the built-in scenarios, rounded up: 76 bytes for an ownership extent with its list entry, 7.6 KB for what a moment
    // keeps beside its memory. Allocations are a list of references, a new one for each moment that changes it.
    private const long ExtentBytes = 96;
    private const long MomentBytes = 16 * 1024;

    private readonly Lazy<Task<RunInspection>> result;
    private readonly CancellationTokenSource unwanted = new();
    private readonly RunStore.Lease? parent;
    private long bytes;
    private RunProgress? progress;

    /// <param name="fits">Asked while the run grows: whether its bytes so far are still allowed.</param>
    /// <param name="parent">A hold on a finished run whose first moments this one shares; kept as long as this run, so that what both have is counted once.</param>
    public SharedRun(LiveUpdatePlan plan, SessionLimits limits, TimeProvider time, Func<bool> fits, RunStore.Lease? parent = null)
    {
        this.parent = parent;
        result = new(() => Task.Run(() => Compute(plan, limits, time, fits)));
    }

    /// <summary>Sessions and openers that hold it; the store's lock guards it.</summary>
    public int Users { get; set; }

    /// <summary>When the last of them let go, as a number that grows; the store's lock guards it.</summary>
    public long Released { get; set; }

    public bool IsComplete => result.IsValueCreated && result.Value.IsCompletedSuccessfully;

    /// <summary>Heap that it holds so far.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>The run; the first to ask has it computed.</summary>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    /// <exception cref="RunTooLargeException">It does not fit.</exception>
    public Task<RunInspection> Result => result.Value;

    /// <summary>How far its computation is; null before it has begun.</summary>
    public RunProgress? Progress => Volatile.Read(ref progress);

    /// <summary>Nobody waits for it any more: what is left of it need not be computed, and the step that is being done is given up.</summary>
    public void Dispose()
    {
        unwanted.Cancel();
        unwanted.Dispose();
        parent?.Dispose();
    }

    private RunInspection Compute(LiveUpdatePlan plan, SessionLimits limits, TimeProvider time, Func<bool> fits)
    {
        using var timeout = new CancellationTokenSource(limits.RunTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, unwanted.Token);
        var moments = ImmutableArray.CreateBuilder<Moment>();
        long beside = 0, others = 0;
        var (machine, clock) = (MachineState.PowerOn(plan), 0L);
        var steps = Approaches.Steps(plan);
        var former = parent?.Run.Result.GetAwaiter().GetResult();
        int shared = former is null ? 0 : Runner.SharedSteps(former.Timeline, steps);
        if (shared > 0)
        {
            moments.AddRange(former!.Timeline.Moments.AsSpan(0, shared));
            (machine, clock) = (moments[^1].Machine, moments[^1].Step.ClockNanoseconds);
            others = machine.Platform.Memory.StoredBytes;
        }
        foreach (var step in steps.Skip(shared))
        {
            Volatile.Write(ref progress, new(moments.Count, steps.Length, step.Title));
            var moment = Runner.Continue(plan, machine, [step], moments.Count, clock, either.Token)[0];
            moments.Add(moment);
            (machine, clock) = (moment.Machine, moment.Step.ClockNanoseconds);
            beside += MomentBytes + ((machine.Kernel?.Pages.Allocations.Length ?? 0) * (long)sizeof(ulong));
            Grown(machine.Platform.Memory.StoredBytes - others + beside, fits);
        }

        // Who owns what is asked for by every viewer: worked out here, it is counted and waits for no one.
        var timeline = new RunTimeline(plan, moments.ToImmutable());
        var run = shared > 0 ? new RunInspection(timeline, former!, shared) : new RunInspection(timeline);
        for (int index = shared; index < moments.Count; index++)
        {
            either.Token.ThrowIfCancellationRequested();
            beside += run.OwnershipAt(index).Extents.Length * ExtentBytes;
            Grown(machine.Platform.Memory.StoredBytes - others + beside, fits);
        }
        return run;
    }

    private void Grown(long total, Func<bool> fits)
    {
        Interlocked.Exchange(ref bytes, total);
        if (!fits()) throw new RunTooLargeException(total);
    }
}

/// <summary>A run that holds more than is left; the bytes are those that it had when it was given up.</summary>
internal sealed class RunTooLargeException(long bytes) : Exception($"The run holds {bytes} bytes, more than is left.")
{
    public long Bytes => bytes;
}
