namespace Pkernfs.Browser.Tests;

/// <summary>Machines of up to 12 TiB are as light as the small one: opened, played through the kexec, zoomed to a single entry, searched, dumped.</summary>
public sealed class LargeScenarioTests(ChromiumBrowser browser)
{
    [Theory]
    [InlineData("guest-64g-4k", "01:00.0")]
    [InlineData("guest-1t-2m", "01:00.0")]
    [InlineData("guest-12t-1g", "01:00.0")]
    [InlineData("fleet-host", "01:00.0")]
    public async Task OpensPlaysZoomsAndSearches(string scenario, string device)
    {
        await using var opened = await browser.OpenAsync($"/?scenario={scenario}&step=load-kernel-b", Screen.Desk);
        var page = opened.Page;
        await opened.ExpectStepAsync("load-kernel-b");

        // Through the kexec, step by step, and to the end at once.
        foreach (string _ in Enumerable.Repeat("", 12)) await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("End");
        await opened.ExpectStepAsync("guest-goes-on");
        await Assertions.Expect(page.Locator(".map-problem, .pane-problem")).ToHaveCountAsync(0);

        // An address goes to its entry: walked, shown in the tree, its bytes in the map.
        await page.Keyboard.PressAsync("/");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Combobox).Or(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox)).First.FillAsync($"{device}:0x1234000");
        await page.Keyboard.PressAsync("Enter");
        await opened.ExpectInAddressAsync("select", $"iova:{device}:0x1234000");
        await Assertions.Expect(page.Locator("#inspector-pane")).ToContainTextAsync("0x1234000");
        await opened.SettleAsync();
        await opened.TakePictureAsync($"large-{scenario}");
        Assert.Empty(opened.Complaints);
    }
}
