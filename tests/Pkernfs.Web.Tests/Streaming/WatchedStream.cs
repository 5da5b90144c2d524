using Microsoft.AspNetCore.SignalR.Client;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Web.Tests.Streaming;

/// <summary>One viewer's stream as a client reads it, with what the client knows from it.</summary>
internal sealed class WatchedStream(HubConnection connection, WatchRequest request) : IAsyncDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource end = new();
    private IAsyncEnumerator<MachineUpdate>? updates;

    public IReadOnlyList<PackedExtent> Extents { get; private set; } = [];

    public async Task<MachineUpdate> NextAsync()
    {
        updates ??= connection.StreamAsync<MachineUpdate>("Watch", request, end.Token).GetAsyncEnumerator(end.Token);
        Assert.True(await updates.MoveNextAsync().AsTask().WaitAsync(patience), "The stream ended.");
        var update = updates.Current;
        if (update.Decode() is { } packed) Extents = packed.IsKeyframe ? packed.Extents : ExtentChanges.Apply(Extents, packed.Extents);
        return update;
    }

    /// <summary>Reads on until an update is what is waited for.</summary>
    public async Task<MachineUpdate> UntilAsync(Func<MachineUpdate, bool> wanted)
    {
        while (true)
        {
            var update = await NextAsync();
            if (wanted(update)) return update;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        end.Dispose();
    }
}
