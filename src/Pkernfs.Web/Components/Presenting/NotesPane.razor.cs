using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Components.Scenarios;
using Pkernfs.Web.Presenting;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Presenting;

/// <summary>The session's notes in order: added, written, moved, pinned and removed here, saved in a file and opened again.</summary>
public sealed partial class NotesPane : IAsyncDisposable
{
    private readonly BrowserPart<NotesPane> browser;
    private ImmutableArray<SessionNote> all = [];
    private ImmutableArray<Finding> findings = [];
    private ElementReference list;
    private int? written, focused;
    private int inputs;
    private string? problem;
    private string said = "";

    public NotesPane() => browser = new(this);

    [Inject]
    private OpenWalkthrough Walkthrough { get; set; } = default!;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private WalkthroughOpening Opening { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    private string? Caption => all.IsEmpty ? null : Walkthrough.Place < 0 ? $"{all.Length}" : $"{Walkthrough.Place + 1} of {all.Length}";

    /// <summary>Called by the browser when a note was dragged to another place, from 0.</summary>
    [JSInvokable]
    public void Dropped(int id, int place) => Move(id, place);

    public async ValueTask DisposeAsync()
    {
        Walkthrough.Changed -= Follow;
        Machine.Changed -= FollowMachine;
        Opening.Changed -= Follow;
        await browser.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        Walkthrough.Changed += Follow;
        Machine.Changed += FollowMachine;
        Opening.Changed += Follow;
        Update();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await browser.BeginAsync(Js, "/js/presenting/notes.js", "attach", list);
    }

    private Task ChooseAsync(SessionNote note) => Walkthrough.GoAsync(note);

    private void Write(int id) => written = id;

    private void EndWriting(int id, string? text)
    {
        if (text is not null) Walkthrough.Notes?.Edit(id, note => note with { Text = NoteText.Clean(text) });
        if (written != id) return;
        written = null;
        focused = id;
    }

    private void Move(int id, int place)
    {
        if (Walkthrough.Notes is not { } notes || notes.PlaceOf(id) is var from && from < 0) return;
        // Before the move, which draws the list anew.
        focused = id;
        notes.Move(id, place);
        if (notes.PlaceOf(id) != from) said = $"The note is now {notes.PlaceOf(id) + 1} of {notes.All.Length}.";
    }

    private void Pin(int id)
    {
        Walkthrough.PinHere(id);
        said = $"The note is pinned to step {Machine.Index + 1} and what is shown there.";
    }

    private void Remove(int id, int place)
    {
        if (Walkthrough.Notes is not { } notes) return;
        notes.Remove(id);
        said = "The note was removed.";
        focused = notes.All.IsEmpty ? null : notes.All[Math.Min(place, notes.All.Length - 1)].Id;
    }

    private async Task OpenAsync(InputFileChangeEventArgs change)
    {
        var file = await OwnFile.ReadAsync(change.File);
        // A file that is chosen twice must report twice.
        inputs++;
        await Opening.OpenAsync(file);
    }

    private async Task SaveAsync()
    {
        if (Walkthrough.ToWalkthrough() is not { } walkthrough) return;
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "/js/scenarios.js");
        await module.InvokeVoidAsync("save", WalkthroughFiles.NameOf(walkthrough), WalkthroughText.Write(walkthrough));
        said = $"Saved as {WalkthroughFiles.NameOf(walkthrough)}.";
    }

    private void Dismiss() => Opening.Dismiss();

    private void FollowMachine(MomentChange change)
    {
        // Words of notes follow from the session's branches, not from its moment.
        if (change.From == change.To) Follow();
    }

    private void Follow() => _ = InvokeAsync(() =>
    {
        Update();
        StateHasChanged();
    });

    private void Update()
    {
        all = Walkthrough.Notes?.All ?? [];
        (problem, findings) = (Opening.Problem, Opening.Findings);
        if (Walkthrough.ToWrite is not { } wanted) return;
        written = wanted;
        Walkthrough.BeginsToWrite();
    }
}
