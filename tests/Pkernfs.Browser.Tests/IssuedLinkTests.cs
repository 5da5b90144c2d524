using System.Text.RegularExpressions;
using Pkernfs.Tests;

namespace Pkernfs.Browser.Tests;

/// <summary>Every link that was ever given out opens. One page follows them one after another, as a reader's tab does.</summary>
public sealed class IssuedLinkTests(ChromiumBrowser browser)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/compare")]
    [InlineData("/cost")]
    [InlineData("/explore")]
    [InlineData("/scenarios")]
    [InlineData("/scenarios/own")]
    public async Task EveryIssuedLinkOpensAndSaysWhatIsNotThere(string page)
    {
        // Each opens a machine: on a server of their own they take no room from other tests.
        ChromiumBrowser.RequireChromium();
        await using var server = await ExplorerServer.StartAsync();
        await using var opened = await browser.OpenAsync("/scenarios", Screen.Desk, server: server);
        foreach (var issued in IssuedLink.All.Where(issued => issued.Page == page))
        {
            await opened.Page.EvaluateAsync("link => Blazor.navigateTo(link)", issued.Link);
            try
            {
                await ExpectAsync(opened.Page, issued);
            }
            catch (Exception problem) when (problem is PlaywrightException or TimeoutException)
            {
                Assert.Fail($"{issued.Link}\nat {opened.Page.Url}\n{problem.Message}");
            }
            Assert.True(opened.Complaints.Count == 0, $"{issued.Link}: {string.Join('\n', opened.Complaints)}");
        }
    }

    private static Task ExpectAsync(IPage page, IssuedLink issued) => issued.Page switch
    {
        "/" => ExpectExplorerAsync(page, issued),
        "/compare" => ExpectNoticeAsync(page, issued, ".compare-page[data-interactive=true][data-compared=true]", ".messages"),
        "/cost" => ExpectNoticeAsync(page, issued, ".cost-page[data-interactive=true]", ".notice"),
        "/explore" => ExpectNoticeAsync(page, issued, ".explore-page[data-interactive=true]", ".notice"),
        "/scenarios" => ExpectNoticeAsync(page, issued, ".scenarios-page[data-interactive=true]", ".notice"),
        _ => ExpectOwnAsync(page, issued),
    };

    private static async Task ExpectExplorerAsync(IPage page, IssuedLink issued)
    {
        await Assertions.Expect(page.Locator("main.explorer[data-interactive=true]")).ToBeVisibleAsync();
        // The address is that of a machine of this server as soon as one is open.
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(@"[?&]session=[0-9a-f]{16}&.*step="));
        await Assertions.Expect(page.Locator(".loading")).ToHaveCountAsync(0);
        if (!issued.SaysSo && Regex.Match(issued.Link, "[?&]step=([^&]+)").Groups[1].Value is { Length: > 1 } step)
            await Assertions.Expect(page.Locator("#steps-pane [aria-current=step]")).ToHaveAttributeAsync("data-step", step);
        await Assertions.Expect(page.Locator(".link-notice")).ToHaveCountAsync(issued.SaysSo ? 1 : 0);
    }

    private static async Task ExpectNoticeAsync(IPage page, IssuedLink issued, string ready, string notice)
    {
        // Both runs of a comparison are worked out first.
        await Assertions.Expect(page.Locator(ready)).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator(notice)).ToHaveCountAsync(issued.SaysSo ? 1 : 0);
    }

    private static async Task ExpectOwnAsync(IPage page, IssuedLink issued)
    {
        string text = issued.SaysSo ? "." : issued.Link.Contains("file=", StringComparison.Ordinal) ? "name: one-vcpu" : issued.Link.Contains("from=kho", StringComparison.Ordinal) ? "name: my-kho" : ".";
        await Assertions.Expect(page.Locator(".own-page textarea")).ToHaveValueAsync(new Regex(text));
        await Assertions.Expect(page.Locator("#check-words")).ToContainTextAsync("Can run");
        if (issued.SaysSo) await Assertions.Expect(page.Locator(".notice p").First).ToBeVisibleAsync();
    }
}
