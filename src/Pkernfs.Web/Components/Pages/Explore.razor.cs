using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Pkernfs.Core.Exploration;
using Pkernfs.Web.Scenes.Exploring;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Pages;

/// <summary>What each fault comes to: a scenario's table of fault by step, or all approaches at a glance.</summary>
public sealed partial class Explore : IDisposable
{
    private ImmutableArray<ExploredApproach> approaches = [];
    private ImmutableArray<ExplorationWork> works = [];
    private ImmutableDictionary<OutcomeKind, int>? counts;
    private ImmutableArray<string> messages = [];
    private IDisposable? answer;

    // The page is drawn again where one of these changes; what they say is read by ExploreView.
    [SupplyParameterFromQuery(Name = "scenario")]
    public string? ScenarioText { get; set; }

    [SupplyParameterFromQuery(Name = "outcome")]
    public string? OutcomeText { get; set; }

    [SupplyParameterFromQuery(Name = "fault")]
    public string? FaultText { get; set; }

    [SupplyParameterFromQuery(Name = "theme")]
    public string? ThemeText { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private CurrentView Explorer { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [Inject]
    private ExplorationStore Store { get; set; } = default!;

    private ExploreView View { get; set; } = new();

    private string? Scenario => View.Scenario;

    private ExplorationWork? Shown => works.FirstOrDefault(work => work.Name == Scenario);

    private bool IsExplored => Scenario is null ? approaches.All(approach => approach.Work.Table is not null) : Shown?.Table is not null;

    public void Dispose()
    {
        answer?.Dispose();
        foreach (var work in works) work.Changed -= Follow;
    }

    protected override void OnInitialized()
    {
        (approaches, works) = (Store.Approaches, Store.All);
        foreach (var work in works) work.Changed += Follow;
        // The layout, which answered first, has chosen it; the address keeps it.
        answer = Commands.Answer(ExplorerCommand.SwitchTheme, () => Navigation.NavigateTo((View with { Theme = Explorer.Value.Theme }).ToUrl(), replace: true));
    }

    protected override void OnParametersSet()
    {
        (View, messages) = ExploreView.Parse(Navigation.Uri, [.. works.Select(work => work.Name)]);
        // Who opens a scenario wants to see it; the server's first drawing computes nothing.
        if (RendererInfo.IsInteractive && Shown is { Table: null, IsRunning: false, Problem: null }) Store.Begin(Shown.Name);
        Count();
    }

    private string LinkOf(OutcomeKind? kind) => (View with { Outcome = kind }).ToUrl();

    private void Count() => counts = Shown?.Table?.Cells.GroupBy(cell => cell.Outcome.Kind).ToImmutableDictionary(group => group.Key, group => group.Count());

    private void Follow() => _ = InvokeAsync(() =>
    {
        Count();
        StateHasChanged();
    });
}
