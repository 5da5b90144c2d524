using Pkernfs.Core.Inspection;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.State;

/// <summary>
/// The machine that this circuit looks at: its session, and the moment shown. Panes read it and hear of changes; keys and buttons move it.
/// The view in the address bar follows, and is followed.
/// </summary>
/// <remarks>
/// Whose moment it is follows from the address. With <c>session=ID&amp;follow=yes</c> it is the session's: it moves along, and moving here moves it
/// for all who follow. With <c>session=ID</c> alone it is this viewer's own, in the same run. Without a session one is opened, and its address
/// follows it, so that a reload comes back to the same machine at the same moment. When a followed session is first opened its moment counts, not the
/// link's step: the link was right when it was written, the session is right now. After that a step in the address (Back, Forward, an edited link) moves it.
/// Branches (<c>edits=...</c>) go by the same rules: who follows sees the session's, and shows all who follow the one that he turns to.
/// While someone presents, only he moves those who follow: whoever else moves has a moment of his own from then on.
/// </remarks>
public sealed partial class OpenMachine(SessionStore store, CurrentView view, TimeProvider time) : IDisposable
{
    private IDisposable? presence;
    private ExplorerView? seen;
    private string? vanishedSession;
    private MomentCursor? cursor;
    private (RunTimeline Timeline, Tracks Tracks)? tracks;
    private bool isJumping, ownsCursor;

    /// <summary>Raised after session or moment changed; on any thread, so panes must go through their own dispatcher.</summary>
    public event Action<MomentChange>? Changed;

    /// <summary>Runs what tells of another moment, so that all that is drawn for it is drawn together; null to tell at once. The page's layout sets it.</summary>
    public Func<Action, Task>? Together { get; set; }

    /// <summary>The session that is looked at; while it is, it does not count as idle.</summary>
    public MachineSession? Session
    {
        get;
        private set
        {
            if (value == field) return;
            presence?.Dispose();
            presence = value?.Watch();
            WatchBranches(field, value);
            field = value;
            Branch = value?.Branches.Base;
        }
    }

    /// <summary>Why there is no session, or not the one that was asked for; null when all is well.</summary>
    public string? Problem { get; private set; }

    /// <summary>True when the moment is the session's, so that moving here moves it for all who follow.</summary>
    public bool Follows { get; private set; }

    /// <summary>True for a machine that is only drawn, before the circuit runs.</summary>
    public bool IsPreview => Session is { Id: "" };

    /// <summary>The run that is looked at: the scenario's own, or a branch.</summary>
    public SessionBranch? Branch { get; private set; }

    public RunTimeline? Timeline => Branch?.Timeline;

    public RunInspection? Run => Branch?.Run;

    /// <summary>What goes on over the run's clock.</summary>
    public Tracks? Tracks
    {
        get
        {
            if (Timeline is not { } timeline) return null;
            if (tracks is { } known && ReferenceEquals(known.Timeline, timeline)) return known.Tracks;
            var read = Core.Inspection.Tracks.Of(timeline);
            tracks = (timeline, read);
            return read;
        }
    }

    /// <summary>This viewer's place in the run: the session's own, or a private one.</summary>
    public MomentCursor? Cursor => cursor;

    public int Index => cursor?.Index ?? 0;

    public Moment? Moment => Timeline?.Moments[Index];

    public MachineState? Machine => Moment?.Machine;

    public OwnershipMap? Ownership => Run?.OwnershipAt(Index);

    /// <summary>Makes session and moment what the view says, opening a session where it names none, and follows the view from then on.</summary>
    public void FollowView()
    {
        if (seen is null) view.Changed += FollowChangedView;
        var wanted = seen = view.Value;
        Problem = null;
        StopLoading();
        Missing = [];
        bool opened = NeedsSession(wanted);
        if (opened) OpenSession(wanted);
        else if (wanted.Session is not null && wanted.Session == vanishedSession) Problem = VanishedWords;
        Show(wanted, opened);
    }

    private void Show(ExplorerView wanted, bool opened)
    {
        if (Session is null)
        {
            Changed?.Invoke(default);
            return;
        }
        Session.Use();
        bool isNew = wanted.Session != Session.Id;
        bool wasLed = IsLed;
        Follows = isNew || wanted.Follow;
        bool joins = !isNew && Follows && (opened || (IsLed && !wasLed));
        // A link or the browser's Back leads nobody but oneself away from a presenter.
        if (wasLed && !opened) Follows = false;
        UseBranch(joins ? Session.Branches.Shown : BranchOf(wanted));
        if (!joins) GoToStep(wanted.Step, opened);
        FindWhatTheLinkNames();
        Changed?.Invoke(new(Index, Index, MomentTransition.None));
    }

    /// <summary>Shows what <see cref="FollowView"/> would, without opening a session that nobody may come back to: for the page as the server draws it first.</summary>
    public void Preview()
    {
        var wanted = view.Value;
        Session = wanted.Session is { } id ? store.Find(id) : null;
        var edits = EditsOf(wanted.Edits);
        if (Session is null)
        {
            var linked = LinkedScenario.Of(wanted.Scenario, wanted.File);
            if (TakesLong(linked))
            {
                Loading = new(linked.Name, _ => { });
                return;
            }
            if (linked.Problem is { } missing) Missing = Missing.Add(missing);
            if ((linked.Own ?? ScenarioLibrary.Load(linked.Name).Scenario) is not { } scenario) return;
            edits = Makeable(scenario, edits);
            var result = store.Preview(linked.Name, scenario, edits);
            (Session, Problem) = (result.Session, result.Problem);
        }
        if (Session is null) return;
        bool cursorCounts = wanted.Follow && !IsPreview;
        UseBranch(cursorCounts ? Session.Branches.Shown : Session.Branches.Find(PlanEdits.Write(edits)) ?? Session.Branches.Base);
        if (!cursorCounts) GoToStep(wanted.Step, true);
        FindWhatTheLinkNames();
    }

