using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Pkernfs.Web.Components.Comparison;
using Pkernfs.Web.Components.Exporting;
using Pkernfs.Web.Rendering;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Comparison;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.State.Exporting;
using Pkernfs.Web.Tour;

namespace Pkernfs.Web.Components.Pages;

/// <summary>Two machines side by side: two approaches, two what-ifs or two moments, and what differs between them.</summary>
public sealed partial class Compare : IDisposable
{
    private readonly List<IDisposable> answers = [];
    private SidePane? left;
    private SidePane? right;
    private ShownComparison? told;
    private CostScene? costs;
    private bool? locked;
    private int? shownStop;
    private string shownPart = "differences";
    private string announcement = "";

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private OpenComparison Machines { get; set; } = default!;

    [Inject]
    private CurrentView Explorer { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [Inject]
    private MudBlazor.IDialogService Dialogs { get; set; } = default!;

    /// <summary>The comparison as the server draws it, where no script does.</summary>
    private string Still
    {
        get
        {
            var view = CompareView.Parse(Navigation.Uri).View;
            return PictureOrder.Address(PictureView.Compare, PictureFormat.Svg, (view with { Theme = null, Tour = null, Difference = null }).ToUrl(), view.Theme == ThemeChoice.Light ? PictureTheme.Light : PictureTheme.Dark);
        }
    }

    public void Dispose()
    {
        Navigation.LocationChanged -= FollowAddress;
        Machines.Changed -= Follow;
        foreach (var answer in answers) answer.Dispose();
        Machines.Leave();
    }

    protected override void OnInitialized()
    {
        Machines.Changed += Follow;
        // The server draws the page once before the circuit runs; only the circuit computes.
        if (!RendererInfo.IsInteractive) return;
        Machines.Dispatch = InvokeAsync;
        Machines.Open(Navigation.Uri);
        TurnToStop();
        Navigation.LocationChanged += FollowAddress;
        answers.Add(Commands.Answer(ExplorerCommand.PreviousStep, () => Machines.Step(-1)));
        answers.Add(Commands.Answer(ExplorerCommand.NextStep, () => Machines.Step(1)));
        answers.Add(Commands.Answer(ExplorerCommand.PreviousPhase, () => Machines.StepPhase(-1)));
        answers.Add(Commands.Answer(ExplorerCommand.NextPhase, () => Machines.StepPhase(1)));
        answers.Add(Commands.Answer(ExplorerCommand.FirstStep, () => Machines.GoToEnd(last: false)));
        answers.Add(Commands.Answer(ExplorerCommand.LastStep, () => Machines.GoToEnd(last: true)));
        answers.Add(Commands.Answer(ExplorerCommand.Export, () => ExportDialog.OpenAsync(Dialogs, ExportedView.Of(Machines))));
        // The layout, which answered first, has chosen it; the address keeps it.
        answers.Add(Commands.Answer(ExplorerCommand.SwitchTheme, () => Machines.Show(Machines.View with { Theme = Explorer.Value.Theme })));
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) Machines.StartWriting();
    }

    /// <summary>What tells the sides apart: the approach, or else the scenario, or else the step.</summary>
    private string NameOf(SideName side)
    {
        var shown = Machines.Shown!;
        if (shown.IsSameRun) return $"step {shown.IndexOf(side) + 1}";
        string approach = shown.RunOf(side).Timeline.Plan.Approach;
        if (shown.Left.Timeline.Plan.Approach != shown.Right.Timeline.Plan.Approach) return approach;
        return Machines.View.Left.Machine == Machines.View.Right.Machine ? Machines.View[side].Edits.Length > 0 ? "what if" : approach : Machines[side]!.Machine;
    }

    private void FollowAddress(object? sender, LocationChangedEventArgs change)
    {
        if (Navigation.ToBaseRelativePath(change.Location).Split('?', '#')[0] != "compare") return;
        Machines.Open(change.Location);
        TurnToStop();
    }

    /// <summary>A narrow screen turns to the part that the tour's stop speaks of.</summary>
    private void TurnToStop()
    {
        if (shownStop == Machines.View.Tour) return;
        shownStop = Machines.View.Tour;
        shownPart = TourStops.At(shownStop)?.Target.Part ?? shownPart;
    }

    private void Follow() => _ = InvokeAsync(async () =>
    {
        if (Machines.Shown is { } shown && shown != told)
        {
            if (told?.Left != shown.Left || told.Right != shown.Right) costs = CostScene.Of(shown.Left.Timeline, shown.Right.Timeline);
            told = shown;
            announcement = $"A: step {shown.LeftIndex + 1}, {shown.LeftMoment.Step.Title}. B: step {shown.RightIndex + 1}, {shown.RightMoment.Step.Title}. {DifferenceWords.Title(shown.Comparison)}.";
        }
        StateHasChanged();
        if (locked != Machines.View.LocksCameras) await LockAsync();
    });

    /// <summary>Ties both maps' cameras together or lets them go, once both are there.</summary>
    private async Task LockAsync()
    {
        if (left?.Map is not { Map: not null } a || right?.Map is not { Map: not null } b) return;
        locked = Machines.View.LocksCameras;
        await a.LockAsync(locked == true ? b : null);
        await b.LockAsync(locked == true ? a : null);
    }
}
