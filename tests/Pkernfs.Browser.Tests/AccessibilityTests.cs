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

    /// <summary>Paused before the kexec, without a kernel, and with the domain adopted; the inspector shows the step, then an entry, then nothing.</summary>
    private static readonly (string Name, string Query)[] moments =
        [("opening", "step=load-kernel-b"), ("jump", "step=jump&select=bytes:0x100401010:16"), ("set-iommu-b", "step=set-iommu-b&select=iova:01:00.0:0xa3b7d40")];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task TheExplorerHasNoViolationsAtAnyMoment(string screen, string theme)
    {
        await using var opened = await browser.OpenAsync($"/?theme={theme}", ScreenNamed(screen));
        foreach (var (name, query) in moments)
        {
            await opened.GoToAsync($"/?{query}&theme={theme}");
            await opened.Page.Locator(".map-host[data-shown=true]").WaitForAsync();
            await opened.SettleAsync();
            await opened.TakePictureAsync($"explorer-{name}-{theme}-{screen}");
            AssertClean(await opened.Page.RunAxe());
        }
    }

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public async Task ThePanesOfAPhoneHaveNoViolations(string theme)
    {
        await using var opened = await browser.OpenAsync($"/?theme={theme}&step=jump&select=iova:01:00.0:0xa3b7d40", Screen.Phone);
        foreach (string tab in new[] { "Memory", "Tables", "Inspect", "Steps" })
        {
            await opened.Page.GetByRole(AriaRole.Navigation, new() { Name = "Panes" }).GetByRole(AriaRole.Button, new() { Name = tab }).ClickAsync();
            await opened.Page.Locator($"[data-pane={tab.ToLowerInvariant()}]").WaitForAsync();
            await opened.SettleAsync();
            await opened.TakePictureAsync($"phone-{tab.ToLowerInvariant()}-{theme}");
            AssertClean(await opened.Page.RunAxe());
        }
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task TheScenariosHaveNoViolations(string screen, string theme)
    {
        await using var opened = await browser.OpenAsync($"/scenarios?theme={theme}", ScreenNamed(screen));
        var cards = opened.Page.GetByRole(AriaRole.Article);
        // Small machines are run for their pictures when the page opens; large ones when someone asks, or where a reader has run one already.
        int large = await cards.GetByRole(AriaRole.Button, new() { Name = "for its picture" }).CountAsync();
        await Assertions.Expect(cards.GetByRole(AriaRole.Img)).ToHaveCountAsync(await cards.CountAsync() - large, new() { Timeout = 120_000 });
        await opened.SettleAsync();
        await opened.TakePictureAsync($"scenarios-{theme}-{screen}");
        AssertClean(await opened.Page.RunAxe());
    }

    [Theory]
    [InlineData("?", "dark")]
    [InlineData("?", "light")]
    [InlineData("Control+k", "dark")]
    [InlineData("Control+k", "light")]
    [InlineData("e", "dark")]
    [InlineData("e", "light")]
    public async Task DialogsHaveNoViolations(string key, string theme)
    {
        await using var opened = await browser.OpenAsync($"/?theme={theme}", Screen.Desk);
        await opened.Page.Keyboard.PressAsync(key);
        await opened.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await opened.SettleAsync();
        AssertClean(await opened.Page.RunAxe());
    }

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public async Task TheExportDialogOfAPhoneHasNoViolations(string theme)
    {
        await using var opened = await browser.OpenAsync($"/?step=jump&theme={theme}", Screen.Phone);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Export this view as a picture" }).ClickAsync();
        await opened.Page.GetByRole(AriaRole.Radio, new() { Name = "Own" }).CheckAsync();
        await opened.Page.GetByRole(AriaRole.Textbox, new() { Name = "Width" }).FillAsync("9");
        await opened.Page.Locator("[data-preview=outdated]").WaitForAsync();
        await opened.SettleAsync();
        await opened.TakePictureAsync($"export-phone-{theme}");
        AssertClean(await opened.Page.RunAxe());
        var box = (await opened.Page.GetByRole(AriaRole.Dialog).BoundingBoxAsync())!;
        Assert.True(box.X >= 0 && box.X + box.Width <= Screen.Phone.Width && box.Y >= 0 && box.Y + box.Height <= Screen.Phone.Height, "The dialog is wider or higher than the screen.");
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
