using Deque.AxeCore.Playwright;

namespace Pkernfs.Browser.Tests;

/// <summary>The table of outcomes: explored, walked by key, filtered, followed to a branch; at both sizes and in both themes.</summary>
public sealed class ExploreTests(ChromiumBrowser browser)
{
    private const string Scenario = "kho";

    [Fact]
    public async Task ACellIsReachedByKeyAndOpensItsBranchAtTheFault()
    {
        await using var opened = await browser.OpenAsync($"/explore?scenario={Scenario}", Screen.Desk);
        await ExploredAsync(opened);
        var row = opened.Page.Locator("#crash-vmm");
        var first = row.Locator("td a.outcome").First;
        await first.FocusAsync();
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        var second = row.Locator("td a.outcome").Nth(1);
        await Assertions.Expect(second).ToBeFocusedAsync();
        await opened.Page.Keyboard.PressAsync("Home");
        await Assertions.Expect(first).ToBeFocusedAsync();
        await opened.Page.Keyboard.PressAsync("Enter");
        await opened.Page.Locator("main.explorer[data-interactive=true]").WaitForAsync();
        await opened.ExpectStepAsync("fault-crash-vmm");
        Assert.Equal("fault:crash-vmm@start-vmm-a", opened.InAddress("edits"));
        Assert.Equal("", string.Join("\n", opened.Complaints));
    }

    [Fact]
    public async Task TheKeyLeadsFromTheExplorerToItsScenariosTable()
    {
        await using var opened = await browser.OpenAsync($"/?scenario={Scenario}", Screen.Desk);
        await opened.Page.Keyboard.PressAsync("x");
        await Assertions.Expect(opened.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/explore\\?scenario={Scenario}$"));
        await ExploredAsync(opened);
        await opened.Page.GetByRole(AriaRole.List, new() { Name = "Outcomes, the worst first" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(opened.Page.Locator("td a.outcome:not(.panic)")).ToHaveCountAsync(0);
        Assert.Equal("", string.Join("\n", opened.Complaints));
    }

    [Fact]
    public async Task TheExplorerCanBeLeftBeforeItsModulesAreLoaded()
    {
        var modules = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var opened = await browser.OpenAsync($"/?scenario={Scenario}", Screen.Desk, prepare: page => page.RouteAsync(
            new System.Text.RegularExpressions.Regex("/js/(scrub|steps|share)[^/]*\\.js"),
            async route =>
            {
                await Task.WhenAny(modules.Task, Task.Delay(TimeSpan.FromSeconds(40)));
                await route.ContinueAsync();
            }));
        await opened.Page.Keyboard.PressAsync("x");
        await opened.Page.Locator(".explore-page").WaitForAsync();
        modules.SetResult();
        await ExploredAsync(opened);

        // The page still answers over its connection.
        var fault = opened.Page.Locator("#crash-vmm th button");
        await fault.ClickAsync();
        await Assertions.Expect(fault).ToHaveAttributeAsync("aria-expanded", "true");
        Assert.Equal("", string.Join("\n", opened.Complaints));
    }

    [Theory]
    [InlineData("dark", false)]
    [InlineData("light", false)]
    [InlineData("dark", true)]
    [InlineData("light", true)]
    public async Task TheTablesHaveNoViolationsAndFit(string theme, bool phone)
    {
        var screen = phone ? Screen.Phone : Screen.Desk;
        await using var opened = await browser.OpenAsync($"/explore?scenario={Scenario}&theme={theme}&fault=crash-vmm", screen);
        await ExploredAsync(opened);
        await opened.SettleAsync();
        await opened.TakePictureAsync($"explore-{theme}-{screen.Name}");
        Assert.Empty((await opened.Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
        await ExpectToFitAsync(opened);
        await opened.GoToAsync($"/explore?theme={theme}");
        var begin = opened.Page.GetByRole(AriaRole.Button, new() { Name = "Explore all approaches" });
        if (await begin.CountAsync() > 0) await begin.ClickAsync();
        await ExploredAsync(opened);
        await opened.SettleAsync();
        await opened.TakePictureAsync($"explore-all-{theme}-{screen.Name}");
        Assert.Empty((await opened.Page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
        await ExpectToFitAsync(opened);
        if (!phone) Assert.True(await opened.Page.Locator(".summary").EvaluateAsync<bool>("frame => frame.scrollWidth <= frame.clientWidth"), "The summary is cut off.");
        Assert.Equal("", string.Join("\n", opened.Complaints));
    }

    private static async Task ExploredAsync(OpenedPage opened) =>
        await opened.Page.Locator(".explore-page[data-explored=true]").WaitForAsync(new() { Timeout = 240_000 });

    /// <summary>Tables scroll within their frames; the page itself never goes sideways.</summary>
    private static async Task ExpectToFitAsync(OpenedPage opened) =>
        Assert.True(await opened.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "The page scrolls sideways.");
}
