using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Pkernfs.Web.Components.Dialogs;
using Pkernfs.Web.Presenting;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Presenting;

/// <summary>Who presents and who follows, the note that is shown, and the commands of both.</summary>
public sealed partial class PresentBars : IAsyncDisposable
{
    private readonly BrowserPart<PresentBars> pages;
    private PresentCommands? commands;
    private bool turnsPages;
    private string? bar;
    private string announcement = "";
    private int? announcedNote;
    private PresentationRole role;

    public PresentBars() => pages = new(this);

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private OpenPresentation Presentation { get; set; } = default!;

    [Inject]
    private OpenWalkthrough Walkthrough { get; set; } = default!;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    /// <summary>Called by the browser when a presenter's remote control asks for another note.</summary>
    [JSInvokable]
    public Task Turned(string command) => command == nameof(ExplorerCommand.NextNote) ? Walkthrough.StepAsync(1) : Walkthrough.StepAsync(-1);

    public async ValueTask DisposeAsync()
    {
        Machine.Changed -= FollowMachine;
        Presentation.Changed -= Follow;
        Walkthrough.Changed -= Follow;
        commands?.Dispose();
        await pages.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive) Presentation.Start(InvokeAsync);
        commands = new(Commands, Presentation, Walkthrough, () => Dialogs.ShowAsync<SessionDialog>("This session"));
        Machine.Changed += FollowMachine;
        Presentation.Changed += Follow;
        Walkthrough.Changed += Follow;
        Update();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Most readers never see a note; the first to be shown brings what turns pages.
        if (turnsPages || Walkthrough.Shown is null || !RendererInfo.IsInteractive) return;
        turnsPages = true;
        await pages.BeginAsync(Js, "/js/presenting/pages.js", "attach");
    }

    private void FollowMachine(MomentChange change)
    {
        // Only the bar of those who follow names the moment.
        if (change.From == change.To || Presentation.Role == PresentationRole.Following) Follow();
    }

    private void Follow() => _ = InvokeAsync(() =>
    {
        commands!.Follow();
        Update();
        StateHasChanged();
    });

    private void Update()
    {
        var former = role;
        role = Presentation.Role;
        bar = Sentence();
        if (Presentation.Notice is { } notice) announcement = notice;
        else if (former != role && bar is not null) announcement = bar;
        if (Walkthrough.ShownId == announcedNote) return;
        announcedNote = Walkthrough.ShownId;
        if (Walkthrough.Shown is { } shown) announcement = $"Note {Walkthrough.Place + 1} of {Walkthrough.Notes!.All.Length}. {shown.Note.Text}";
    }

    private string? Sentence()
    {
        if (Machine.Session is not { } session || Presentation.Presentation is not { Presenter: { } presenter } presentation) return null;
        string step = $"step {session.Cursor.Index + 1} of {session.Cursor.Count}";
        return role switch
        {
            PresentationRole.Presenting => $"You present: {(presentation.Followers == 0 ? "nobody follows yet" : presentation.Followers == 1 ? "one follows" : $"{presentation.Followers} follow")}",
            PresentationRole.Following => $"Following {presenter.Called}: {step}",
            PresentationRole.Apart => $"{presenter.Title} is at {step}; you look at a moment of your own",
            _ => null,
        };
    }
}
