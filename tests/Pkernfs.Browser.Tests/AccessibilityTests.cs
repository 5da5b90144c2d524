using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Pkernfs.Browser.Tests;

public sealed class AccessibilityTests(ChromiumBrowser browser)
{
    public static TheoryData<string, string> Looks => new()
    {
        { "1440x900", "dark" },
        { "1440x900", "light" },
        { "390x844", "dark" },
        { "390x844", "light" },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task TheExplorerHasNoViolations(string screen, string theme)
    {
        await using var opened = await browser.OpenAsync($"/?theme={theme}", ScreenNamed(screen));
        await opened.TakePictureAsync($"explorer-{theme}-{screen}");
        AssertClean(await opened.Page.RunAxe());
    }

    [Theory]
    [InlineData("?", "dark")]
    [InlineData("?", "light")]
    [InlineData("Control+k", "dark")]
    [InlineData("Control+k", "light")]
    public async Task DialogsHaveNoViolations(string key, string theme)
    {
        await using var opened = await browser.OpenAsync($"/?theme={theme}", Screen.Desk);
        await opened.Page.Keyboard.PressAsync(key);
        await opened.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await opened.Page.EvaluateAsync("Promise.all(document.getAnimations().map(one => one.finished.catch(() => null))).then(() => true)");
        AssertClean(await opened.Page.RunAxe());
    }

    [Fact]
    public async Task ThePageForUnknownAddressesHasNoViolations()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        await opened.Page.GotoAsync("/no-such-page");
        await opened.TakePictureAsync("not-found-dark");
        AssertClean(await opened.Page.RunAxe());
    }

    private static Screen ScreenNamed(string name) => new[] { Screen.Desk, Screen.Phone }.Single(screen => screen.Name == name);

    private static void AssertClean(AxeResult result)
    {
        Assert.NotEmpty(result.Passes);
        var violations = result.Violations.Select(rule =>
            $"{rule.Id}: {rule.Help}\n" + string.Join('\n', rule.Nodes.Select(node => $"    {node.Html}")));
        Assert.True(result.Violations.Length == 0, string.Join('\n', violations));
    }
}
