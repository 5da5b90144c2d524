using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Web.Sessions;

/// <summary>The runs that sessions hold, by their plans' content; one that nobody holds any more is forgotten.</summary>
internal sealed class RunStore(SessionLimits limits, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SharedRun> runs = [];

    /// <summary>Heap that all of them hold.</summary>
    public long Bytes
    {
        get
        {
            lock (gate) return runs.Values.Sum(run => run.Bytes);
        }
    }

    public long BytesWithout(SharedRun run) => Bytes - run.Bytes;

    /// <summary>Holds the run of a plan, to be computed by whoever first asks for its result.</summary>
    public Lease Take(LiveUpdatePlan plan)
    {
        string key = PlanFingerprint.Of(plan);
        lock (gate)
        {
            if (!runs.TryGetValue(key, out var run)) runs[key] = run = new SharedRun(plan, limits, time, () => Bytes <= limits.MaxRunBytes);
            run.Users++;
            return new(this, key, run);
        }
    }

    private void Release(string key, SharedRun run)
    {
        lock (gate)
        {
            if (--run.Users > 0) return;
            runs.Remove(key);
        }
        run.Abandon();
    }

    /// <summary>A hold on a run, until disposed.</summary>
    public sealed class Lease(RunStore store, string key, SharedRun run) : IDisposable
    {
        private int released;

        public SharedRun Run => run;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref released, 1) == 0) store.Release(key, run);
        }
    }
}
