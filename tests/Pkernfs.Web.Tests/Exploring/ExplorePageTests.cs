using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pkernfs.Core.Exploration;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Scenarios;
using Pkernfs.Web.Components.Pages;
using Pkernfs.Web.Scenes.Exploring;
using Pkernfs.Web.Sessions;
using Pkernfs.Web.State;
using Pkernfs.Web.Tests.Components;

namespace Pkernfs.Web.Tests.Exploring;

public sealed class ExplorePageTests : IAsyncDisposable
{
    private const string Scenario = "kho";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ExplorerContext context = new();

    public ExplorePageTests()
    {
        context.SetRendererInfo(new RendererInfo("Server", true));
        context.JSInterop.SetupModule("./js/outcomes.js").SetupModule("attach", _ => true).SetupVoid("stop").SetVoidResult();
    }

    private ExplorationStore Store => context.Services.GetRequiredService<ExplorationStore>();

    private ExplorationWork Work => Store.Of(Scenario);

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    [Fact]
    public void All_at_a_glance_is_fault_by_approach_in_the_catalogues_order_and_begins_nothing()
    {
        var page = Open("");
        Assert.Equal(Catalogue<Approach>.All.Select(approach => (approach.Id, approach.Title)), page.FindAll("thead th[data-approach]").Select(head => (head.GetAttribute("data-approach")!, head.QuerySelector("a")!.TextContent)));
        Assert.Equal(["pkernfs-rfc", "save-restore", "kho", "container-file"], page.FindAll("thead th a").Select(link => link.GetAttribute("href")!["/explore?scenario=".Length..]));
        Assert.Equal(OutcomeSummary.Faults.Select(fault => (fault.Number, fault.Title)), page.FindAll("tbody th").Select(head => (head.QuerySelector("b")!.TextContent, head.QuerySelector("span")!.TextContent)));
        Assert.DoesNotContain(Store.All, work => work.IsRunning);
    }

