using Microsoft.AspNetCore.SignalR;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Streaming;

/// <summary>
/// Sessions for any client: what they are, their bytes, and a stream of updates for each viewer. What a call cannot do it says in one sentence,
/// as a <see cref="HubException"/>. docs/streaming.md describes it for other languages.
/// </summary>
public sealed class MachineHub(SessionStore sessions, TimeProvider time) : Hub
{
    /// <summary>Where the hub is.</summary>
    public const string Path = "/hub/machine";

    private ConnectionViewers Viewers => (ConnectionViewers)Context.Items[typeof(ConnectionViewers)]!;

    public override Task OnConnectedAsync()
    {
        Context.Items[typeof(ConnectionViewers)] = new ConnectionViewers();
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        Viewers.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Names of the scenarios that can be opened.</summary>
    public IReadOnlyList<string> Scenarios() => ScenarioLibrary.Names;

    /// <summary>Opens a built-in scenario in a session of its own.</summary>
    public async Task<MachineDescription> OpenScenario(string scenario)
    {
        var result = await sessions.OpenAsync(HubInput.Name(scenario, "scenario"), Context.ConnectionAborted);
        var session = result.Session ?? throw new HubException(result.Problem);
        return MachineDescription.Of(session, session.Branches.Base);
    }

    /// <summary>
    /// An open session, by its id: after a lost connection, or to join someone. It describes the branch that the session shows; with "?edits=..." after
    /// the id that branch, which is made where the session has it not.
    /// </summary>
    public async Task<MachineDescription> FindSession(string session)
    {
        var (id, edits) = HubInput.Branch(session);
        var found = Find(id);
        if (edits is null) return MachineDescription.Of(found, found.Branches.Shown);
        var result = await sessions.BranchAsync(found, edits.Value, cancellation: Context.ConnectionAborted);
        return MachineDescription.Of(found, result.Branch ?? throw new HubException(result.Problem));
    }

    /// <summary>Ends a session for everyone.</summary>
    public void CloseSession(string session) => sessions.Close(Find(session).Id);

    /// <summary>Starts a viewer and streams its updates; ends with the stream, the session or the connection.</summary>
    public IAsyncEnumerable<MachineUpdate> Watch(WatchRequest request)
    {
        var (session, branch) = FindBranch(request.Session);
        int? moment = request.Step is { } step ? HubInput.Step(branch, step) : null;
        if (request.Follow && branch != session.Branches.Shown) throw new HubException("A follower sees the branch that the session shows: leave the edits out, or watch with a moment of your own.");
        if (request.Follow && moment is not null) throw new HubException("A follower begins where the session is: leave the step out, or send Seek.");
        var viewport = HubInput.Viewport(request.Viewport);
        var viewers = Viewers;
        return viewers.Add(request.Viewer, () => new Viewer(session, branch, request.Viewer, request.Follow, moment, viewport, time)
        {
            SessionEnded = Ended,
            Left = () => viewers.Remove(request.Viewer),
        }).Updates;
    }

    public void SetViewport(int viewer, Viewport? viewport) => Viewers[viewer].Show(HubInput.Viewport(viewport));

    public void Follow(int viewer, bool follow) => Viewers[viewer].Follow(follow);

    /// <summary>Goes to a step, by id or index.</summary>
    public void Seek(int viewer, string step)
    {
        var target = Moving(viewer);
        target.Cursor.Seek(HubInput.Step(target.Branch, step));
    }

    /// <summary>Goes that many steps on, or back where negative; not beyond the ends.</summary>
    public void Step(int viewer, int places)
    {
        var cursor = Moving(viewer).Cursor;
        cursor.Seek(cursor.Index + Math.Clamp(places, -cursor.Count, cursor.Count));
    }

    public void Play(int viewer) => Moving(viewer).Cursor.Play();

    public void Pause(int viewer) => Moving(viewer).Cursor.Pause();

    /// <summary>Plays at that speed: one of <see cref="MomentCursor.Speeds"/>.</summary>
    public void SetSpeed(int viewer, double speed)
    {
        var cursor = Moving(viewer).Cursor;
        cursor.ChangeSpeed(HubInput.SpeedPlace(speed) - Array.IndexOf(MomentCursor.Speeds, cursor.Speed));
    }

    /// <summary>Up to 4096 bytes of RAM at a moment.</summary>
    public byte[] ReadBytes(string session, int moment, ulong address, int length)
    {
        var (start, count) = HubInput.Read(address, length);
        byte[] bytes = new byte[count];
        return HubInput.Moment(FindBranch(session).Branch, moment).Machine.Platform.Memory.TryRead(start, bytes)
            ? bytes
            : throw new HubException($"No RAM answers at {new PhysicalRange(start, new((ulong)count))}, or not at all of it.");
    }

    /// <summary>Who owns the byte at an address at a moment, in words; null where nothing answers.</summary>
    public OwnerSummary? OwnerAt(string session, int moment, ulong address)
    {
        var found = FindBranch(session).Branch;
        var at = HubInput.Moment(found, moment);
        return found.Run.OwnershipAt(at.Step.Index).At(new(address)) is { } extent ? OwnerSummary.Of(extent) : null;
    }

    private static HubException Ended(MachineSession session) => new($"The session {session.Id} was closed. Open its scenario {session.ScenarioName} anew.");

    /// <summary>The branch that is named after a session's id, else the one that the session shows.</summary>
    private (MachineSession Session, SessionBranch Branch) FindBranch(string session)
    {
        var (id, edits) = HubInput.Branch(session);
        var found = Find(id);
        if (edits is null) return (found, found.Branches.Shown);
        return (found, found.Branches.Find(PlanEdits.Write(edits.Value)) ?? throw new HubException($"The session {id} has no branch \"{PlanEdits.Write(edits.Value)}\" (any more). FindSession makes it."));
    }

    private MachineSession Find(string session) =>
        sessions.Find(HubInput.Name(session, "session")) ?? throw new HubException($"There is no session \"{session}\" (any more). Open its scenario anew.");

    private Viewer Moving(int viewer)
    {
        var found = Viewers[viewer];
        if (found.Follows && found.Session.Presentation.Presenter is { } presenter)
            throw new HubException($"{presenter.Title} moves those who follow session {found.Session.Id}: send Follow with false first, and move by yourself.");
        found.Session.Use();
        return found;
    }
}
