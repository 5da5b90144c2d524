using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.Streaming;
using Pkernfs.Web.Tests.Sessions;

namespace Pkernfs.Web.Tests.Streaming;

public sealed class ViewerTests
{
    private static readonly Viewport all = new(0, 6UL << 30, 1 << 20);

    private readonly ManualTime time = new();
    private readonly MachineSession session;

    public ViewerTests()
    {
        var run = SharedRuns.Example;
        var scenario = ScenarioLibrary.Load(ScenarioLibrary.Default).Scenario!;
        session = new("id", scenario.Name, scenario, run, new MomentCursor(run.Timeline.Moments.Length, 10, time), time);
    }

    [Fact]
    public async Task ASlowViewerSkipsToTheNewestInOneDelta()
    {
        using var viewer = new Viewer(session, 1, true, null, all, time);
        await using var updates = viewer.Updates.GetAsyncEnumerator();
        Assert.True(await updates.MoveNextAsync());
        for (int index = 11; index <= 40; index++) session.Cursor.Seek(index);
        Assert.True(await updates.MoveNextAsync());
        Assert.Equal((10, 40), (updates.Current.From, updates.Current.Moment));
        Assert.Equal(ViewportUpdates.Delta(session.Run, all, 10, 40).Encode(), updates.Current.Packed);
        var next = updates.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        session.Cursor.Seek(41);
        Assert.True(await next);
        Assert.Equal((40, 41), (updates.Current.From, updates.Current.Moment));
    }

    [Fact]
    public async Task ViewersOfTheSameAreSentTheSameBytes()
    {
        using var first = new Viewer(session, 1, true, null, all, time);
        using var second = new Viewer(session, 2, true, null, all, time);
        await using var one = first.Updates.GetAsyncEnumerator();
        await using var other = second.Updates.GetAsyncEnumerator();
        for (int index = 11; index <= 14; index++)
        {
            Assert.True(await one.MoveNextAsync());
            Assert.True(await other.MoveNextAsync());
            Assert.Same(one.Current.Packed, other.Current.Packed);
            session.Cursor.Seek(index);
        }
        Assert.True(await one.MoveNextAsync());
        byte[] forward = one.Current.Packed;
        second.Show(all with { CellSize = 2 << 20 });
        Assert.True(await other.MoveNextAsync());
        Assert.NotSame(forward, other.Current.Packed);
    }

    [Fact]
    public void WhatIsKeptPackedIsBounded()
    {
        var shared = SharedUpdates.Of(session.Run);
        byte[] first = shared.Keyframe(all, 0);
        Assert.Same(first, shared.Keyframe(all, 0));
        for (ulong cell = 0; cell < SharedUpdates.MaxKept; cell++) shared.Keyframe(new Viewport(cell << 20, 1 << 20, 1 << 20), 0);
        byte[] again = shared.Keyframe(all, 0);
        Assert.NotSame(first, again);
        Assert.Equal(first, again);
    }

    [Fact]
    public async Task AViewerThatWaitsIsWokenForEachChangeHoweverTheyFallTogether()
    {
        int last = session.Timeline.Moments.Length - 1;
        using var viewer = new Viewer(session, 1, true, null, null, time);
        var watching = Task.Run(async () =>
        {
            int updates = 0;
            await foreach (var update in viewer.Updates)
            {
                updates++;
                if (update.Moment == last) break;
            }
            return updates;
        }, TestContext.Current.CancellationToken);
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) session.Cursor.Seek(random.Next(last));
        session.Cursor.Seek(last);
        Assert.InRange(await watching.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken), 1, 20_002);
    }

    [Fact]
    public async Task AMoveBackBeforeItWasTakenIsNoNews()
    {
        using var viewer = new Viewer(session, 1, true, null, all, time);
        await using var updates = viewer.Updates.GetAsyncEnumerator();
        await updates.MoveNextAsync();
        session.Cursor.Seek(20);
        session.Cursor.Seek(10);
        var next = updates.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        viewer.Dispose();
        Assert.False(await next);
    }

    [Fact]
    public async Task ANewViewportStartsFromAKeyframe()
    {
        using var viewer = new Viewer(session, 1, true, null, all, time);
        await using var updates = viewer.Updates.GetAsyncEnumerator();
        await updates.MoveNextAsync();
        var closer = new Viewport(4UL << 30, 1 << 20, 4096);
        viewer.Show(closer);
        await updates.MoveNextAsync();
        Assert.Equal((-1, closer), (updates.Current.From, updates.Current.Viewport));
        Assert.True(updates.Current.Decode()!.IsKeyframe);
    }

    [Fact]
    public async Task AnOwnMomentLeavesTheSessionAloneUntilItFollows()
    {
        using var viewer = new Viewer(session, 1, false, 3, null, time);
        await using var updates = viewer.Updates.GetAsyncEnumerator();
        await updates.MoveNextAsync();
        Assert.Equal((3, false, 10), (updates.Current.Moment, updates.Current.Follows, session.Cursor.Index));
        viewer.Cursor.Seek(5);
        await updates.MoveNextAsync();
        Assert.Equal((5, 10), (updates.Current.Moment, session.Cursor.Index));
        viewer.Follow(true);
        await updates.MoveNextAsync();
        Assert.Equal((10, true), (updates.Current.Moment, updates.Current.Follows));
        viewer.Follow(false);
        session.Cursor.Seek(30);
        await updates.MoveNextAsync();
        Assert.Equal((10, false), (updates.Current.Moment, updates.Current.Follows));
    }

    [Fact]
    public async Task AWatchedSessionIsNotIdleAndAnEndedOneEndsItsStreams()
    {
        var viewer = new Viewer(session, 1, true, null, null, time);
        await using var updates = viewer.Updates.GetAsyncEnumerator();
        await updates.MoveNextAsync();
        time.Move(TimeSpan.FromHours(9));
        Assert.Equal(TimeSpan.Zero, session.IdleFor);
        session.End();
        Assert.False(await updates.MoveNextAsync());
        viewer.Dispose();
        time.Move(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromHours(1), session.IdleFor);
    }
}
