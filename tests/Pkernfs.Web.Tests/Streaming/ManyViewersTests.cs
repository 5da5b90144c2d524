using System.Diagnostics;
using Microsoft.AspNetCore.SignalR.Client;
using Pkernfs.Web.Streaming;

namespace Pkernfs.Web.Tests.Streaming;

/// <summary>The short form of the benchmarks' P8-viewers: many viewers of one session whose machine moves for some seconds.</summary>
public sealed class ManyViewersTests(HubServer server) : IClassFixture<HubServer>
{
    private const int Count = 50;
    private static readonly Viewport all = new(0, 6UL << 30, 1 << 20);
    private static readonly TimeSpan moving = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan step = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task NoneFallsBehindAndNothingGrowsWithWhatWasSent()
    {
        await using var opener = await server.ConnectAsync();
        var machine = await opener.InvokeAsync<MachineDescription>("OpenScenario", "pkernfs-rfc");
        var session = server.Sessions.Find(machine.Session)!;
        long[] shownAt = new long[machine.Steps.Count];
        var viewers = new List<(HubConnection Client, Task<TimeSpan> Behind)>();
        using var end = new CancellationTokenSource();
        for (int i = 0; i < Count; i++)
        {
            var client = await server.ConnectAsync();
            viewers.Add((client, WatchAsync(client, machine.Session, shownAt, end.Token)));
        }

        long heap = 0;
        var clock = Stopwatch.StartNew();
        for (int i = 0; clock.Elapsed < moving; i++)
        {
            int moment = i % machine.Steps.Count;
            Volatile.Write(ref shownAt[moment], Stopwatch.GetTimestamp());
            session.Cursor.Seek(moment);
            await Task.Delay(step, TestContext.Current.CancellationToken);
            // After one way through the run all that will be kept is there.
            if (i == machine.Steps.Count) heap = GC.GetTotalMemory(forceFullCollection: true);
        }
        long grown = GC.GetTotalMemory(forceFullCollection: true) - heap;
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await end.CancelAsync();
        foreach (var (client, behind) in viewers)
        {
            Assert.InRange(await behind, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
            await client.DisposeAsync();
        }
        // Everything that other tests of this process hold is in it, too: a bound against growth, not a budget.
        Assert.InRange(grown, long.MinValue, 64 << 20);
    }

    /// <summary>The longest that an update took; its updates follow each other without a gap.</summary>
    private static async Task<TimeSpan> WatchAsync(HubConnection client, string session, long[] shownAt, CancellationToken end)
    {
        var longest = TimeSpan.Zero;
        int before = -1;
        try
        {
            await foreach (var update in client.StreamAsync<MachineUpdate>("Watch", new WatchRequest(session, 1, true, null, all), end))
            {
                Assert.Equal(before, update.From);
                before = update.Moment;
                long shown = Volatile.Read(ref shownAt[update.Moment]);
                if (shown > 0 && Stopwatch.GetElapsedTime(shown) is var took && took > longest) longest = took;
            }
        }
        catch (OperationCanceledException)
        {
            // The machine rests.
        }
        return longest;
    }
}
