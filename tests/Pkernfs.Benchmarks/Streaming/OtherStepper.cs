using System.Diagnostics;

namespace Pkernfs.Benchmarks.Streaming;

/// <summary>Someone who steps through a session of their own on the same server: how long a step takes, from the key to the update.</summary>
internal sealed class OtherStepper : IAsyncDisposable
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(20);

    private readonly HubClient client = new(StreamServer.OtherSession, SteppingMachine.Viewport);
    private TaskCompletionSource came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int moment;

    public async Task ConnectAsync(Uri server)
    {
        client.Came = () => came.TrySetResult();
        await client.ConnectAsync(server, Pkernfs.Web.Streaming.MachineHub.Path);
        await came.Task;
    }

    /// <summary>Steps, with a pause after each, until told to stop; the median of a step's seconds.</summary>
    public async Task<double> StepAsync(CancellationToken stop)
    {
        var times = new List<double>();
        while (!stop.IsCancellationRequested)
        {
            came = new(TaskCreationOptions.RunContinuationsAsynchronously);
            moment = (moment + 1) % SteppingMachine.Moments;
            long start = Stopwatch.GetTimestamp();
            await client.SeekAsync(moment);
            await came.Task.WaitAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            await Task.Delay(pause, CancellationToken.None);
        }
        return Measuring.Paired.Median([.. times.Order()]);
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
