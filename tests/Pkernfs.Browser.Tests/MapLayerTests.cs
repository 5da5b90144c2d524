namespace Pkernfs.Browser.Tests;

/// <summary>Each layer of the map is switched in the page, is in the address, and repaints what it changes and no more.</summary>
public sealed class MapLayerTests(ChromiumBrowser browser)
{
    private const string AtTheJump = "/?step=jump";

    [Fact]
    public async Task EachLayerIsSwitchedOnAndOffAndBackWithoutDrawingAnew()
    {
        await using var opened = await browser.OpenAsync("/?step=guest-goes-on", Screen.Desk);
        await opened.Page.Locator(".map-host[data-shown=true]").WaitForAsync();
        foreach (string name in new[] { "Allocator", "Tables", "Medium", "Disagreement", "Persistence", "DMA", "Differences" })
        {
            var layer = opened.Page.Locator(".layer-toggles").GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
            string before = await PictureAsync(opened);
            string pressed = (await layer.GetAttributeAsync("aria-pressed"))!;
            await layer.ClickAsync();
            await Assertions.Expect(layer).ToHaveAttributeAsync("aria-pressed", pressed == "true" ? "false" : "true");
            string after = await PictureAsync(opened, unlike: name == "Disagreement" ? null : before);
            // Accounts disagree at this step only where the scenario goes wrong; every other layer shows something.
            if (name != "Disagreement") Assert.NotEqual(before, after);
            int drawn = await CountAsync(opened, "drawn");
            await layer.ClickAsync();
            await Assertions.Expect(layer).ToHaveAttributeAsync("aria-pressed", pressed);
            if (name != "Differences") Assert.Equal(before, await PictureAsync(opened, like: before));
            // The line that says which moment it is takes its room from the map, whose rows are then of another height.
            if (name != "Differences") Assert.Equal(drawn, await CountAsync(opened, "drawn"));
        }
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task DifferencesAreMarkedToAMomentFromTheStepsMenu()
    {
        await using var opened = await browser.OpenAsync(AtTheJump, Screen.Desk);
        await opened.Page.Locator(".map-host[data-shown=true]").WaitForAsync();
        await opened.Page.Locator("[data-step='keep-01-00.0']").ClickAsync();
        await opened.ExpectStepAsync("keep-01-00.0");
        await opened.Page.Keyboard.PressAsync("i");
        await opened.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Mark differences to this moment" }).ClickAsync();
        await opened.ExpectInAddressAsync("against", "keep-01-00.0");
        await Assertions.Expect(opened.Page.Locator(".difference-note")).ToContainTextAsync("No byte differs");
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await opened.ExpectInAddressAsync("step", "jump");
        await Assertions.Expect(opened.Page.Locator(".difference-note")).ToContainTextAsync("differ from the end of");
        Assert.Equal("allocator,tables,medium,differences", opened.InAddress("layers"));

        // The link alone shows the same.
        string url = opened.Page.Url;
        await using var again = await browser.OpenAsync("/" + url[url.IndexOf('?', StringComparison.Ordinal)..], Screen.Phone);
        await Assertions.Expect(again.Page.Locator(".difference-note select")).ToHaveValueAsync("keep-01-00.0");
        Assert.Empty(opened.Complaints);
        Assert.Empty(again.Complaints);
    }

    /// <summary>The map's pixels once they stay as they are for half a second; where they are to become another picture or an older one, once they have.</summary>
    private static async Task<string> PictureAsync(OpenedPage opened, string? unlike = null, string? like = null)
    {
        string last = "";
        for (int calm = 0, tries = 0; calm < 5 && tries < 60; tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            string now = await opened.Page.EvaluateAsync<string>("document.querySelector('.map-host canvas').toDataURL()");
            calm = now == last && now != unlike && (like is null || now == like) && await CountAsync(opened, "waiting") == 0 ? calm + 1 : 0;
            last = now;
        }
        return last;
    }

    private static Task<int> CountAsync(OpenedPage opened, string name) =>
        opened.Page.EvaluateAsync<int>($"document.querySelector('.map-host').tiles.{name}");
}
