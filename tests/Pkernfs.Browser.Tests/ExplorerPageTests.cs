namespace Pkernfs.Browser.Tests;

public sealed class ExplorerPageTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task OpensWithoutAComplaintAndAsksNobodyElse()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        Assert.Equal("Pkernfs Explorer", await opened.Page.TitleAsync());
        Assert.Empty(opened.Complaints);
        Assert.Empty(opened.ForeignRequests);
    }

    [Fact]
    public async Task UsesItsOwnFonts()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        Assert.True(await opened.Page.EvaluateAsync<bool>("document.fonts.check(\"12px 'Inter Variable'\")"));
        string[] loaded = await opened.Page.EvaluateAsync<string[]>("[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family.replaceAll('\"', ''))");
        Assert.Contains("Inter Variable", loaded);
        Assert.Contains("JetBrains Mono Variable", loaded);
    }

    [Fact]
    public async Task PanesLieWhereTheDesignPutsThem()
    {
        (string Pane, int Left, int Top, int Width, int Height)[] expected =
        [
            (".top-bar", 0, 0, 1440, 48),
            ("#steps-pane", 0, 48, 264, 656),
            ("#inspector-pane", 1104, 48, 336, 656),
            ("#memory-pane", 264, 48, 840, 391),
            ("#translation-pane", 264, 439, 840, 265),
            ("#timeline-pane", 0, 704, 1440, 196),
        ];
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        foreach (var place in expected)
        {
            var box = (await opened.Page.Locator(place.Pane).BoundingBoxAsync())!;
            Assert.Equal(place, (place.Pane, (int)box.X, (int)box.Y, (int)box.Width, (int)box.Height));
        }
    }

    [Fact]
    public async Task WhatALinkSaysInVainIsSaidOverThePage()
    {
        await using var opened = await browser.OpenAsync("/?theme=mauve&select=pfn:0x40200", Screen.Desk);
        var notice = opened.Page.GetByRole(AriaRole.Complementary, new() { Name = "About the opened link" });
        await Assertions.Expect(notice).ToContainTextAsync("\"theme=mauve\" cannot be read");
        await opened.TakePictureAsync("link-notice-dark");
        await notice.GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();
        await Assertions.Expect(notice).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task APhoneShowsOnePaneAtATimeAndAlwaysTheTransport()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Phone);
        (string Tab, string Pane)[] tabs =
            [("Tables", "#translation-pane"), ("Inspect", "#inspector-pane"), ("Steps", "#steps-pane"), ("Memory", "#memory-pane")];
        foreach (var (tab, pane) in tabs)
        {
            await opened.Page.GetByRole(AriaRole.Navigation, new() { Name = "Panes" }).GetByRole(AriaRole.Button, new() { Name = tab }).ClickAsync();
            await opened.Page.Locator(pane).WaitForAsync();
            int shown = await opened.Page.Locator(".explorer > .pane:visible").CountAsync();
            Assert.True(shown == 1, $"{shown} panes are shown after choosing {tab}.");
            Assert.True(await opened.Page.Locator(".transport").IsVisibleAsync());
        }
        Assert.False(await opened.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"));
    }

    [Fact]
    public async Task ASentenceAnswersAnAddressWithoutAPage()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        var response = await opened.Page.GotoAsync("/no-such-page");
        Assert.Equal(404, response!.Status);
        Assert.Equal("There is no page at this address", await opened.Page.Locator("h1").TextContentAsync());
    }
}
