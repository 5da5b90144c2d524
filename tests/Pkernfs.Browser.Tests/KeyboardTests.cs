namespace Pkernfs.Browser.Tests;

public sealed class KeyboardTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task TheQuestionMarkOpensTheSheetAndEscapeClosesIt()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        await opened.Page.Keyboard.PressAsync("?");
        var sheet = opened.Page.GetByRole(AriaRole.Dialog);
        await sheet.GetByText("Previous step").WaitForAsync();
        await opened.TakePictureAsync("sheet-dark");
        await opened.Page.Keyboard.PressAsync("Escape");
        await sheet.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task ControlKFindsACommandAndEnterRunsIt()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        await opened.Page.Keyboard.PressAsync("Control+k");
        var typed = opened.Page.GetByRole(AriaRole.Combobox, new() { Name = "Command" });
        await Assertions.Expect(typed).ToBeFocusedAsync();
        await opened.TakePictureAsync("palette-dark");
        await typed.PressSequentiallyAsync("show all keys");
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Option, new() { Selected = true })).ToContainTextAsync("Show all keys");
        await opened.Page.Keyboard.PressAsync("Enter");
        await opened.Page.GetByRole(AriaRole.Dialog).GetByText("Next phase").WaitForAsync();
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task KeysTypedIntoAFieldStayText()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        await opened.Page.Keyboard.PressAsync("Control+k");
        var typed = opened.Page.GetByRole(AriaRole.Combobox, new() { Name = "Command" });
        await Assertions.Expect(typed).ToBeFocusedAsync();
        await typed.PressSequentiallyAsync("t?m");
        await Assertions.Expect(typed).ToHaveValueAsync("t?m");
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task TGoesThroughTheThemesAndTheLinkFollows()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk, ColorScheme.Light);
        var root = opened.Page.Locator("html");
        await Assertions.Expect(root).ToHaveAttributeAsync("data-theme", "light");
        await opened.Page.Keyboard.PressAsync("t");
        await Assertions.Expect(root).ToHaveAttributeAsync("data-theme", "dark");
        await opened.ExpectInAddressAsync("theme", "dark");
        await opened.GoToAsync("/");
        await Assertions.Expect(root).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Fact]
    public async Task MReducesMotionAndAllowsItAgain()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        var root = opened.Page.Locator("html");
        await Assertions.Expect(root).ToHaveAttributeAsync("data-motion", "full");
        await opened.Page.Keyboard.PressAsync("m");
        await Assertions.Expect(root).ToHaveAttributeAsync("data-motion", "reduced");
        await opened.Page.Keyboard.PressAsync("m");
        await Assertions.Expect(root).ToHaveAttributeAsync("data-motion", "full");
    }

    [Theory]
    [InlineData("Control+k", "this session")]
    [InlineData("/", "2G+4M")]
    [InlineData("g", "0x100401010")]
    [InlineData("a", "The jump, a note")]
    public async Task WhatIsTypedBeforeTheFieldIsThereIsInIt(string key, string text)
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        await opened.Page.Keyboard.PressAsync(key);
        await opened.Page.Keyboard.TypeAsync(text);
        await Assertions.Expect(opened.Page.Locator("input:focus, textarea:focus")).ToHaveValueAsync(text);
        // None of the letters was taken for a key of the page.
        await opened.ExpectStepAsync("jump");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task ASplitterMovesByKeyAndByPointerAndTheSizeIsKept()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        var splitter = opened.Page.GetByRole(AriaRole.Separator, new() { Name = "Width of the steps" });
        await splitter.FocusAsync();
        await opened.Page.Keyboard.PressAsync("Shift+ArrowRight");
        Assert.Equal(296, await WidthOfStepsAsync(opened));
        await Assertions.Expect(splitter).ToHaveAttributeAsync("aria-valuenow", "296");

        var box = (await splitter.BoundingBoxAsync())!;
        await opened.Page.Mouse.MoveAsync(box.X + 4, box.Y + 100);
        await opened.Page.Mouse.DownAsync();
        await opened.Page.Mouse.MoveAsync(box.X + 44, box.Y + 100);
        await opened.Page.Mouse.UpAsync();
        Assert.Equal(336, await WidthOfStepsAsync(opened));

        await opened.GoToAsync("/");
        Assert.Equal(336, await WidthOfStepsAsync(opened));
    }

    private static async Task<int> WidthOfStepsAsync(OpenedPage opened) =>
        (int)Math.Round((await opened.Page.Locator("#steps-pane").BoundingBoxAsync())!.Width);
}
