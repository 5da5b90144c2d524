using System.Diagnostics.Metrics;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Benchmarks.Streaming;

/// <summary>The product's hub: the session's moment is moved, the viewers do the rest. That they took an update is heard from the stream's own meter.</summary>
internal sealed class HubBroadcast : IBroadcast, IDisposable
{
    private readonly SteppingMachine machine;
    private readonly MeterListener listener = new();
    private TaskCompletionSource? flooded;
    private int clients, taken, left;

    public HubBroadcast(SteppingMachine machine)
    {
        this.machine = machine;
        listener.InstrumentPublished = (instrument, me) =>
        {
            if (instrument.Meter.Name == StreamingMeter.Name && instrument.Name == StreamingMeter.UpdatesName) me.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => Taken());
        listener.Start();
    }

    public async Task FloodAsync(int rounds, int clients)
    {
        flooded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (this.clients, left, taken) = (clients, rounds - 1, 0);
        Next();
        await flooded.Task;
        flooded = null;
    }

    public void Tick(int moment) => machine.Session.Cursor.Seek(moment);

    public void Dispose() => listener.Dispose();

    private void Next() => machine.Session.Cursor.Seek((machine.Session.Cursor.Index + 1) % SteppingMachine.Moments);

    /// <summary>When all have taken a moment, comes the next.</summary>
    private void Taken()
    {
        if (flooded is not { } end || Interlocked.Increment(ref taken) % clients != 0) return;
        if (Interlocked.Decrement(ref left) >= 0) Next();
        else end.TrySetResult();
    }
}
