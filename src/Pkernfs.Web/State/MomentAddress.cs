namespace Pkernfs.Web.State;

/// <summary>
/// Keeps the address bar at the moment shown: at once when it is at rest, and no more often than <see cref="Interval"/> while a run plays or is scrubbed, since
/// browsers refuse more than a few hundred changes in half a minute.
/// </summary>
public sealed class MomentAddress : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    private readonly Lock gate = new();
    private readonly OpenMachine machine;
    private readonly TimeProvider time;
    private readonly Func<Action, Task> dispatch;
    private readonly ITimer timer;
    private long? written;
    private bool waiting;
    private bool disposed;

    /// <param name="dispatch">Runs something on the circuit's own thread.</param>
    public MomentAddress(OpenMachine machine, TimeProvider time, Func<Action, Task> dispatch)
    {
        (this.machine, this.time, this.dispatch) = (machine, time, dispatch);
        timer = time.CreateTimer(_ => Write(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        machine.Changed += Follow;
        Write();
    }

    public void Dispose()
    {
        machine.Changed -= Follow;
        lock (gate)
        {
            disposed = true;
            timer.Dispose();
        }
    }

    private void Follow(MomentChange change)
    {
        lock (gate)
        {
            if (waiting || disposed) return;
            var since = written is { } at ? time.GetElapsedTime(at) : Interval;
            if (since < Interval)
            {
                waiting = true;
                timer.Change(Interval - since, Timeout.InfiniteTimeSpan);
                return;
            }
        }
        Write();
    }

    private void Write()
    {
        lock (gate)
        {
            if (disposed) return;
            waiting = false;
            written = time.GetTimestamp();
        }
        _ = dispatch(() =>
        {
            if (!disposed) machine.WriteView();
        });
    }
}
