using Microsoft.AspNetCore.Components;
using MudBlazor;
using Pkernfs.Web.Components.Dialogs;
using Pkernfs.Web.Presenting;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Presenting;

/// <summary>Who presents and who follows, the note that is shown, and the commands of both.</summary>
public sealed partial class PresentBars : IDisposable
{
    private PresentCommands? commands;
    private string? bar;
    private string announcement = "";
    private int? announcedNote;
    private PresentationRole role;

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

    public void Dispose()
    {
        Machine.Changed -= FollowMachine;
        Presentation.Changed -= Follow;
        Walkthrough.Changed -= Follow;
        commands?.Dispose();
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

    private void FollowMachine(MomentChange change) => Follow();

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
