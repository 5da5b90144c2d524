using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Pkernfs.Core.Exploration;
using Pkernfs.Web.Scenes.Exploring;
using Pkernfs.Web.Sessions;

namespace Pkernfs.Web.Components.Pages;

/// <summary>What each fault comes to: a scenario's table of fault by step, or all approaches at a glance.</summary>
public sealed partial class Explore : IDisposable
{
    private ImmutableArray<ExploredApproach> approaches = [];
    private ImmutableArray<ExplorationWork> works = [];
    private ImmutableDictionary<OutcomeKind, int>? counts;

    /// <summary>The scenario that is shown in full; null for all at a glance.</summary>
    [SupplyParameterFromQuery(Name = "scenario")]
    public string? Scenario { get; set; }

    /// <summary>The outcome that is shown alone, by name.</summary>
    [SupplyParameterFromQuery(Name = "outcome")]
    public string? OutcomeName { get; set; }

    /// <summary>The fault that is unfolded.</summary>
    [SupplyParameterFromQuery(Name = "fault")]
    public string? Fault { get; set; }

    [Inject]
    private ExplorationStore Store { get; set; } = default!;

    private OutcomeKind? Kind => OutcomeWords.Find(OutcomeName);

    private ExplorationWork? Shown => works.FirstOrDefault(work => work.Name == Scenario);

    private bool IsExplored => Scenario is null ? approaches.All(approach => approach.Work.Table is not null) : Shown?.Table is not null;

    public void Dispose()
    {
        foreach (var work in works) work.Changed -= Follow;
    }

    protected override void OnInitialized()
    {
        (approaches, works) = (Store.Approaches, Store.All);
        foreach (var work in works) work.Changed += Follow;
    }

    protected override void OnParametersSet()
    {
        // Who opens a scenario wants to see it; the server's first drawing computes nothing.
        if (RendererInfo.IsInteractive && Shown is { Table: null, IsRunning: false, Problem: null }) Store.Begin(Shown.Name);
        Count();
    }

    private string LinkOf(OutcomeKind? kind) =>
        $"/explore?scenario={Scenario}" + (kind is { } one ? $"&outcome={OutcomeWords.Name(one)}" : "") + (Fault is null ? "" : $"&fault={Fault}");

    private void Count() => counts = Shown?.Table?.Cells.GroupBy(cell => cell.Outcome.Kind).ToImmutableDictionary(group => group.Key, group => group.Count());

    private void Follow() => _ = InvokeAsync(() =>
    {
        Count();
        StateHasChanged();
    });
}
