namespace Pkernfs.Browser.Tests;

public sealed class PhoneTests(ChromiumBrowser browser)
{
    [Theory]
    [InlineData("Memory", "memory")]
    [InlineData("Tables", "translation")]
    [InlineData("Inspect", "inspector")]
    [InlineData("Steps", "steps")]
    public async Task APaneFitsAndTheTransportSteps(string tab, string pane)
    {
        await using var opened = await browser.OpenAsync("/?step=jump&select=iova:01:00.0:0xa3b7d40", Screen.Phone);
        await opened.Page.GetByRole(AriaRole.Navigation, new() { Name = "Panes" }).GetByRole(AriaRole.Button, new() { Name = tab }).TapAsync();
        await Assertions.Expect(opened.Page.Locator($"#{pane}-pane")).ToBeVisibleAsync();
        await AssertFitsAsync(opened);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Next step" }).TapAsync();
        await opened.ExpectStepAsync("relocate-kernel");
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Previous step" }).TapAsync();
        await opened.ExpectStepAsync("jump");
        await AssertFitsAsync(opened);
        Assert.Empty(opened.Complaints);
    }

    [Theory]
    [InlineData("/scenarios")]
    [InlineData("/scenarios/own")]
    public async Task ThePagesBesideTheExplorerFit(string path)
    {
        await using var opened = await browser.OpenAsync(path, Screen.Phone);
        await AssertFitsAsync(opened);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(360)]
    [InlineData(620)]
    [InlineData(1000)]
    [InlineData(1440)]
    public async Task TheTopBarSaysScenarioAndKernelInFull(int width)
    {
        await using var opened = await browser.OpenAsync("/?step=jump", new($"{width}x844", width, 844, IsPhone: width < 600));
        await AssertFitsAsync(opened);
        string[] cut = await opened.Page.EvaluateAsync<string[]>("""
            () => {
              const select = document.querySelector('.scenario select'), style = getComputedStyle(select);
              const pen = document.createElement('canvas').getContext('2d');
              pen.font = style.font;
              const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
              const words = select.selectedOptions[0].textContent;
              return [
                ...[...document.querySelectorAll('.kernel-badge, .kernel-badge *, .clock')].filter(one => one.scrollWidth > one.clientWidth && one.clientWidth > 0).map(one => one.textContent),
                ...(pen.measureText(words).width > room ? [`${words}: ${pen.measureText(words).width} in ${room}`] : []),
              ];
            }
            """);
        Assert.Empty(cut);
        await Assertions.Expect(opened.KernelBadge).ToContainTextAsync("kernel B starts in");
    }

    /// <summary>Nothing that is shown reaches out of the screen, except inside of what scrolls by itself.</summary>
    private static async Task AssertFitsAsync(OpenedPage opened)
    {
        string[] tooWide = await opened.Page.EvaluateAsync<string[]>("""
            () => {
              const scrolls = element => { const style = getComputedStyle(element); return style.overflowX !== 'visible' || style.position === 'fixed' || style.clipPath !== 'none'; };
              const found = [];
              const look = element => {
                const box = element.getBoundingClientRect();
                if (box.width > 0 && box.right > innerWidth + 1) found.push(`${element.tagName}.${element.getAttribute('class')} ends at ${box.right}`);
                if (!scrolls(element)) for (const child of element.children) look(child);
              };
              look(document.body);
              if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
              return found;
            }
            """);
        Assert.Empty(tooWide);
    }
}
