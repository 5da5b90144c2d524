using Pkernfs.Core.LiveUpdate;

namespace Pkernfs.Web.Sessions;

/// <summary>
/// The runs that sessions hold, by their plans' content. A few that nobody holds any more are kept, so that a page which is drawn first and
/// connected a moment later computes its run once; they go as soon as their room is needed.
/// </summary>
internal sealed class RunStore(SessionLimits limits, TimeProvider time)
{
    /// <summary>Runs without a holder that are kept: the built-in scenarios that people go through, and a few of their own.</summary>
    public const int MaxUnheld = 4;

    private readonly Lock gate = new();
    private readonly Dictionary<string, SharedRun> runs = [];
    private long releases;

    /// <summary>Heap that all of them hold.</summary>
    public long Bytes
    {
        get
        {
            lock (gate) return runs.Values.Sum(run => run.Bytes);
        }
    }

    /// <summary>Heap that the others hold.</summary>
    public long BytesWithout(SharedRun run) => Math.Max(0, Bytes - run.Bytes);

    /// <summary>True when the run of a plan is there, computed.</summary>
    public bool Has(LiveUpdatePlan plan)
    {
        string key = PlanFingerprint.Of(plan);
        lock (gate) return runs.TryGetValue(key, out var run) && run.IsComplete;
    }

    /// <summary>Holds the run of a plan, to be computed by whoever first asks for its result.</summary>
    /// <param name="parent">A finished run whose plan differs in its edits alone: the moments that both have are not computed again.</param>
    public Lease Take(LiveUpdatePlan plan, Lease? parent = null)
    {
        string key = PlanFingerprint.Of(plan);
        lock (gate)
        {
            if (!runs.TryGetValue(key, out var run)) runs[key] = run = new SharedRun(plan, limits, time, Fits, parent?.Again());
            run.Users++;
            return new(this, key, run);
        }
    }

    /// <summary>One more hold on a run; null where the store has it no more.</summary>
    private Lease? Hold(string key, SharedRun run)
    {
        lock (gate)
        {
            if (runs.GetValueOrDefault(key) != run) return null;
            run.Users++;
            return new(this, key, run);
        }
    }

    /// <summary>Whether all runs are within the limit, once those that nobody holds have made room.</summary>
    private bool Fits()
    {
        lock (gate)
        {
            while (Bytes > limits.MaxRunBytes)
            {
                if (!ForgetOldest()) return false;
            }
            return true;
        }
    }

    private void Release(string key, SharedRun run)
    {
        lock (gate)
        {
            if (--run.Users > 0) return;
            run.Released = ++releases;
            if (run.IsComplete && runs.ContainsKey(key))
            {
                if (runs.Values.Count(kept => kept.Users == 0) > MaxUnheld) ForgetOldest();
                return;
            }
            runs.Remove(key);
        }
        run.Dispose();
    }

    /// <summary>Forgets the run that has been without a holder longest; false where each has one.</summary>
    private bool ForgetOldest()
    {
        var oldest = runs.Where(entry => entry.Value.Users == 0).OrderBy(entry => entry.Value.Released).FirstOrDefault();
        if (oldest.Key is null || !runs.Remove(oldest.Key)) return false;
        oldest.Value.Dispose();
        return true;
    }

    /// <summary>A hold on a run, until disposed.</summary>
    public sealed class Lease(RunStore store, string key, SharedRun run) : IDisposable
    {
        private int released;

        public SharedRun Run => run;

        /// <summary>Another hold on the same run; null where this one was let go and the run with it.</summary>
        public Lease? Again() => store.Hold(key, run);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref released, 1) == 0) store.Release(key, run);
        }
    }
}
