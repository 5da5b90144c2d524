using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Streaming;

/// <summary>
/// One watcher of a session: its moment, its viewport, and what it was sent last. What changed is noted, not queued: an update is worked out
/// when the watcher takes it, from the moment it has to the newest, so that a slow one skips what lies between. Safe to use from several threads.
/// </summary>
public sealed class Viewer : IDisposable
{
    private readonly MachineSession session;
    private readonly int number;
    private readonly TimeProvider time;
    private readonly IDisposable presence;
    private readonly Lock gate = new();
    private readonly Channel<bool> changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private MomentCursor cursor;
    private Viewport? viewport;
    private bool disposed;

    public Viewer(MachineSession session, int number, bool follow, int? moment, Viewport? viewport, TimeProvider time)
    {
        (this.session, this.number, this.viewport, this.time) = (session, number, viewport, time);
        presence = session.Watch();
        cursor = follow ? session.Cursor : new MomentCursor(session.Cursor.Count, moment ?? session.Cursor.Index, time);
        cursor.Changed += Moved;
        session.Ended += End;
        if (session.HasEnded) End();
        changed.Writer.TryWrite(true);
    }

    public MachineSession Session => session;

    /// <summary>The moment that its commands move: the session's, or its own.</summary>
    public MomentCursor Cursor
    {
        get
        {
            lock (gate) return cursor;
        }
    }

    /// <summary>Looks elsewhere; the next update is a keyframe.</summary>
    public void Show(Viewport? next)
    {
        lock (gate) viewport = next;
        changed.Writer.TryWrite(true);
    }

    /// <summary>Shares the session's moment from now on, or goes on from here with its own.</summary>
    public void Follow(bool follow)
    {
        lock (gate)
        {
            if (disposed || follow == (cursor == session.Cursor)) return;
            var former = cursor;
            former.Changed -= Moved;
            cursor = follow ? session.Cursor : new MomentCursor(former.Count, former.Index, time);
            cursor.Changed += Moved;
            if (follow) former.Dispose();
        }
        changed.Writer.TryWrite(true);
    }

    /// <summary>A keyframe, then an update for every change that the taker is in time for. Ends when the session is closed or the viewer disposed. To be taken once.</summary>
    public async IAsyncEnumerable<MachineUpdate> UpdatesAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        MachineUpdate? sent = null;
        while (await HasChangedAsync(cancellation))
        {
            changed.Reader.TryRead(out _);
            if (Next(sent) is not { } update) continue;
            yield return update;
            sent = update;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (disposed) return;
            disposed = true;
            cursor.Changed -= Moved;
            if (cursor != session.Cursor) cursor.Dispose();
        }
        session.Ended -= End;
        presence.Dispose();
        End();
    }

    private async ValueTask<bool> HasChangedAsync(CancellationToken end)
    {
        try
        {
            return await changed.Reader.WaitToReadAsync(end);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>What the watcher is to be told now; null where it knows all of it.</summary>
    private MachineUpdate? Next(MachineUpdate? sent)
    {
        MachineUpdate next;
        lock (gate) next = new(number, -1, cursor.Index, cursor.IsPlaying, cursor.Speed, cursor == session.Cursor, viewport, []);
        if (sent is not null && next == sent with { From = -1, Packed = next.Packed }) return null;
        if (next.Viewport is not { } shown) return next with { From = sent?.Moment ?? -1 };
        bool fresh = sent is null || sent.Viewport != shown;
        var packed = fresh ? ViewportUpdates.Keyframe(session.Run, shown, next.Moment) : ViewportUpdates.Delta(session.Run, shown, sent!.Moment, next.Moment);
        return next with { From = fresh ? -1 : sent!.Moment, Packed = packed.Encode() };
    }

    private void End() => changed.Writer.TryComplete();

    private void Moved(CursorChange change) => changed.Writer.TryWrite(true);
}
