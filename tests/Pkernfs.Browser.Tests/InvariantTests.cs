namespace Pkernfs.Browser.Tests;

/// <summary>Where invariants break: marks on the timeline, the key, and the dialog that leads to the bytes.</summary>
public sealed class InvariantTests(ChromiumBrowser browser)
{
    private const string AsPosted = "/?scenario=pkernfs-rfc-as-posted&step=load-kernel-b&theme=light", Zapped = "keep-01-00.0";

    [Fact]
    public async Task FirstBrokenAtGoesThereByClickAndByKey()
    {
        await using var opened = await browser.OpenAsync(AsPosted, Screen.Desk);
        var mark = opened.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^First broken at step ") });
        await mark.ClickAsync();
        await opened.ExpectStepAsync(Zapped);

        // Back where we were: the jump has a place of its own in the history.
        await opened.Page.GoBackAsync();
        await opened.ExpectStepAsync("load-kernel-b");
        await mark.FocusAsync();
        await opened.Page.Keyboard.PressAsync("Enter");
        await opened.ExpectStepAsync(Zapped);

        await opened.Page.Keyboard.PressAsync("Home");
        await opened.ExpectStepAsync("power-on");
        await opened.Page.Keyboard.PressAsync("n");
        await opened.ExpectStepAsync(Zapped);
        await opened.TakePictureAsync("invariants-timeline-light");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task TheDialogLeadsFromABrokenInvariantToItsBytes()
    {
        await using var opened = await browser.OpenAsync(AsPosted, Screen.Desk);
        await opened.Page.Keyboard.PressAsync("v");
        var dialog = opened.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("all 11 hold. 2 are broken elsewhere in this run.");
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new("^First broken at step ") }).First.ClickAsync();
        await opened.ExpectStepAsync(Zapped);
        await opened.SettleAsync();
        await opened.TakePictureAsync("invariants-dialog-light");
        await dialog.Locator("[data-invariant=only-carried-dma]").GetByRole(AriaRole.Button, new() { Name = "0x100403000" }).ClickAsync();

        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(opened.Page.Locator("#inspector-pane .subject h3")).ToHaveTextAsync("Context entry of 01:00.0");
        Assert.Equal("bytes:0x100403000:0x10", opened.InAddress("select"));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task ThePaletteOpensTheDialogOnAPhoneToo()
    {
        await using var opened = await browser.OpenAsync("/?scenario=pkernfs-rfc-as-posted&step=keep-01-00.0&theme=dark", Screen.Phone);
        await opened.Page.Keyboard.PressAsync("Control+k");
        var typed = opened.Page.GetByRole(AriaRole.Combobox, new() { Name = "Command" });
        await Assertions.Expect(typed).ToBeFocusedAsync();
        await typed.PressSequentiallyAsync("invariants:");
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Option, new() { Selected = true })).ToContainTextAsync("Invariants: what must hold");
        await opened.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(opened.Page.Locator("li.broken")).ToHaveCountAsync(2);
        await opened.SettleAsync();
        await opened.TakePictureAsync("invariants-dialog-phone-dark");
        Assert.True(await opened.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth && document.querySelector('.mud-dialog').getBoundingClientRect().right <= innerWidth"));
        Assert.Empty(opened.Complaints);
    }
}
