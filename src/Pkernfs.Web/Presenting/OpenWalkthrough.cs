using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Presenting;

/// <summary>The session's notes as this circuit looks at them: which one is shown, and the way through them. Used on the circuit's own thread.</summary>
public sealed class OpenWalkthrough : IDisposable
{
    private readonly OpenMachine machine;
    private readonly CurrentView view;
    private readonly BranchWork work;
    private readonly SessionStore store;
    private MachineSession? watched;

    public OpenWalkthrough(OpenMachine machine, CurrentView view, BranchWork work, SessionStore store)
    {
        (this.machine, this.view, this.work, this.store) = (machine, view, work, store);
        machine.Changed += FollowMachine;
        Watch();
    }

    /// <summary>Raised after the notes or what is shown of them changed; on any thread.</summary>
    public event Action? Changed;

    /// <summary>Null while no machine is open, or it is only drawn.</summary>
    public SessionNotes? Notes => machine.IsPreview ? null : machine.Session?.Notes;

    /// <summary>The note whose text is shown; null for none.</summary>
    public SessionNote? Shown => Notes?.Find(ShownId);

    /// <summary>Its number; it may have been removed meanwhile.</summary>
    public int? ShownId { get; private set; }

    /// <summary>True while the list of notes is open.</summary>
    public bool IsListOpen { get; private set; }

    /// <summary>The note to begin writing in, once the list has drawn it; null for none.</summary>
    public int? ToWrite { get; private set; }

    /// <summary>Its place from 0; -1 while none is shown.</summary>
    public int Place => Notes?.PlaceOf(ShownId) ?? -1;

    public void OpenList(bool open)
    {
        IsListOpen = open;
        Changed?.Invoke();
    }

    /// <summary>Adds a note of what is shown now, after the note that is shown, and opens it for writing.</summary>
    /// <returns>Null where there is no machine or no room.</returns>
    public SessionNote? AddHere(string text = "")
    {
        if (Notes is not { } notes || machine is not { Moment.Step.Id: { } step, Branch: { } branch }) return null;
        var note = Note.Of(view.Value with { Edits = branch.IsBase ? null : branch.Key }, step, text);
        if (notes.Add(note, ShownId) is not { } added) return null;
        (IsListOpen, ToWrite) = (true, added.Id);
        if (ShownId is not null) ShownId = added.Id;
        Changed?.Invoke();
        return added;
    }

    /// <summary>The list has begun to write in it.</summary>
    public void BeginsToWrite() => ToWrite = null;

    /// <summary>Pins a note to what is shown now; its text stays.</summary>
    public void PinHere(int id)
    {
        if (machine is not { Moment.Step.Id: { } step, Branch: { } branch }) return;
        Notes?.Edit(id, note => Note.Of(view.Value with { Edits = branch.IsBase ? null : branch.Key }, step, note.Text));
    }

    /// <summary>To the next note, or the one before; beyond the ends nothing happens. Where none is shown, to the first or the last.</summary>
    public Task StepAsync(int places)
    {
        if (Notes is not { All: { IsEmpty: false } all }) return Task.CompletedTask;
        int place = Place < 0 ? (places > 0 ? 0 : all.Length - 1) : Place + places;
        return place < 0 || place >= all.Length ? Task.CompletedTask : GoAsync(all[place]);
    }

    /// <summary>Shows a note: its branch, moment, camera and selection, and its text.</summary>
    public async Task GoAsync(SessionNote note)
    {
        if (machine.Session is not { } session) return;
        machine.LeaveLead();
        machine.WriteView();
        ShownId = note.Id;
        Changed?.Invoke();
        string key = note.Note.Edits ?? "";
        if (session.Branches.Find(key) is null) await work.ShowAsync(note.Note.PlanEdits(), note.Note.Step);
        var next = note.Note.Over(view.Value);
        // A branch that cannot be made has said why; the note is shown where we are.
        if (session.Branches.Find(key) is null) next = next with { Edits = view.Value.Edits, BranchName = view.Value.BranchName };
        view.Show(next, keepInHistory: true);
    }

    /// <summary>Shows a note's text as the presenter does, whose moment and view come by themselves; null for none.</summary>
    public void Take(int? note)
    {
        if (ShownId == note) return;
        ShownId = note;
        Changed?.Invoke();
    }

    /// <summary>Ends the walk through the notes; what is shown besides stays.</summary>
    public void Close() => Take(null);

    /// <summary>The notes as a file holds them; null while no machine is open.</summary>
    public Walkthrough? ToWalkthrough() => machine.Session is { } session && Notes is { } notes
        ? new(notes.Title, session.Scenario.Name, WalkthroughFiles.IsBuiltIn(session) ? null : session.Scenario.Text, [.. notes.All.Select(note => note.Note)])
        : null;

    /// <summary>
    /// Takes a file's notes: into this session where it is of the same scenario, else into a session of its own, which is opened. Shows the first.
    /// </summary>
    /// <returns>Why it cannot be; null where it was done.</returns>
    public async Task<string?> OpenAsync(Walkthrough walkthrough, Core.Scenarios.Scenario scenario)
    {
        var session = machine.Session;
        if (session is null || machine.IsPreview || !WalkthroughFiles.IsOf(walkthrough, session))
        {
            var opened = walkthrough.ScenarioText is null ? await store.OpenAsync(walkthrough.ScenarioName) : await store.OpenAsync(scenario.Name, scenario);
            if (opened.Session is null) return opened.Problem;
            session = opened.Session;
            session.Notes.Take(walkthrough);
            var first = walkthrough.Notes.FirstOrDefault(new Note("", ""));
            if (session.Timeline.TryFind(first.Step, out var moment)) session.Cursor.Seek(moment.Step.Index);
            var target = (first.Step.Length > 0 ? first.Over(ExplorerView.Default) : ExplorerView.Default) with { Scenario = session.ScenarioName, Session = session.Id, Follow = true, Theme = view.Value.Theme, Edits = null, BranchName = null };
            view.Show(target, keepInHistory: true);
        }
        else
        {
            session.Notes.Take(walkthrough);
        }
        IsListOpen = true;
        if (session.Notes.All is [var note, ..] && machine.Session == session) await GoAsync(note);
        Changed?.Invoke();
        return null;
    }

    public void Dispose()
    {
        machine.Changed -= FollowMachine;
        if (watched is not null) watched.Notes.Changed -= Tell;
    }

    private void FollowMachine(MomentChange change) => Watch();

    private void Watch()
    {
        if (machine.Session == watched) return;
        if (watched is not null)
        {
            watched.Notes.Changed -= Tell;
            ShownId = ToWrite = null;
        }
        watched = machine.Session;
        if (watched is not null) watched.Notes.Changed += Tell;
        Tell();
    }

    private void Tell() => Changed?.Invoke();
}
