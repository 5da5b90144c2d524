using System.Text;
using Pkernfs.Core.Scenarios;

namespace Pkernfs.Browser.Tests;

/// <summary>Links are copied by button and by key, and open elsewhere: also on a server that was started since.</summary>
public sealed class CopyLinkTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task AKeyCopiesWhatHasTheFocusOrTheView()
    {
        await using var opened = await OpenAsync("/?step=jump&select=register:RTADDR&theme=dark");
        await opened.ExpectStepAsync("jump");
        await opened.Page.Keyboard.PressAsync("l");
        await ExpectCopiedAsync(opened, "/?step=jump&select=register:RTADDR&theme=dark");
        await opened.TakePictureAsync("link-copied-dark");

        await opened.Page.Locator("[data-step=save-vm]").FocusAsync();
        await opened.Page.Keyboard.PressAsync("l");
        await ExpectCopiedAsync(opened, "/?select=register:RTADDR&theme=dark&step=save-vm");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task ButtonsCopyTheViewAStepAndABranchWithItsEdits()
    {
        await using var opened = await OpenAsync("/?step=save-vm");
        await opened.ExpectStepAsync("save-vm");
        var page = opened.Page;
        await page.Locator(".top-bar").GetByRole(AriaRole.Button, new() { Name = "Copy the link to this view" }).ClickAsync();
        await ExpectCopiedAsync(opened, "/?step=save-vm");

        await page.Locator("[data-step=jump]").ClickAsync(new() { Button = MouseButton.Right });
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Copy a link to this step" }).ClickAsync();
        await ExpectCopiedAsync(opened, "/?step=jump");
        await opened.ExpectStepAsync("save-vm");

        await page.Locator("[data-step=save-vm]").First.ClickAsync(new() { Button = MouseButton.Right });
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Skip this step" }).ClickAsync();
        await opened.ExpectInAddressAsync("edits", "skip:save-vm");
        await page.Locator(".branches .actions").GetByRole(AriaRole.Button, new() { Name = "Copy link" }).ClickAsync();
        string link = await CopiedAsync(opened);
        Assert.Contains("edits=skip:save-vm", link, StringComparison.Ordinal);
        Assert.DoesNotContain("session=", link, StringComparison.Ordinal);
        await page.Locator(".branches button.name", new() { HasText = "Scenario as it is" }).FocusAsync();
        await page.Keyboard.PressAsync("l");
        Assert.DoesNotContain("edits=", await CopiedAsync(opened, link), StringComparison.Ordinal);

        await using var second = await browser.OpenAsync(link, Screen.Desk);
        await second.ExpectInAddressAsync("edits", "skip:save-vm");
        Assert.NotEqual(opened.InAddress("session"), second.InAddress("session"));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task AnInvariantAndADifferenceAreLinkedToo()
    {
        await using var opened = await OpenAsync("/?scenario=pkernfs-rfc-as-posted&step=keep-01-00.0");
        await opened.ExpectStepAsync("keep-01-00.0");
        await opened.Page.Keyboard.PressAsync("v");
        await opened.Page.Locator("[data-invariant=same-translation] [data-copy-with]").ClickAsync();
        string link = await CopiedAsync(opened);
        Assert.EndsWith("/?scenario=pkernfs-rfc-as-posted&step=keep-01-00.0&select=invariant:same-translation", link, StringComparison.Ordinal);
        await opened.GoToAsync(link);
        await Assertions.Expect(opened.Page.Locator("#inspector-pane")).ToContainTextAsync("Broken here");
        await opened.TakePictureAsync("inspector-invariant-dark");

        await opened.GoToAsync("/compare?left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted&right-step=jump");
        var row = opened.Page.Locator(".differences tbody tr", new() { HasText = "context entry of 01:00.0" }).First;
        await row.Locator(".number button").FocusAsync();
        await opened.Page.Keyboard.PressAsync("l");
        link = await CopiedAsync(opened, link);
        Assert.EndsWith("&difference=context-entry-of-01:00.0", link, StringComparison.Ordinal);
        await opened.GoToAsync(link);
        await Assertions.Expect(row).ToHaveClassAsync("pointed");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task AnOwnScenarioIsInItsLinkAndOpensOnAServerThatNeverSawIt()
    {
        string text = ScenarioLibrary.Text(ReferenceRun.Scenario)!.Replace("name: pkernfs-rfc", "name: small-guest", StringComparison.Ordinal).Replace("memory: 512M", "memory: 256M", StringComparison.Ordinal);
        await using var opened = await OpenAsync("/scenarios");
        await RunAsync(opened, "small-guest.yaml", text);
        await opened.Page.Locator("[data-step=jump]").ClickAsync();
        await opened.ExpectStepAsync("jump");
        await opened.Page.Keyboard.PressAsync("l");
        string link = await CopiedAsync(opened);
        Assert.Matches("/\\?scenario=small-guest&step=jump&file=b\\.[A-Za-z0-9_-]+$", link);

        await using var other = await ExplorerServer.StartAsync();
        await using var second = await browser.OpenAsync(new Uri(link).PathAndQuery, Screen.Desk, server: other);
        await second.ExpectStepAsync("jump");
        await second.ExpectInAddressAsync("scenario", "small-guest");
        await Assertions.Expect(second.Page.Locator(".link-notice")).ToHaveCountAsync(0);
        await second.ReloadAsync();
        await second.ExpectStepAsync("jump");
        Assert.Empty(opened.Complaints);
        Assert.Empty(second.Complaints);
    }

    [Fact]
    public async Task ALinkTooLongForAnAddressIsAFileThatOpensTheSameMoment()
    {
        var random = new Random(5);
        string remarks = string.Concat(Enumerable.Range(0, 400).Select(_ => $"# {random.NextInt64():x16}{random.NextInt64():x16}{random.NextInt64():x16}\n"));
        string text = ScenarioLibrary.Text(ReferenceRun.Scenario)!.Replace("name: pkernfs-rfc", "name: long-winded", StringComparison.Ordinal) + remarks;
        await using var opened = await OpenAsync("/scenarios");
        await RunAsync(opened, "long-winded.yaml", text);
        await opened.Page.Locator("[data-step=jump]").ClickAsync();
        await opened.ExpectStepAsync("jump");
        Assert.Null(opened.InAddress("file"));
        var saved = await opened.Page.RunAndWaitForDownloadAsync(() => opened.Page.Keyboard.PressAsync("l"));
        Assert.Equal("view.pkernfs-link", saved.SuggestedFilename);
        await Assertions.Expect(opened.Page.GetByText("The link is too long for an address")).ToBeVisibleAsync();

        await using var second = await OpenAsync("/scenarios");
        await second.Page.Locator("input[type=file]").SetInputFilesAsync((await saved.PathAsync())!);
        await second.ExpectStepAsync("jump");
        await second.ExpectInAddressAsync("scenario", "long-winded");
        Assert.NotEqual(opened.InAddress("session"), second.InAddress("session"));
        Assert.Empty(opened.Complaints);
        Assert.Empty(second.Complaints);
    }

    private async Task<OpenedPage> OpenAsync(string path)
    {
        var opened = await browser.OpenAsync(path, Screen.Desk);
        await opened.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        return opened;
    }

    private static async Task RunAsync(OpenedPage opened, string name, string text)
    {
        await opened.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/yaml", Buffer = Encoding.UTF8.GetBytes(text) });
        await Assertions.Expect(opened.Page.Locator("#check-words")).ToContainTextAsync("Can run");
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await opened.Page.Locator("main.explorer[data-interactive=true]").WaitForAsync();
        await opened.ExpectStepAsync(ReferenceRun.OpeningStep);
    }

    private static async Task ExpectCopiedAsync(OpenedPage opened, string path)
    {
        for (int i = 0; i < 100 && new Uri(await CopiedAsync(opened)).PathAndQuery != path; i++) await Task.Delay(50);
        Assert.Equal(path, new Uri(await CopiedAsync(opened)).PathAndQuery);
    }

    /// <summary>What is on the clipboard once it is something else than before.</summary>
    private static async Task<string> CopiedAsync(OpenedPage opened, string former = "no link at all")
    {
        await Assertions.Expect(opened.Page.Locator(".copied")).ToContainTextAsync("Link copied.");
        string text = "";
        for (int i = 0; i < 100 && (text.Length == 0 || text.EndsWith(former, StringComparison.Ordinal)); i++)
        {
            text = await opened.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
            await Task.Delay(50);
        }
        return text;
    }
}
