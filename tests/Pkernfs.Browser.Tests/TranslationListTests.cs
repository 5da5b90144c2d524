namespace Pkernfs.Browser.Tests;

/// <summary>The translation as a tree in words: unfolded to single entries by key, and by an address at once.</summary>
public sealed class TranslationListTests(ChromiumBrowser browser)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnAddressIsUnfoldedDownToItsEntryAndInView(bool isPhone)
    {
        await using var opened = await browser.OpenAsync("/?step=jump&select=iova:01:00.0:0x81000&theme=light", isPhone ? Screen.Phone : Screen.Desk);
        if (isPhone) await opened.Page.Locator(".pane-tabs").GetByRole(AriaRole.Button, new() { Name = "Tables" }).ClickAsync();
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "List", Exact = true }).ClickAsync();
        var tree = opened.Page.GetByRole(AriaRole.Tree, new() { Name = "Translation, as a tree" });
        // Of the entries of one run of leaves, one row, one is the walk's.
        var entry = tree.GetByRole(AriaRole.Treeitem, new() { Selected = true });
        await Assertions.Expect(entry).ToContainTextAsync("Entry 129: iova 0x81000 to 0x100881000, 4 KiB");
        await Assertions.Expect(entry).ToBeInViewportAsync();
        Assert.InRange(await tree.GetByRole(AriaRole.Treeitem).CountAsync(), 5, 130);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task KeysReachTheLastRowAndComeBackThoughOnlyWhatIsInViewIsInThePage()
    {
        await using var opened = await browser.OpenAsync("/?step=jump&select=iova:01:00.0:0x81000", Screen.Desk);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "List", Exact = true }).ClickAsync();
        var tree = opened.Page.GetByRole(AriaRole.Tree, new() { Name = "Translation, as a tree" });
        await tree.FocusAsync();
        foreach (var (key, words) in new[] { ("End", "vanished: the VMM's mapping"), ("Home", "Root table at"), ("ArrowDown", "Bus 01"), ("End", "vanished: the VMM's mapping"), ("ArrowUp", "vanished: iommu_domain of 00:03.0") })
        {
            await opened.Page.Keyboard.PressAsync(key);
            var current = opened.Page.Locator(".translation-list .current");
            await Assertions.Expect(current).ToContainTextAsync(words);
            await Assertions.Expect(current).ToBeInViewportAsync();
            await Assertions.Expect(tree).ToHaveAttributeAsync("aria-activedescendant", (await current.GetAttributeAsync("id"))!);
            await Assertions.Expect(tree).ToBeFocusedAsync();
        }
        await opened.ExpectStepAsync("jump");
        Assert.Empty(opened.Complaints);
    }
}
