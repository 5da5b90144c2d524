using System.Threading.Tasks.Sources;

namespace Pkernfs.Web.Streaming;

/// <summary>
/// The updates of one viewer, as its taker reads them: that something changed is noted, not queued, and what it means is worked out when the taker is there.
/// Written by hand, without an iterator: it is gone through once for each update and viewer. To be taken once, by one taker at a time.
/// </summary>
/// <param name="next">What the taker is to be told now, given what it was told last; null where it knows all of it.</param>
internal sealed class ViewerUpdates(Func<MachineUpdate?, MachineUpdate?> next, ViewerWakes wakes) : IAsyncEnumerable<MachineUpdate>, IAsyncEnumerator<MachineUpdate>, IValueTaskSource<bool>
{
    private readonly Lock gate = new();
    private ManualResetValueTaskSourceCore<bool> taker;
    private CancellationTokenRegistration cancellation;
    private MachineUpdate? sent;
    private Exception? reason;

    // Noted, and not yet looked at; the taker waits; it is to be woken; nothing comes any more.
    private bool hasChanged = true, isWaiting, isCalled, hasEnded;

    public MachineUpdate Current => sent!;

    /// <summary>Called when the taker leaves.</summary>
    public Action? Left { get; set; }

    /// <summary>Something changed: whoever waits for an update is woken.</summary>
    public void Change()
    {
        lock (gate)
        {
            hasChanged = true;
            if (!isWaiting || isCalled) return;
            isCalled = true;
        }
        wakes.Add(this);
    }

    /// <summary>Nothing comes after what the taker has; with a reason it is told so.</summary>
    public void End(Exception? why = null)
    {
        lock (gate)
        {
            if (!hasEnded) reason = why;
            hasEnded = true;
        }
        Change();
    }

    public IAsyncEnumerator<MachineUpdate> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        cancellation = cancellationToken.UnsafeRegister(static me => ((ViewerUpdates)me!).End(), this);
        return this;
    }

    public ValueTask<bool> MoveNextAsync()
    {
        while (true)
        {
            lock (gate)
            {
                if (hasEnded) return reason is null ? new(false) : ValueTask.FromException<bool>(reason);
                if (!hasChanged)
                {
                    taker.Reset();
                    isWaiting = true;
                    return new(this, taker.Version);
                }
                hasChanged = false;
            }
            if (Take()) return new(true);
        }
    }

    /// <summary>Gives the taker its update. It goes on here, on this thread, until it waits for something.</summary>
    internal void Wake()
    {
        while (Looks())
        {
            try
            {
                if (!Take()) continue;
            }
            catch (Exception problem)
            {
                Answered();
                taker.SetException(problem);
                return;
            }
            Answered();
            taker.SetResult(true);
            return;
        }
        lock (gate)
        {
            if (!hasEnded) return;
        }
        Answered();
        if (reason is not null) taker.SetException(reason);
        else taker.SetResult(false);
    }

    public ValueTask DisposeAsync()
    {
        Left?.Invoke();
        return cancellation.DisposeAsync();
    }

    bool IValueTaskSource<bool>.GetResult(short token) => taker.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => taker.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        taker.OnCompleted(continuation, state, token, flags);

    /// <summary>True where there is a change to look at, which then counts as looked at; where there is none, the taker is not being woken any more.</summary>
    private bool Looks()
    {
        lock (gate)
        {
            bool looks = hasChanged && !hasEnded;
            if (!looks) isCalled = false;
            hasChanged = false;
            return looks;
        }
    }

    private void Answered()
    {
        lock (gate) isWaiting = isCalled = false;
    }

    private bool Take()
    {
        if (next(sent) is not { } update) return false;
        sent = update;
        StreamingMeter.Updates.Add(1);
        StreamingMeter.Bytes.Add(update.Packed.Length);
        return true;
    }
}
