namespace Pkernfs.Browser.Tests;

public sealed class ExportTests(ChromiumBrowser browser)
{
    private const string Place = "map=0x100400000:0x200000:page&select=bytes:0x100401010:0x10";

    [Fact]
    public async Task EOpensTheDialogAndTheKeyboardStaysInIt()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        await opened.Page.Keyboard.PressAsync("e");
        var dialog = opened.Page.GetByRole(AriaRole.Dialog);
        await ExpectPreviewAsync(opened);
        await opened.TakePictureAsync("export-dark");
        // A step's key goes through what can be made here, and steps nothing.
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Radio, new() { Name = "Clip" })).ToBeCheckedAsync();
        await opened.Page.GetByLabel("From", new() { Exact = true }).WaitForAsync();
        await ExpectPreviewAsync(opened);
        // Round it more than once, both ways, faster than any server answers.
        for (int i = 0; i < 48; i++)
        {
            await opened.Page.Keyboard.PressAsync(i < 24 ? "Tab" : "Shift+Tab");
            Assert.True(await opened.Page.EvaluateAsync<bool>("!!document.activeElement.closest('.mud-dialog-container, .mud-dialog')"), $"The focus left the dialog after {i + 1} tabs.");
        }
        await opened.Page.Keyboard.PressAsync("Escape");
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await opened.ExpectStepAsync("jump");
        Assert.Empty(opened.Complaints);
    }

    [Theory]
    [InlineData("SVG")]
    [InlineData("PNG")]
    public async Task ADownloadedPictureThatIsDroppedOpensItsMoment(string format)
    {
        await using var opened = await browser.OpenAsync($"/?step=zap-00-03.0&{Place}", Screen.Desk);
        var (name, file) = await DownloadAsync(opened, format);
        Assert.Equal($"pkernfs-rfc-zap-00-03.0-memory.{format.ToLowerInvariant()}", name);
        Assert.Empty(opened.Complaints);

        await using var fresh = await browser.OpenAsync("/?step=jump", Screen.Desk);
        await fresh.ExpectStepAsync("jump");
        await fresh.DropFileAsync(name, file);
        await ExpectPlaceAsync(fresh);
        // What was there before is one step of the history away, once the address names the session.
        await fresh.ExpectInAddressAsync("follow", "yes");
        await fresh.Page.GoBackAsync();
        await fresh.ExpectStepAsync("jump");
        Assert.Empty(fresh.Complaints);

        await using var pasted = await browser.OpenAsync("/compare", Screen.Desk);
        await pasted.PasteFileAsync(name, file);
        await ExpectPlaceAsync(pasted);
        Assert.Empty(pasted.Complaints);

        await using var chosen = await browser.OpenAsync("/scenarios", Screen.Desk);
        await chosen.Page.Locator("html[data-drops=ready]").WaitForAsync();
        await chosen.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "image/*", Buffer = file });
        await ExpectPlaceAsync(chosen);
        Assert.Empty(chosen.Complaints);
    }

    [Fact]
    public async Task ADamagedPictureSaysSoAndNothingIsLost()
    {
        await using var opened = await browser.OpenAsync($"/?step=zap-00-03.0&{Place}", Screen.Desk);
        await opened.ExpectInAddressAsync("step", "zap-00-03.0");
        var (name, file) = await DownloadAsync(opened, "PNG");
        await opened.Page.Keyboard.PressAsync("Escape");
        await opened.Page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await opened.ExpectStepAsync("zap-host-functions");
        string address = opened.Page.Url;
        file[file.AsSpan().IndexOf("/?step"u8) + 3] ^= 4;
        await opened.DropFileAsync(name, file);
        var said = opened.Page.Locator(".drop-message");
        await Assertions.Expect(said).ToContainTextAsync($"{name} was not opened: it is damaged at byte ");
        await Assertions.Expect(said).ToContainTextAsync("Export the picture again.");
        await opened.DropFileAsync("photo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray());
        await Assertions.Expect(said).ToContainTextAsync("photo.svg was not opened: it is an SVG without the explorer's metadata");
        await opened.ExpectStepAsync("zap-host-functions");
        Assert.Equal(address, opened.Page.Url);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task AClipPlaysAndAStoryboardOfChosenMomentsIsOneFile()
    {
        await using var opened = await browser.OpenAsync("/?step=jump&theme=light", Screen.Desk);
        await opened.Page.Keyboard.PressAsync("e");
        await opened.Page.GetByRole(AriaRole.Radio, new() { Name = "Clip" }).CheckAsync();
        await opened.Page.GetByLabel("To", new() { Exact = true }).SelectOptionAsync("jump");
        await ExpectPreviewAsync(opened);
        var (name, file) = await SaveAsync(opened);
        Assert.Equal("pkernfs-rfc-load-kernel-b-to-jump-memory.svg", name);

        await opened.Page.GetByRole(AriaRole.Radio, new() { Name = "Storyboard" }).CheckAsync();
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "None" }).ClickAsync();
        await opened.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Jump, no kernel" }).CheckAsync();
        await opened.Page.GetByText("storyboard.html, one picture, one page that scrolls").WaitForAsync();
        await ExpectPreviewAsync(opened);
        var (story, html) = await SaveAsync(opened);
        Assert.Equal("pkernfs-rfc-storyboard.html", story);
        Assert.Empty(opened.Complaints);

        // Dropped, the clip opens its first step; the storyboard needs nothing but itself.
        await opened.Page.Keyboard.PressAsync("Escape");
        await opened.Page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await opened.DropFileAsync(name, file);
        await opened.ExpectStepAsync("load-kernel-b");
        await opened.Page.SetContentAsync(System.Text.Encoding.UTF8.GetString(html));
        await Assertions.Expect(opened.Page.Locator("svg").First).ToBeVisibleAsync();
        await Assertions.Expect(opened.Page.GetByText("in one picture")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task AComparisonIsExportedAndOpensAgain()
    {
        await using var opened = await browser.OpenAsync("/compare?left=pkernfs-rfc&left-step=jump&right=save-restore", Screen.Desk);
        await opened.Page.Locator("[data-compared=true]").WaitForAsync();
        var (name, file) = await DownloadAsync(opened, "SVG");
        Assert.Equal("pkernfs-rfc-against-save-restore-jump-compare.svg", name);
        Assert.Empty(opened.Complaints);
        await using var fresh = await browser.OpenAsync("/", Screen.Desk);
        await fresh.DropFileAsync(name, file);
        await fresh.Page.Locator("[data-compared=true]").WaitForAsync();
        await fresh.ExpectInAddressAsync("left-step", "jump");
        await fresh.ExpectInAddressAsync("right", "save-restore");
        Assert.Empty(fresh.Complaints);
    }

    [Fact]
    public async Task AddressEmbedAndLinkAreCopied()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        await opened.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await opened.Page.Keyboard.PressAsync("e");
        await opened.Page.GetByRole(AriaRole.Radio, new() { Name = "Slide 16:9" }).CheckAsync();
        await ExpectPreviewAsync(opened);
        string root = new Uri(opened.Page.Url).GetLeftPart(UriPartial.Authority);
        Assert.Equal($"{root}/picture/memory.svg?step=jump&theme=light&size=slide", await CopyAsync(opened, "Copy the picture's address", "The picture's address is copied."));
        Assert.Equal($"{root}/?step=jump", await CopyAsync(opened, "Copy link", "The link is copied."));
        string embed = await CopyAsync(opened, "Copy as embed", "The code for embedding is copied.");
        Assert.Empty(opened.Complaints);

        // In a page that runs scripts, the frame shows the picture and none of its own does.
        await opened.Page.RouteAsync("**/document.html", route => route.FulfillAsync(new() { ContentType = "text/html", Body = $"<!doctype html><title>Review</title>{embed}" }));
        await opened.Page.GotoAsync("/document.html");
        var frame = opened.Page.FrameLocator("iframe");
        await Assertions.Expect(frame.Locator("svg").First).ToBeVisibleAsync();
        await Assertions.Expect(frame.GetByRole(AriaRole.Link, new() { Name = "Open this moment in the explorer" })).ToBeInViewportAsync();
        bool hasBars = await frame.Locator("html").EvaluateAsync<bool>("root => root.scrollHeight > root.clientHeight + 1 || root.scrollWidth > root.clientWidth + 1");
        Assert.False(hasBars, "The frame is too small for what it shows.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WithoutScriptsALinkStillShowsItsPicture(bool isPhone)
    {
        await using var opened = await browser.OpenWithoutScriptsAsync("/?step=jump", isPhone ? Screen.Phone : Screen.Desk);
        var picture = opened.Page.Locator(".map-still");
        await Assertions.Expect(picture).ToBeVisibleAsync();
        Assert.NotEqual("", await picture.GetAttributeAsync("alt"));
        Assert.True(await picture.EvaluateAsync<bool>("image => image.complete && image.naturalWidth > 0"), "The picture of the map did not come.");
        // It is as wide as its pane, or nearly so.
        double[] shares = await picture.EvaluateAsync<double[]>("""
            image => {
              const scale = Math.min(image.clientWidth / image.naturalWidth, image.clientHeight / image.naturalHeight);
              return [image.naturalWidth * scale / image.clientWidth, image.naturalHeight * scale / image.clientHeight];
            }
            """);
        Assert.True(shares.Min() > 0.8, $"The picture takes {shares[0]:P0} of its pane's width and {shares[1]:P0} of its height.");
        await opened.TakePictureAsync(isPhone ? "no-scripts-phone" : "no-scripts");
    }

    [Fact]
    public async Task SoDoesALinkToAComparison()
    {
        await using var opened = await browser.OpenWithoutScriptsAsync("/compare?left=pkernfs-rfc&left-step=jump&right=kho", Screen.Desk);
        var picture = opened.Page.GetByRole(AriaRole.Img, new() { Name = "Both machines beside each other" });
        await Assertions.Expect(picture).ToBeVisibleAsync();
        Assert.True(await picture.EvaluateAsync<bool>("image => image.complete && image.naturalWidth > 0"), "The picture of the comparison did not come.");
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Main)).ToBeHiddenAsync();
    }

    private static async Task<(string Name, byte[] File)> DownloadAsync(OpenedPage opened, string format)
    {
        await opened.Page.Keyboard.PressAsync("e");
        await opened.Page.GetByRole(AriaRole.Radio, new() { Name = format, Exact = true }).CheckAsync();
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Img)).ToHaveAttributeAsync("src", new System.Text.RegularExpressions.Regex($"\\.{format.ToLowerInvariant()}\\?"));
        await ExpectPreviewAsync(opened);
        return await SaveAsync(opened);
    }

    private static async Task<(string Name, byte[] File)> SaveAsync(OpenedPage opened)
    {
        var download = await opened.Page.RunAndWaitForDownloadAsync(() => opened.Page.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync());
        return (download.SuggestedFilename, await File.ReadAllBytesAsync(await download.PathAsync()));
    }

    private static async Task ExpectPreviewAsync(OpenedPage opened)
    {
        await opened.Page.Locator("[data-preview=shown]").WaitForAsync();
        Assert.True(await opened.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Img).EvaluateAsync<bool>("image => image.naturalWidth > 0"));
    }

    private static async Task<string> CopyAsync(OpenedPage opened, string button, string said)
    {
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Dialog).Locator(".copied")).ToHaveTextAsync(said);
        return await opened.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
    }

    private static async Task ExpectPlaceAsync(OpenedPage opened)
    {
        await opened.Page.Locator("main.explorer[data-interactive=true]").WaitForAsync();
        await opened.ExpectStepAsync("zap-00-03.0");
        await opened.ExpectInAddressAsync("select", "bytes:0x100401010:0x10");
        await opened.ExpectInAddressAsync("map", "0x100400000:0x200000:page");
    }
}
