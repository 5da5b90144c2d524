using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace Pkernfs.Web.Streaming;

/// <summary>The viewers of one connection, by the numbers that the client gave them; all end with the connection.</summary>
internal sealed class ConnectionViewers : IDisposable
{
    private readonly ConcurrentDictionary<int, Viewer> viewers = new();

    public Viewer this[int number] => viewers.TryGetValue(number, out var viewer)
        ? viewer
        : throw new HubException($"This connection has no viewer {number}. Start one with Watch first.");

    public Viewer Add(int number, Func<Viewer> create)
    {
        if (viewers.Count >= StreamingLimits.MaxViewers)
            throw new HubException($"This connection has {viewers.Count} viewers, as many as it may. End the stream of one first.");
        if (viewers.ContainsKey(number)) throw Taken(number);
        var viewer = create();
        if (viewers.TryAdd(number, viewer)) return viewer;
        viewer.Dispose();
        throw Taken(number);
    }

    public void Remove(int number)
    {
        if (viewers.TryRemove(number, out var viewer)) viewer.Dispose();
    }

    public void Dispose()
    {
        foreach (int number in viewers.Keys) Remove(number);
    }

    private static HubException Taken(int number) => new($"This connection has a viewer {number} already. Give another number, or end its stream first.");
}