    /// <summary>Goes to a step by its index, as stepping and scrubbing do; the address bar follows, and keeps one place in the history for it all.</summary>
    public void Seek(int index)
    {
        LeaveLead();
        cursor?.Seek(index);
    }

    public void Step(int places) => Seek(Index + places);

    /// <summary>Goes to a step that a person pointed at: the browser's Back returns to where they were. On the circuit's own thread only.</summary>
    public void Jump(int index)
    {
        WriteView();
        isJumping = true;
        Seek(index);
        isJumping = false;
        WriteView(keepInHistory: true);
    }

    /// <summary>How the picture changes on the way from the moment shown to another.</summary>
    public MomentTransition TransitionTo(int index) => TransitionOf(new(Index, index));

    /// <summary>To the first step of the next phase, or back to this phase's first, then the one before.</summary>
    public void StepPhase(int direction)
    {
        if (Timeline is not { } timeline) return;
        var starts = timeline.Moments.Where((moment, i) => i == 0 || timeline.Moments[i - 1].Step.Phase != moment.Step.Phase).Select(moment => moment.Step.Index);
        Jump(direction > 0
            ? starts.FirstOrDefault(start => start > Index, timeline.Moments.Length - 1)
            : starts.LastOrDefault(start => start < Index, 0));
    }

    /// <summary>Opens another scenario in a session of its own.</summary>
    public void OpenScenario(string name) =>
        view.Show(view.Value with { Scenario = name, File = null, Session = null, Edits = null, BranchName = null, Step = null, Follow = false, Camera = null, Selection = null, Tree = null }, keepInHistory: true);

    /// <summary>Puts session and moment into the address bar. On the circuit's own thread only.</summary>
    public void WriteView(bool keepInHistory = false)
    {
        if (Session is null || IsPreview || seen is null || isJumping) return;
        seen = view.Value with { Scenario = Session.ScenarioName, File = FileInAddress, Session = Session.Id, Edits = Branch!.IsBase ? null : Branch.Key, BranchName = Branch.GivenName, Step = Moment!.Step.Id, Follow = Follows };
        view.Show(seen, keepInHistory);
    }

    public void Dispose()
    {
        view.Changed -= FollowChangedView;
        StopLoading();
        UseCursor(null);
        WatchBranches(Session, null);
        presence?.Dispose();
    }

    private void FollowChangedView()
    {
        var wanted = view.Value;
        if (seen is not null && (seen.Scenario, seen.File, seen.Session, seen.Edits, seen.Step, seen.Follow) == (wanted.Scenario, wanted.File, wanted.Session, wanted.Edits, wanted.Step, wanted.Follow)) return;
        FollowView();
    }

    private bool NeedsSession(ExplorerView wanted) =>
        Session is null
        || (wanted.Session is { } id ? id != Session.Id && (id != vanishedSession || !IsOf(wanted)) : !IsOf(wanted));

    private string VanishedWords => $"The session {vanishedSession} is not there any more; its scenario was opened anew.";

    private void OpenSession(ExplorerView wanted)
    {
        UseCursor(null);
        vanishedSession = null;
        Session = wanted.Session is { } id ? store.Find(id) : null;
        if (Session is not null) return;
        var linked = LinkedScenario.Of(wanted.Scenario, wanted.File);
        if (linked.Problem is { } missing) Missing = Missing.Add(missing);
        if (!TryLoad(wanted, linked)) Take(wanted, store.Open(linked.Name));
    }

    private void Take(ExplorerView wanted, SessionResult result)
    {
        (Session, Problem) = (result.Session, result.Problem);
        if (wanted.Session is null) return;
        vanishedSession = wanted.Session;
        Problem ??= VanishedWords;
    }

    private void GoToStep(string? id, bool opened)
    {
        if (id == Moment!.Step.Id) return;
        if (id is null)
        {
            // A link without a step means the scenario's own first look, but never moves a session that others may watch while it opens.
            if (!opened) Seek(SessionStore.OpeningIndex(Timeline!));
        }
        else
        {
            var (index, sentence) = NearestThings.OfMoment(id, Timeline!, Index);
            Seek(index);
            if (sentence is not null) Missing = Missing.Add(sentence);
        }
    }

    /// <summary>Takes a cursor, or none; one of this viewer's own ends with that.</summary>
    private void UseCursor(MomentCursor? next, bool isOwn = false)
    {
        if (cursor is not null)
        {
            cursor.Changed -= Moved;
            if (ownsCursor) cursor.Dispose();
        }
        (cursor, ownsCursor) = (next, isOwn);
        if (cursor is not null) cursor.Changed += Moved;
    }

    private void Moved(CursorChange change)
    {
        Session?.Use();
        var moved = new MomentChange(change.From, change.To, TransitionOf(change));
        if (Together is { } together) _ = together(() => Changed?.Invoke(moved));
        else Changed?.Invoke(moved);
    }

    private MomentTransition TransitionOf(CursorChange change)
    {
        if (!change.IsStep || Timeline is not { } timeline) return MomentTransition.None;
        var (before, after) = (timeline.Moments[Math.Min(change.From, change.To)], timeline.Moments[Math.Max(change.From, change.To)]);
        return before.Machine.Kernel is not null && after.Machine.Kernel is null ? MomentTransition.Kexec : MomentTransition.Step;
    }
}
