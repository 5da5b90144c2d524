using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.State;

/// <summary>
/// The machine that this circuit looks at: its session, and the moment shown. Panes read it and hear of changes; keys and buttons move it.
/// The view in the address bar follows, and is followed.
/// </summary>
public sealed class OpenMachine(SessionStore store, CurrentView view, TimeProvider time) : IDisposable
{
    private bool ownsSession;
    private MomentCursor? cursor;

    /// <summary>Raised after session or moment changed; on any thread, so panes must go through their own dispatcher.</summary>
    public event Action<MomentChange>? Changed;

    public MachineSession? Session { get; private set; }

    /// <summary>Why there is no session, or what a link asked for that is not there; null when all is well.</summary>
    public string? Problem { get; private set; }

    public RunTimeline? Timeline => Session?.Timeline;

    public RunInspection? Run => Session?.Run;

    /// <summary>This viewer's place in the run: the session's own for its owner and for followers, else a private one.</summary>
    public MomentCursor? Cursor => cursor;

    public int Index => cursor?.Index ?? 0;

    public Moment? Moment => Timeline?.Moments[Index];

    public MachineState? Machine => Moment?.Machine;

    public OwnershipMap? Ownership => Run?.OwnershipAt(Index);

    /// <summary>Makes session and moment what the view says. Called at the start and whenever the address bar changes.</summary>
    public void FollowView()
    {
        var wanted = view.Value;
        if (Session is null || (wanted.Session is not null && wanted.Session != Session.Id) || (wanted.Session is null && wanted.Scenario != Session.ScenarioName)) OpenSession(wanted);
        if (Session is null) return;
        Session.Use();
        UseCursor(ownsSession || wanted.Follow);
        if (wanted.Step is { } step && Moment!.Step.Id != step)
        {
            if (Timeline!.TryFind(step, out var moment)) cursor!.Seek(moment.Step.Index);
            else Problem = $"This run has no step \"{step}\"; shown is \"{Moment.Step.Title}\" instead.";
        }
        Changed?.Invoke(new(Index, Index, false));
    }

    /// <summary>Goes to a step by its index; the address bar follows.</summary>
    public void Seek(int index) => cursor?.Seek(index);

    public void Step(int places) => cursor?.Seek(Index + places);

    /// <summary>To the first step of the next phase, or back to this phase's first, then the one before.</summary>
    public void StepPhase(int direction)
    {
        if (Timeline is not { } timeline) return;
        var starts = timeline.Moments.Where((moment, i) => i == 0 || timeline.Moments[i - 1].Step.Phase != moment.Step.Phase).Select(moment => moment.Step.Index);
        Seek(direction > 0
            ? starts.FirstOrDefault(start => start > Index, timeline.Moments.Length - 1)
            : starts.LastOrDefault(start => start < Index, 0));
    }

    public void Dispose()
    {
        LeaveCursor();
    }

    private void OpenSession(ExplorerView wanted)
    {
        Problem = null;
        ownsSession = wanted.Session is null;
        Session = wanted.Session is { } id ? store.Find(id) : null;
        if (Session is not null) return;
        if (wanted.Session is not null)
        {
            Problem = $"The session {wanted.Session} is not there any more; its scenario was opened anew.";
            ownsSession = true;
        }
        var result = store.Open(wanted.Scenario);
        Session = result.Session;
        Problem = result.Problem ?? Problem;
        LeaveCursor();
    }

    private void UseCursor(bool shared)
    {
        var wanted = shared ? Session!.Cursor : cursor is not null && cursor != Session!.Cursor && cursor.Count == Session.Cursor.Count ? cursor : new MomentCursor(Session!.Cursor.Count, Session.Cursor.Index, time);
        if (wanted == cursor) return;
        LeaveCursor();
        cursor = wanted;
        cursor.Changed += Moved;
    }

    private void LeaveCursor()
    {
        if (cursor is null) return;
        cursor.Changed -= Moved;
        if (cursor != Session?.Cursor) cursor.Dispose();
        cursor = null;
    }

    private void Moved(CursorChange change)
    {
        Session?.Use();
        Changed?.Invoke(new(change.From, change.To, change.IsStep));
    }
}

/// <summary>What changed: indices before and after, equal where something else did (playing, speed, session).</summary>
/// <param name="IsStep">True for a step to a neighbour, which is animated.</param>
public readonly record struct MomentChange(int From, int To, bool IsStep);
