using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Components.Dialogs;
using Pkernfs.Web.Components.Exporting;
using Pkernfs.Web.Components.Layout;
using Pkernfs.Web.Presenting;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.State.Exporting;
using Pkernfs.Web.Tour;

namespace Pkernfs.Web.Components.Pages;

/// <summary>The explorer: its panes, and the view in the address bar that they share.</summary>
public sealed partial class Explorer : IDisposable
{
    private ExplorerPane shownPane = ExplorerPane.Memory;
    private TimeCommands? timeCommands;
    private CompareCommands? compareCommands;
    private readonly List<IDisposable> answers = [];
    private MomentAddress? address;
    private int? shownNote;
    private int? shownStop;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private CurrentView View { get; set; } = default!;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private OpenWalkthrough Walkthrough { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [Inject]
    private MudBlazor.IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    public void Dispose()
    {
        Navigation.LocationChanged -= FollowAddress;
        Walkthrough.Changed -= FollowNote;
        address?.Dispose();
        timeCommands?.Dispose();
        compareCommands?.Dispose();
        foreach (var answer in answers) answer.Dispose();
    }

    protected override void OnInitialized()
    {
        View.Open(Navigation.Uri);
        // The server draws the page once before the circuit runs and once in it; only the second may open a session.
        if (RendererInfo.IsInteractive) Machine.FollowView();
        else Machine.Preview();
        timeCommands = new(Commands, Machine);
        compareCommands = new(Commands, Machine, View, Navigation);
        answers.Add(Commands.Answer(ExplorerCommand.Explore, () => Navigation.NavigateTo(ExplorationAddress)));
        answers.Add(Commands.Answer(ExplorerCommand.Export, () => ExportDialog.OpenAsync(Dialogs, ExportedView.Of(Machine, View.Value))));
        answers.Add(Commands.Answer(ExplorerCommand.ShowSession, () => Dialogs.ShowAsync<SessionDialog>("This session")));
        Navigation.LocationChanged += FollowAddress;
        Walkthrough.Changed += FollowNote;
        TurnToStop();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) address = new(Machine, Time, InvokeAsync);
    }

    /// <summary>The built-in scenario's table; of a machine of one's own there is none, so all at a glance.</summary>
    private string ExplorationAddress => (Machine.Session?.ScenarioName ?? View.Value.Scenario) is var name && ScenarioLibrary.Names.Contains(name) ? $"/explore?scenario={name}" : "/explore";

    /// <summary>A narrow screen turns to the list of notes where one is to be written, and from it to what the chosen one speaks of.</summary>
    private void FollowNote() => _ = InvokeAsync(() =>
    {
        if (Walkthrough.ToWrite is not null && shownPane != ExplorerPane.Notes)
        {
            (shownPane, shownNote) = (ExplorerPane.Notes, Walkthrough.ShownId);
            StateHasChanged();
            return;
        }
        if (shownNote == Walkthrough.ShownId) return;
        shownNote = Walkthrough.ShownId;
        if (shownPane != ExplorerPane.Notes || Walkthrough.Shown is not { } shown) return;
        shownPane = shown.Note.Selection switch
        {
            null or Selection.Bytes or Selection.Frame => ExplorerPane.Memory,
            Selection.Step => ExplorerPane.Steps,
            _ => ExplorerPane.Inspect,
        };
        StateHasChanged();
    });

    private void FollowAddress(object? sender, LocationChangedEventArgs change)
    {
        View.Open(change.Location);
        TurnToStop();
    }

    /// <summary>A narrow screen turns to the pane that the tour's stop speaks of.</summary>
    private void TurnToStop()
    {
        if (shownStop == View.Value.Tour) return;
        shownStop = View.Value.Tour;
        if (TourStops.At(shownStop)?.Target.Pane is not { } pane) return;
        shownPane = pane;
        _ = InvokeAsync(StateHasChanged);
    }
}
