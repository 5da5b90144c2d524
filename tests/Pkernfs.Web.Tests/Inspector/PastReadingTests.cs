using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Web.Components.Inspector;
using Pkernfs.Web.Tests.Scenes;

namespace Pkernfs.Web.Tests.Inspector;

public sealed class PastReadingTests
{
    private static readonly PhysicalRange entry = new(new(0x100403000), new(16));
    private static readonly PhysicalRange page = new(new(0x100402000), ByteCount.Page);
    private static readonly RunInspection run = ExampleRun.Inspection;
    private static readonly int last = run.Timeline.Moments.Length - 1;

    [Fact]
    public async Task AHistoryIsReadOnAnotherThread()
    {
        using var started = new ManualResetEventSlim();
        using var answer = new ManualResetEventSlim();
        using var past = new PastReading((run, index, range, cancellation) =>
        {
            started.Set();
            answer.Wait(cancellation);
            return ByteHistory.Of(run, index, range, cancellation);
        });
        var reading = past.ReadAsync(run, last, entry);
        started.Wait(TestContext.Current.CancellationToken);
        Assert.Equal((true, true, false), (past.IsReading, past.IsOfAnother, reading.IsCompleted));
        answer.Set();
        Assert.True(await reading);
        Assert.Equal((false, false), (past.IsReading, past.IsOfAnother));
        Assert.Equal(ByteHistory.Of(run, last, entry, TestContext.Current.CancellationToken), past.Events);
    }

    [Fact]
    public async Task AReadingIsGivenUpWhenTheSelectionMovesOn()
    {
        CancellationToken first = default;
        using var started = new ManualResetEventSlim();
        using var past = new PastReading((run, index, range, cancellation) =>
        {
            if (range == entry)
            {
                first = cancellation;
                started.Set();
                cancellation.WaitHandle.WaitOne();
            }
            return ByteHistory.Of(run, index, range, cancellation);
        });
        var given = past.ReadAsync(run, last, entry);
        started.Wait(TestContext.Current.CancellationToken);
        Assert.True(await past.ReadAsync(run, last, page));
        Assert.True(first.IsCancellationRequested);
        Assert.False(await given);
        Assert.Equal((false, false), (past.IsReading, past.IsOfAnother));
        Assert.Equal(ByteHistory.Of(run, last, page, TestContext.Current.CancellationToken), past.Events);
    }

    [Fact]
    public async Task WithNothingSelectedThereIsNoHistory()
    {
        using var past = new PastReading(ByteHistory.Of);
        Assert.True(await past.ReadAsync(run, last, entry));
        Assert.NotEmpty(past.Events);
        Assert.True(await past.ReadAsync(run, last, null));
        Assert.Empty(past.Events);
    }

    [Fact]
    public void ACancelledHistoryEndsAtOnce()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => ByteHistory.Of(run, last, entry, cancelled.Token));
    }
}