    [Fact]
    public void The_chooser_has_every_scenario_and_those_of_the_approaches_first()
    {
        string[] shown = [.. Open("").FindAll("nav.scenarios a").Select(link => link.TextContent)];
        Assert.Equal(["All", "pkernfs-rfc", "save-restore", "kho", "container-file"], shown[..5]);
        Assert.Equal(ScenarioLibrary.Names, shown[1..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task All_approaches_are_explored_at_a_press_one_at_a_time_and_can_be_given_up_together()
    {
        var page = Open("");
        await page.Find(".exploration-state button").ClickAsync();
        Assert.All(Store.Approaches, approach => Assert.True(approach.Work.IsRunning));
        page.WaitForState(() => page.FindAll("thead .state").Any(state => state.TextContent.Contains(" of ", StringComparison.Ordinal)), Patience);
        Assert.Single(Store.Approaches, approach => approach.Work.Progress is not null);
        Assert.Contains("waits for its turn", page.FindAll("thead .state").Select(state => state.TextContent));
        page.WaitForElement(".exploration-state progress");
        await page.Find(".exploration-state button").ClickAsync();
        page.WaitForState(() => page.Find(".exploration-state button").TextContent == "Explore all approaches", Patience);
        Assert.DoesNotContain(Store.All, work => work.IsRunning);
        Assert.Null(Store.Approaches[^1].Work.Table);
    }

    [Fact]
    public void A_column_fills_in_as_its_exploration_ends()
    {
        var page = Open("");
        Store.Begin(Scenario);
        page.WaitForState(() => page.FindAll("td a.entry").Count > 0, Patience);
        var struck = OutcomeSummary.Faults.Where(fault => OutcomeSummary.Of(Work.Table!, fault) is not null);
        Assert.Equal(struck.Select(fault => $"/explore?scenario={Scenario}&fault={fault.Id}"), page.FindAll("td a.entry").Select(entry => entry.GetAttribute("href")));
        Assert.Contains("1 of 4 are explored", page.Find(".exploration-state").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scenario_is_explored_when_it_is_opened_and_its_cells_lead_to_their_branches()
    {
        var page = Open($"?scenario={Scenario}");
        page.WaitForState(() => Work.Table is not null && page.FindAll("td a.outcome").Count > 0, Patience);
        var table = Work.Table!;
        Assert.Equal(table.Cells.Length, page.FindAll("td a.outcome").Count);
        var panic = table.Cells.First(cell => cell.Outcome.Kind == OutcomeKind.Panic);
        var cell = page.FindAll("td a.outcome").First(link => link.GetAttribute("aria-label")!.StartsWith($"{panic.Fault.Number} after {panic.Step}: panic", StringComparison.Ordinal));
        Assert.Equal("P", cell.TextContent);
        var view = ExplorerView.Parse(cell.GetAttribute("href")!).View;
        Assert.Equal((Scenario, panic.Edits, panic.FaultStep), (view.Scenario, view.Edits, view.Step));

        // One stop for Tab in each row.
        Assert.All(page.FindAll("tbody > tr:first-child"), row => Assert.Single(row.QuerySelectorAll("a.outcome[tabindex='0']")));

        // A fault's heading unfolds what happens in words.
        await page.Find("#crash-vmm th button").ClickAsync();
        Assert.Contains("the guest is lost", page.WaitForElement("#crash-vmm .sentences", Patience).TextContent, StringComparison.Ordinal);

        // Both the fault and a fault after a step have links to copy.
        Assert.Equal($"/explore?scenario={Scenario}&fault=crash-vmm", page.Find("#crash-vmm .sentences [data-copy]").GetAttribute("data-copy"));
        Assert.StartsWith($"/?scenario={Scenario}&edits=fault:crash-vmm@", page.Find("#crash-vmm .sentences li [data-copy]").GetAttribute("data-copy"), StringComparison.Ordinal);
        Assert.Equal($"/explore?scenario={Scenario}&fault=crash-vmm", page.Find("#crash-vmm th button").GetAttribute("data-link"));

        // The filter shows one outcome alone.
        Assert.Equal(table.Cells.Count(one => one.Outcome.Kind == OutcomeKind.Panic).ToString(System.Globalization.CultureInfo.InvariantCulture), page.FindAll(".outcome-legend a")[0].QuerySelector("b")!.TextContent);
        Go($"?scenario={Scenario}&outcome=panic");
        page.WaitForState(() => page.FindAll("td a.outcome").All(link => link.TextContent == "P"), Patience);
    }

    [Fact]
    public async Task An_exploration_can_be_given_up_and_begun_again()
    {
        var page = Open($"?scenario={Scenario}");
        page.WaitForState(() => page.FindAll(".exploration-state button").Any(button => button.TextContent == "Give up"), Patience);
        await page.Find(".exploration-state button").ClickAsync();
        page.WaitForState(() => !Work.IsRunning, Patience);
        page.WaitForState(() => page.Find(".exploration-state").TextContent.Contains("given up", StringComparison.Ordinal), Patience);
        Assert.Null(Work.Table);
        await page.Find(".exploration-state button").ClickAsync();
        page.WaitForState(() => Work.IsRunning, Patience);
        Work.Cancel();
        page.WaitForState(() => !Work.IsRunning, Patience);
    }

    [Fact]
    public void A_scenario_that_is_not_built_in_is_said_not_to_be()
    {
        var page = Open("?scenario=nothing");
        Assert.Contains("There is no built-in scenario \"nothing\"", page.Markup.Replace("&quot;", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_outcome_has_a_letter_of_its_own()
    {
        Assert.Equal(OutcomeWords.Kinds.Count, OutcomeWords.Kinds.Select(OutcomeWords.Letter).Distinct().Count());
        Assert.All(OutcomeWords.Kinds, kind => Assert.Equal(kind, OutcomeWords.Find(OutcomeWords.Name(kind))));
    }

    private void Go(string query) => context.Services.GetRequiredService<NavigationManager>().NavigateTo("/explore" + query);

    private IRenderedComponent<Explore> Open(string query)
    {
        Go(query);
        return context.Render<Explore>();
    }
}
