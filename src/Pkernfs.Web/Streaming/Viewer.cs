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
    private readonly ViewerUpdates updates;
    private SessionBranch branch;
    private MomentCursor cursor;
    private bool follows;
    private Viewport? viewport;
    private bool disposed;

    public Viewer(MachineSession session, int number, bool follow, int? moment, Viewport? viewport, TimeProvider time)
        : this(session, session.Branches.Shown, number, follow, moment, viewport, time)
    {
    }

    /// <param name="branch">The run to look at; a follower's is the session's.</param>
    public Viewer(MachineSession session, SessionBranch branch, int number, bool follow, int? moment, Viewport? viewport, TimeProvider time)
    {
        (this.session, this.branch, this.number, this.viewport, this.time, follows) = (session, branch, number, viewport, time, follow);
        updates = new(Next, SharedUpdates.Of(branch.Run).Wakes);
        presence = session.Watch();
        cursor = follow ? branch.Cursor : OwnCursor(moment ?? session.Branches.Shown.PlaceIn(branch, session.Cursor.Index));
        cursor.Changed += Moved;
        session.Branches.ShownChanged += FollowShown;
        session.Branches.Changed += LeaveRemoved;
        session.Ended += EndWithSession;
        if (session.HasEnded) EndWithSession();
    }

    public MachineSession Session => session;

    /// <summary>The run that it looks at.</summary>
    public SessionBranch Branch
    {
        get
        {
            lock (gate) return branch;
        }
    }

    /// <summary>True while its moment is the session's.</summary>
    public bool Follows
    {
        get
        {
            lock (gate) return follows;
        }
    }

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
        updates.Change();
    }

    /// <summary>Shares the session's moment from now on, or goes on from here with its own.</summary>
    public void Follow(bool follow)
    {
        lock (gate)
        {
            if (disposed || follow == follows) return;
            follows = follow;
            if (follow) Look(session.Branches.Shown, session.Branches.Shown.Cursor);
            else Look(branch, OwnCursor(cursor.Index));
        }
        updates.Change();
    }

    /// <summary>A keyframe, then an update for every change that the taker is in time for. Ends when the session is closed or the viewer disposed. To be taken once.</summary>
    public IAsyncEnumerable<MachineUpdate> Updates => updates;

    /// <summary>What the taker is told when the session ends under it; null where its updates just end.</summary>
    public Func<MachineSession, Exception>? SessionEnded { get; init; }

    /// <summary>Called when the taker of the updates leaves.</summary>
    public Action? Left
    {
        get => updates.Left;
        init => updates.Left = value;
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (disposed) return;
            disposed = true;
            cursor.Changed -= Moved;
            if (!follows) cursor.Dispose();
        }
        session.Branches.ShownChanged -= FollowShown;
        session.Branches.Changed -= LeaveRemoved;
        session.Ended -= EndWithSession;
        presence.Dispose();
        updates.End();
    }

    /// <summary>What the watcher is to be told now; null where it knows all of it.</summary>
    private MachineUpdate? Next(MachineUpdate? sent)
    {
        MachineUpdate next;
        Core.Inspection.RunInspection run;
        lock (gate)
        {
            next = new(number, -1, cursor.Index, cursor.IsPlaying, cursor.Speed, follows, viewport, []) { Edits = branch.Key };
            run = branch.Run;
        }
        if (sent is not null && next == sent with { From = -1, Packed = next.Packed }) return null;
        // A moment of another branch is none that a delta could start from.
        bool fresh = sent is null || sent.Edits != next.Edits;
        if (next.Viewport is not { } shown) return next with { From = fresh ? -1 : sent!.Moment };
        fresh |= sent?.Viewport != shown;
        var shared = SharedUpdates.Of(run);
        return fresh
            ? next with { Packed = shared.Keyframe(shown, next.Moment) }
            : next with { From = sent!.Moment, Packed = shared.Delta(shown, sent.Moment, next.Moment) };
    }

    private MomentCursor OwnCursor(int index) => new(branch.Timeline.Moments.Length, index, time);

    /// <summary>Takes another run and cursor; under the gate.</summary>
    private void Look(SessionBranch next, MomentCursor at)
    {
        cursor.Changed -= Moved;
        if (cursor != branch.Cursor) cursor.Dispose();
        (branch, cursor) = (next, at);
        cursor.Changed += Moved;
    }

    /// <summary>The session shows another branch.</summary>
    private void FollowShown()
    {
        lock (gate)
        {
            if (disposed || !follows || branch == session.Branches.Shown) return;
            Look(session.Branches.Shown, session.Branches.Shown.Cursor);
        }
        updates.Change();
    }

    /// <summary>A branch that was removed is left for the one that it continued.</summary>
    private void LeaveRemoved()
    {
        lock (gate)
        {
            if (disposed || follows || session.Branches.All.Contains(branch)) return;
            var (gone, parent) = (branch, session.Branches.ParentOf(branch));
            int place = gone.PlaceIn(parent, cursor.Index);
            Look(parent, new MomentCursor(parent.Timeline.Moments.Length, place, time));
        }
        updates.Change();
    }

    private void EndWithSession() => updates.End(SessionEnded?.Invoke(session));

    private void Moved(CursorChange change) => updates.Change();
}
