using System.Collections.Immutable;

namespace Pkernfs.Web.Presenting;

/// <summary>A note of a session, by a number that stays with it while it is edited and moved.</summary>
public sealed record SessionNote(int Id, Note Note);

/// <summary>
/// The notes of one session, in the order in which they are shown; everyone who looks at the session has them. Safe to use from several threads;
/// watchers are told on the thread that changed them.
/// </summary>
public sealed class SessionNotes
{
    private readonly Lock gate = new();
    private int lastId;
    private (string Title, ImmutableArray<SessionNote> Notes)? former;

    /// <summary>Raised after a note or the title changed.</summary>
    public event Action? Changed;

    public ImmutableArray<SessionNote> All { get; private set; } = [];

    /// <summary>What the walk-through is called; may be empty.</summary>
    public string Title { get; private set; } = "";

    /// <summary>True after a note was removed, or all were replaced: <see cref="BringBack"/> undoes it.</summary>
    public bool CanBringBack => former is not null;

    public bool IsFull => All.Length >= WalkthroughLimits.Notes;

    public SessionNote? Find(int? id) => All.FirstOrDefault(note => note.Id == id);

    /// <summary>The note's place from 0; -1 where there is none of that number.</summary>
    public int PlaceOf(int? id) => All.IndexOf(Find(id)!);

    /// <summary>Adds a note after another, or at the end; null where there is no room.</summary>
    public SessionNote? Add(Note note, int? after = null)
    {
        SessionNote added;
        lock (gate)
        {
            if (IsFull) return null;
            added = new(++lastId, note);
            int place = PlaceOf(after);
            All = All.Insert(place < 0 ? All.Length : place + 1, added);
            former = null;
        }
        Changed?.Invoke();
        return added;
    }

    /// <summary>Says another thing at the same place. Nothing happens to a note that was removed meanwhile.</summary>
    public void Edit(int id, Func<Note, Note> edit) => Change(() =>
    {
        if (Find(id) is not { } known) return false;
        var edited = known with { Note = edit(known.Note) };
        if (edited == known) return false;
        All = All.Replace(known, edited);
        return true;
    });

    /// <summary>Moves a note to a place from 0; beyond the ends, to the end.</summary>
    public void Move(int id, int place) => Change(() =>
    {
        int from = PlaceOf(id);
        int to = Math.Clamp(place, 0, Math.Max(0, All.Length - 1));
        if (from < 0 || from == to) return false;
        var moved = All[from];
        All = All.RemoveAt(from).Insert(to, moved);
        return true;
    });

    public void Remove(int id) => Change(() =>
    {
        int place = PlaceOf(id);
        if (place < 0) return false;
        former = (Title, All);
        All = All.RemoveAt(place);
        return true;
    });

    public void Rename(string title) => Change(() =>
    {
        string clean = NoteText.Clean(title).ReplaceLineEndings(" ");
        if (clean.Length > WalkthroughLimits.Title) clean = clean[..WalkthroughLimits.Title].TrimEnd();
        if (clean == Title) return false;
        Title = clean;
        return true;
    });

    /// <summary>Takes a walk-through's notes in the place of those that there are.</summary>
    public void Take(Walkthrough walkthrough) => Change(() =>
    {
        former = All.IsEmpty ? null : (Title, All);
        Title = walkthrough.Title;
        All = [.. walkthrough.Notes.Select(note => new SessionNote(++lastId, note))];
        return true;
    });

    /// <summary>Undoes the last removal or replacement.</summary>
    public void BringBack() => Change(() =>
    {
        if (former is not { } kept) return false;
        (Title, All) = kept;
        former = null;
        return true;
    });

    private void Change(Func<bool> change)
    {
        lock (gate)
        {
            if (!change()) return;
        }
        Changed?.Invoke();
    }
}
