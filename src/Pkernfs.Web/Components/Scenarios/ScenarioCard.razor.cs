using System.Globalization;
using Microsoft.AspNetCore.Components;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Scenes;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Scenarios;

/// <summary>A built-in scenario: what it is, its most telling moment, and what its run showed.</summary>
public sealed partial class ScenarioCard : IDisposable
{
    /// <summary>More devices than this are counted, not named.</summary>
    private const int MostDevices = 6;

    private ScenarioResult result = default!;
    private Scenario? scenario;

    [Inject]
    private ScenarioOverviews Overviews { get; set; } = default!;

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    private OverviewWork? Work { get; set; }

    private ScenarioOverview? Overview => Work?.Overview;

    private string Link => (ExplorerView.Default with { Scenario = Name }).ToUrl();

    private string Ram => RoundSize.Of(scenario!.Plan.Board.Ram.Aggregate(0UL, (sum, range) => sum + range.Length.Value));

    /// <summary>"512 MiB, 4 vCPUs"; of several guests all of them together.</summary>
    private static string GuestWords(LiveUpdatePlan plan)
    {
        if (plan.Guests.Length == 1) return $"{plan.Guest.Memory}, {FindingCount.Words(plan.Guest.VirtualCpus, "vCPU")}";
        return $"{plan.Guests.Length}, {RoundSize.Of(plan.Guests.Min(guest => guest.Memory).Value)} to {RoundSize.Of(plan.Guests.Max(guest => guest.Memory).Value)}, together {RoundSize.Of(plan.GuestMemory.Value)} and {FindingCount.Words(plan.Guests.Sum(guest => guest.VirtualCpus), "vCPU")}";
    }

    private string Blackout => Overview switch
    {
        null => "–",
        { BlackoutNanoseconds: { } time } => string.Create(CultureInfo.InvariantCulture, $"{time / 1e6:#,0.0} ms, modelled"),
        _ => "does not end",
    };

    public void Dispose()
    {
        if (Work is not null) Work.Changed -= Render;
    }

    protected override void OnInitialized()
    {
        result = ScenarioLibrary.Load(Name);
        scenario = result.Scenario;
        Work = Overviews.Find(Name);
    }

    /// <summary>The run begins once the card is on a screen, unless its machine is large; drawing the page never waits for it.</summary>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && scenario is not null && !Overviews.WantsAsking(Name)) Begin();
    }

    private void Begin()
    {
        if (Work is not null) Work.Changed -= Render;
        Work = Overviews.Begin(Name, scenario!);
        Work.Changed += Render;
        StateHasChanged();
    }

    private void Render() => _ = InvokeAsync(StateHasChanged);
}
