using System.Collections.Concurrent;

namespace Pkernfs.Web.Streaming;

/// <summary>
/// Wakes the viewers of one run, one after another, on a thread of the pool: what moved the machine need not wait until each was sent its update, and five
/// hundred viewers are not five hundred pieces of work for the pool, each with a thread to be woken.
/// </summary>
internal sealed class ViewerWakes : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<ViewerUpdates> waiting = new();
    private int isRunning;

    public void Add(ViewerUpdates viewer)
    {
        waiting.Enqueue(viewer);
        if (Interlocked.Exchange(ref isRunning, 1) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute()
    {
        do
        {
            while (waiting.TryDequeue(out var viewer)) viewer.Wake();
            Volatile.Write(ref isRunning, 0);
        }
        while (!waiting.IsEmpty && Interlocked.Exchange(ref isRunning, 1) == 0);
    }
}
