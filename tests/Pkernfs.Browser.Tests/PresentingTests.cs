using System.Text;
using Deque.AxeCore.Playwright;

namespace Pkernfs.Browser.Tests;

public sealed class PresentingTests(ChromiumBrowser browser)
{
    /// <summary>The address of the map's cell at a point of the page.</summary>
    private const string AddressAt = "(async (clientX, clientY) => (await import('/js/presenting/map-place.js')).onMap({ target: document.querySelector('.map-host canvas'), clientX, clientY })?.address)";

    private const string Notes = """
        walkthrough: 1
        title: Why the IOMMU must not stop
        scenario: pkernfs-rfc
        notes:
          - step: load-kernel-b
            text: Paused just before the kexec.
          - step: jump
            select: bytes:0x100401010:16
            map: 0x100400000:0x200000:page
            text: |-
              No kernel runs.
              The root table stands, and the NIC goes on.
        """;

    [Fact]
    public async Task TwoBrowsersPresentAndFollow()
    {
        await using var anna = await browser.OpenAsync("/?step=load-kernel-b", Screen.Desk);
        await anna.Page.Keyboard.PressAsync("p");
        await Assertions.Expect(Bar(anna)).ToContainTextAsync("You present: nobody follows yet");
        await anna.Page.GetByLabel("Your name").FillAsync("Anna");
        await anna.Page.GetByLabel("Your name").BlurAsync();
        await using var ben = await browser.OpenAsync(new Uri(anna.Page.Url).PathAndQuery, new("1280x800", 1280, 800));
        await Assertions.Expect(Bar(anna)).ToContainTextAsync("You present: one follows");
        await Assertions.Expect(Bar(ben)).ToContainTextAsync("Following Anna: step 36 of");

        // Moment, selection and camera come along.
        await anna.Page.Keyboard.PressAsync("ArrowRight");
        await ben.ExpectStepAsync("pci-shutdown");
        var map = (await anna.Page.Locator(".map-host").BoundingBoxAsync())!;
        await anna.Page.Mouse.ClickAsync(map.X + 300, map.Y + 160);
        await anna.Page.WaitForURLAsync(url => url.Contains("select=", StringComparison.Ordinal));
        await ben.ExpectInAddressAsync("select", anna.InAddress("select")!);
        await anna.Page.Mouse.DblClickAsync(map.X + 300, map.Y + 160);
        await anna.Page.WaitForURLAsync(url => url.Contains("map=", StringComparison.Ordinal));
        await ben.Page.WaitForURLAsync(url => url.Contains("map=", StringComparison.Ordinal));

        // Where she points is at the same place of the map, in a window of another size.
        await anna.SettleAsync();
        await anna.Page.Mouse.MoveAsync(map.X + 420, map.Y + 140, new() { Steps = 5 });
        var ring = ben.Page.Locator(".presenter-pointer[data-shown=true]");
        await Assertions.Expect(ring).ToHaveTextAsync("Anna");
        double pointed = await anna.Page.EvaluateAsync<double>($"([x, y]) => {AddressAt}(x, y)", new[] { map.X + 420, map.Y + 140 });
        await ben.Page.WaitForFunctionAsync($$"""
            async pointed => {
              const ring = document.querySelector('.presenter-pointer i').getBoundingClientRect();
              return await {{AddressAt}}(ring.left + ring.width / 2, ring.top + ring.height / 2) === pointed;
            }
            """, pointed);

        // Ben steps by himself: Anna stays. He rejoins.
        await ben.Page.Keyboard.PressAsync("Home");
        await ben.ExpectStepAsync("power-on");
        await Assertions.Expect(Bar(ben)).ToContainTextAsync("Anna is at step 37 of");
        await Assertions.Expect(Bar(anna)).ToContainTextAsync("nobody follows yet");
        await anna.ExpectStepAsync("pci-shutdown");
        // Zoomed in, the map has the arrows while it has the keyboard.
        await anna.Page.EvaluateAsync("document.activeElement.blur()");
        await anna.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(Bar(ben)).ToContainTextAsync("Anna is at step 38 of");
        await ben.Page.GetByRole(AriaRole.Button, new() { Name = "Rejoin" }).ClickAsync();
        await ben.ExpectStepAsync("zap-00-03.0");

        // A reload is no end.
        await anna.ReloadAsync();
        await Assertions.Expect(Bar(anna)).ToContainTextAsync("You present: one follows");
        await Assertions.Expect(anna.Page.GetByLabel("Your name")).ToHaveValueAsync("Anna");
        await anna.Page.Keyboard.PressAsync("ArrowRight");
        await ben.ExpectStepAsync("zap-host-functions");
        await anna.Page.Keyboard.PressAsync("ArrowLeft");
        await ben.ExpectStepAsync("zap-00-03.0");

        // Anna's window is closed.
        await anna.Page.GotoAsync("about:blank");
        await Assertions.Expect(Bar(ben)).ToContainTextAsync("Anna presents no more. You stay at step 38, with a moment of your own.");
        await Assertions.Expect(ben.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Anna presents no more." })).ToHaveAttributeAsync("aria-live", "polite");
        await ben.ExpectStepAsync("zap-00-03.0");
        Assert.Empty(ben.Complaints);
    }

    [Fact]
    public async Task ALostLineOfThePresentersIsToldAndIsNoEnd()
    {
        var line = new CuttableLine();
        await using var anna = await browser.OpenAsync("/?step=jump", Screen.Desk, prepare: line.JoinAsync);
        await anna.Page.Keyboard.PressAsync("p");
        await Assertions.Expect(Bar(anna)).ToContainTextAsync("You present");
        await using var ben = await browser.OpenAsync(new Uri(anna.Page.Url).PathAndQuery, Screen.Phone);
        await Assertions.Expect(Bar(ben)).ToContainTextAsync("Following the presenter: step 41 of");
        await line.CutAsync();
        await Assertions.Expect(Bar(ben)).ToContainTextAsync("The connection of the presenter is lost. You stay at step 41 until it is there again.");
        line.Mend();
        await Assertions.Expect(Bar(ben)).ToContainTextAsync("The presenter is there again.", new() { Timeout = 30_000 });
        await Assertions.Expect(anna.Page.GetByRole(AriaRole.Dialog, new() { Name = "Connection lost" })).ToBeHiddenAsync();
        await anna.Page.Keyboard.PressAsync("ArrowRight");
        await ben.ExpectStepAsync("relocate-kernel");
    }

    [Fact]
    public async Task AWalkthroughThatIsDroppedOpensInASessionOfItsScenario()
    {
        await using var opened = await browser.OpenAsync("/scenarios", Screen.Desk);
        await opened.Page.Locator("#scenario-file").SetInputFilesAsync(new FilePayload
        {
            Name = "kho.yaml",
            MimeType = "application/yaml",
            Buffer = Encoding.UTF8.GetBytes("walkthrough: 1\nscenario: kho\nnotes:\n  - step: jump\n    select: device:01:00.0\n    text: Handed over.\n"),
        });
        await opened.ExpectInAddressAsync("scenario", "kho");
        await opened.ExpectInAddressAsync("select", "device:01:00.0");
        await opened.ExpectStepAsync("jump");
        await Assertions.Expect(opened.Page.Locator(".notes-pane .headline")).ToHaveTextAsync(["Handed over."]);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task AWalkthroughOpensFromItsFilePlaysByKeyAndIsSavedAsItWas()
    {
        await using var opened = await browser.OpenAsync("/?step=power-on", Screen.Desk);
        var page = opened.Page;
        await page.Keyboard.PressAsync("Shift+N");
        await OpenFileAsync(page);
        await opened.ExpectStepAsync("load-kernel-b");
        await Assertions.Expect(Strip(page)).ToContainTextAsync("Paused just before the kexec.");
        await page.Keyboard.PressAsync(".");
        await opened.ExpectStepAsync("jump");
        await opened.ExpectInAddressAsync("select", "bytes:0x100401010:0x10");
        await opened.ExpectInAddressAsync("map", "0x100400000:0x200000:page");
        await Assertions.Expect(Strip(page)).ToContainTextAsync("No kernel runs.");
        await NothingLiesOverAnotherAsync(page);
        await Assertions.Expect(page.Locator(".ring[data-shown=true]")).ToHaveTextAsync("2");
        await page.Keyboard.PressAsync(",");
        await opened.ExpectStepAsync("load-kernel-b");
        await Assertions.Expect(page.Locator(".ring")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("PageDown");
        await opened.ExpectStepAsync("jump");
        await page.Keyboard.PressAsync("PageUp");
        await opened.ExpectStepAsync("load-kernel-b");
        var saved = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Save the walk-through" }).ClickAsync());
        Assert.Equal("why-the-iommu-must-not-stop.walkthrough.yaml", saved.SuggestedFilename);
        Assert.Equal(Notes.ReplaceLineEndings("\n").Replace("0:16", "0:0x10", StringComparison.Ordinal) + "\n", await File.ReadAllTextAsync((await saved.PathAsync())!));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task ANoteIsDraggedByItsGripAndMovedByKey()
    {
        await using var opened = await browser.OpenAsync("/?step=power-on", Screen.Desk);
        var page = opened.Page;
        await page.Keyboard.PressAsync("Shift+N");
        await OpenFileAsync(page);
        var grips = page.Locator(".notes-pane [data-grip]");
        await Assertions.Expect(grips).ToHaveCountAsync(2);
        var (first, second) = ((await grips.Nth(0).BoundingBoxAsync())!, (await grips.Nth(1).BoundingBoxAsync())!);
        await page.Mouse.MoveAsync(first.X + 10, first.Y + 10);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(first.X + 10, second.Y + second.Height - 4, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await Assertions.Expect(page.Locator(".notes-pane .headline")).ToHaveTextAsync(["No kernel runs.", "Paused just before the kexec."]);
        // The keyboard is at the note that moved; it walks on, and moves the next back by itself.
        var notes = page.Locator(".notes-pane .go");
        await Assertions.Expect(notes.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(notes.Nth(0)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Alt+ArrowDown");
        await Assertions.Expect(page.Locator(".notes-pane .headline")).ToHaveTextAsync(["Paused just before the kexec.", "No kernel runs."]);
        await Assertions.Expect(notes.Nth(1)).ToBeFocusedAsync();
        Assert.Empty(opened.Complaints);
    }

    [Theory]
    [InlineData("1440x900", "dark")]
    [InlineData("1440x900", "light")]
    [InlineData("390x844", "dark")]
    [InlineData("390x844", "light")]
    public async Task NotesAndBarsHaveNoViolations(string screen, string theme)
    {
        var shown = new[] { Screen.Desk, Screen.Phone }.Single(one => one.Name == screen);
        await using var opened = await browser.OpenAsync($"/?theme={theme}&step=power-on", shown);
        var page = opened.Page;
        if (shown.IsPhone) await page.GetByRole(AriaRole.Button, new() { Name = "Notes", Exact = true }).ClickAsync();
        else await page.Keyboard.PressAsync("Shift+N");
        await OpenFileAsync(page);
        await page.Keyboard.PressAsync("p");
        await Assertions.Expect(Bar(opened)).ToContainTextAsync("You present");
        await page.Keyboard.PressAsync(".");
        await opened.ExpectStepAsync("jump");
        await NothingLiesOverAnotherAsync(page);
        await opened.SettleAsync();
        await opened.TakePictureAsync($"presenting-{theme}-{screen}");
        await AssertCleanAsync(page);
        if (!shown.IsPhone) return;
        await page.GetByRole(AriaRole.Button, new() { Name = "Notes", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await page.GetByLabel("Text of note 2").WaitForAsync();
        await opened.SettleAsync();
        await opened.TakePictureAsync($"presenting-notes-{theme}-{screen}");
        await AssertCleanAsync(page);
    }

    private static ILocator Bar(OpenedPage opened) => opened.Page.Locator(".lead-bar");

    private static ILocator Strip(IPage page) => page.Locator(".note-strip");

    private static async Task OpenFileAsync(IPage page)
    {
        await page.Locator("#walkthrough-file").SetInputFilesAsync(new FilePayload { Name = "w.yaml", MimeType = "application/yaml", Buffer = Encoding.UTF8.GetBytes(Notes) });
        await Assertions.Expect(Strip(page)).ToContainTextAsync("Paused just before the kexec.");
    }

    /// <summary>The note is beside what it speaks of: no pane that is shown lies under it.</summary>
    private static async Task NothingLiesOverAnotherAsync(IPage page)
    {
        var strip = (await Strip(page).BoundingBoxAsync())!;
        foreach (var pane in await page.Locator(".explorer > .pane, .explorer > .timeline-pane, .explorer > .top-bar").AllAsync())
        {
            if (!await pane.IsVisibleAsync()) continue;
            var box = (await pane.BoundingBoxAsync())!;
            Assert.True(box.Y >= strip.Y + strip.Height - 1 || box.Y + box.Height <= strip.Y + 1, $"{await pane.GetAttributeAsync("class")} lies under the note");
        }
    }

    private static async Task AssertCleanAsync(IPage page)
    {
        var result = await page.RunAxe();
        Assert.NotEmpty(result.Passes);
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(rule => $"{rule.Id}: {rule.Help}\n" + string.Join('\n', rule.Nodes.Select(node => $"    {node.Html}")))));
    }
}
