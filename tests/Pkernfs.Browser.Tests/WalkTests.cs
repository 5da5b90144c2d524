namespace Pkernfs.Browser.Tests;

public sealed class WalkTests(ChromiumBrowser browser)
{
    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public async Task AnAddressOfTheAssignedDeviceReachesGuestRamWithoutAKernel(string theme)
    {
        await using var opened = await browser.OpenAsync($"/?step=jump&theme={theme}", Screen.Desk);
        await WalkAsync(opened, "01:00.0 0xa3b7d40");
        var inspector = opened.Page.GetByRole(AriaRole.Region, new() { Name = "Inspector", Exact = true });
        await Assertions.Expect(inspector).ToContainTextAsync("Reaches 0x10abb7d40");
        await Assertions.Expect(opened.Page.Locator("#translation-pane")).ToContainTextAsync("0x10abb7d40");
        await opened.ExpectInAddressAsync("select", "iova:01:00.0:0xa3b7d40");
        await opened.SettleAsync();
        await opened.TakePictureAsync($"walk-{theme}-1440x900");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task AnAddressOfAZappedDeviceFaults()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        await WalkAsync(opened, "00:03.0 iova 0xfffff000");
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Region, new() { Name = "Inspector", Exact = true })).ToContainTextAsync("fault 0x2");
        await Assertions.Expect(opened.Page.Locator("#translation-pane")).ToContainTextAsync("0x2");
        await opened.SettleAsync();
        await opened.TakePictureAsync("walk-fault-dark");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task WhatCannotBeWalkedIsSaidAndTheFieldCloses()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        await WalkAsync(opened, "01:00.0");
        await Assertions.Expect(opened.Page.GetByText("Which address of 01:00.0?")).ToBeVisibleAsync();
        var field = opened.Page.GetByRole(AriaRole.Textbox, new() { Name = "walk" });
        await Assertions.Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
        await field.PressAsync("Escape");
        await Assertions.Expect(field).ToHaveCountAsync(0);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task TheTreeIsWalkedByKey()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "List", Exact = true }).ClickAsync();
        var tree = opened.Page.GetByRole(AriaRole.Tree, new() { Name = "Translation, as a tree" });
        var items = tree.GetByRole(AriaRole.Treeitem);
        Assert.True(await items.CountAsync() > 3);
        await tree.FocusAsync();
        await opened.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(tree).ToHaveAttributeAsync("aria-activedescendant", (await items.Nth(1).GetAttributeAsync("id"))!);
        await opened.ExpectStepAsync("jump");
        await opened.TakePictureAsync("translation-list-dark");
        Assert.Empty(opened.Complaints);
    }

    private static async Task WalkAsync(OpenedPage opened, string typed)
    {
        await opened.Page.Keyboard.PressAsync("w");
        var field = opened.Page.GetByRole(AriaRole.Textbox, new() { Name = "walk" });
        await Assertions.Expect(field).ToBeFocusedAsync();
        await field.FillAsync(typed);
        await field.PressAsync("Enter");
    }
}
