using Deque.AxeCore.Playwright;

namespace Pkernfs.Browser.Tests;

public sealed class CompareTests(ChromiumBrowser browser)
{
    private const string Jump = "/compare?left=pkernfs-rfc&left-step=jump&right=pkernfs-rfc-as-posted&right-step=jump";

    [Fact]
    public async Task ALinkOpensTwoApproachesAtAMatchingMoment()
    {
        await using var opened = await OpenAsync("/compare?left=pkernfs-rfc&right=save-restore&theme=light");
        await ExpectStepsAsync(opened, "guest-goes-on", "guest-goes-on");
        await Assertions.Expect(opened.Page.GetByLabel("Matched at")).ToHaveValueAsync("complete");
        await Assertions.Expect(Row(opened, "second-stage tables that 01:00.0 is led to")).ToContainTextAsync("in ordinary RAM");
        await Assertions.Expect(opened.Page.Locator(".invariants")).ToContainTextAsync("hold in A and B");
        await Assertions.Expect(opened.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await opened.TakePictureAsync("compare-light");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task LockedStepsMoveBothAndSayWhereOnlyOneSideHasAStep()
    {
        await using var opened = await OpenAsync("/compare?left=pkernfs-rfc&left-step=pause-vcpus&right=pkernfs-rfc&right-edits=skip:save-vm");
        await ExpectStepsAsync(opened, "pause-vcpus", "pause-vcpus");
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await ExpectStepsAsync(opened, "save-vm", "pause-vcpus");
        await Assertions.Expect(opened.Page.Locator(".match")).ToContainTextAsync("Only A has the step");
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await ExpectStepsAsync(opened, "load-kernel-b", "load-kernel-b");
        await opened.Page.Keyboard.PressAsync("ArrowLeft");
        await opened.Page.Keyboard.PressAsync("ArrowLeft");
        await ExpectStepsAsync(opened, "pause-vcpus", "pause-vcpus");
        await opened.ReloadAsync();
        await ExpectStepsAsync(opened, "pause-vcpus", "pause-vcpus");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task FreeStepsMoveOneSide()
    {
        await using var opened = await OpenAsync(Jump);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "steps locked" }).ClickAsync();
        await opened.ExpectInAddressAsync("lock", "camera");
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "B a step on" }).ClickAsync();
        await ExpectStepsAsync(opened, "jump", "relocate-kernel");
        await opened.ExpectInAddressAsync("right-step", "relocate-kernel");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task ANumberTiesItsRowToBothPictures()
    {
        await using var opened = await OpenAsync(Jump);
        var row = Row(opened, "context entry of 01:00.0");
        string number = (await row.GetAttributeAsync("data-number"))!;
        foreach (string side in new[] { "A", "B" })
        {
            await Assertions.Expect(Map(opened, side)).ToHaveAttributeAsync("data-numbered", new System.Text.RegularExpressions.Regex($@"\b{number}\b"));
            await Assertions.Expect(Pane(opened, side).Locator(".chain .part", new() { HasText = "context" }).GetByRole(AriaRole.Button, new() { Name = $"Difference {number}", Exact = true })).ToBeVisibleAsync();
        }
        await row.Locator(".number button").FocusAsync();
        foreach (string side in new[] { "A", "B" }) await Assertions.Expect(Map(opened, side)).ToHaveAttributeAsync("data-pointed", number);
        await Assertions.Expect(opened.Page.Locator(".chain .part.pointed")).ToHaveCountAsync(2);

        await opened.Page.Locator(".costs h2").HoverAsync();
        await Pane(opened, "A").Locator(".chain .disc").First.HoverAsync();
        await Assertions.Expect(opened.Page.Locator(".differences tr.pointed")).ToHaveAttributeAsync("data-number", number);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task LockedCamerasGoTogetherAndFreeOnesDoNot()
    {
        await using var opened = await OpenAsync(Jump);
        await Map(opened, "A").FocusAsync();
        await opened.Page.Keyboard.PressAsync("+");
        await Assertions.Expect(opened.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("[?&]map=0x"));
        string locked = opened.InAddress("map")!;
        // Free, the right map keeps what it shows; it goes on by itself from there.
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "cameras locked" }).ClickAsync();
        await opened.ExpectInAddressAsync("right-map", locked);
        await Map(opened, "B").FocusAsync();
        await opened.Page.Keyboard.PressAsync("+");
        await Assertions.Expect(opened.Page).Not.ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"right-map={locked}(&|$)"));
        Assert.Equal(locked, opened.InAddress("map"));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task TheKeyComparesTheExplorersMomentWithAnotherApproach()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        await opened.ExpectStepAsync("jump");
        await opened.Page.Keyboard.PressAsync("c");
        await ExpectStepsAsync(opened, "jump", "jump");
        await opened.ExpectInAddressAsync("left", "pkernfs-rfc");
        await opened.ExpectInAddressAsync("right", "save-restore");
        await Pane(opened, "A").GetByRole(AriaRole.Link, new() { Name = "Open this moment of A in the explorer" }).ClickAsync();
        await opened.ExpectStepAsync("jump");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task TheKeyWithShiftComparesTwoMomentsOfOneRun()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        await opened.ExpectStepAsync("jump");
        await opened.Page.Keyboard.PressAsync("Shift+C");
        await Assertions.Expect(Pane(opened, "B")).ToHaveAttributeAsync("data-step", "jump");
        await Assertions.Expect(Pane(opened, "A")).Not.ToHaveAttributeAsync("data-step", "jump");
        await Assertions.Expect(opened.Page.Locator(".match")).ToContainTextAsync("Two moments of one run, 1 step apart.");
        await Assertions.Expect(Row(opened, "running kernel")).ToContainTextAsync("vanished");
        Assert.Empty(opened.Complaints);
    }

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public async Task APhoneShowsOnePartAtATimeAndNothingIsCut(string theme)
    {
        await using var opened = await browser.OpenAsync(Jump + "&theme=" + theme, Screen.Phone);
        await opened.Page.Locator("[data-compared=true]").WaitForAsync();
        foreach (string part in new[] { "differences", "A", "B", "cost" })
        {
            await opened.Page.Locator(".parts").GetByRole(AriaRole.Button, new() { Name = part, Exact = true }).ClickAsync();
            await Assertions.Expect(opened.Page.Locator("main .panel:visible")).ToHaveCountAsync(1);
            if (part is "A" or "B") await Map(opened, part).WaitForAsync();
            Assert.Equal(390, await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            await opened.TakePictureAsync($"compare-phone-{part.ToLowerInvariant()}-{theme}");
        }
        Assert.Empty(opened.Complaints);
    }

    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public async Task ThePageHasNoViolations(string theme)
    {
        await using var opened = await OpenAsync(Jump + "&theme=" + theme);
        await Assertions.Expect(opened.Page.Locator(".invariants")).ToContainTextAsync("broken since");
        await opened.SettleAsync();
        await opened.TakePictureAsync($"compare-jump-{theme}");
        var result = await opened.Page.RunAxe();
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(one => $"{one.Id}: {one.Help} {string.Join(' ', one.Nodes.Select(node => node.Html))}")));
    }

    private async Task<OpenedPage> OpenAsync(string path)
    {
        var opened = await browser.OpenAsync(path, Screen.Desk);
        foreach (string side in new[] { "A", "B" }) await Map(opened, side).WaitForAsync();
        return opened;
    }

    private static ILocator Pane(OpenedPage opened, string side) => opened.Page.Locator($".side-pane[data-side={side}]");

    private static ILocator Map(OpenedPage opened, string side) => Pane(opened, side).Locator(".map-host[data-shown=true]");

    private static ILocator Row(OpenedPage opened, string what) => opened.Page.Locator(".differences tbody tr", new() { HasText = what }).First;

    private static async Task ExpectStepsAsync(OpenedPage opened, string left, string right)
    {
        await Assertions.Expect(Pane(opened, "A")).ToHaveAttributeAsync("data-step", left);
        await Assertions.Expect(Pane(opened, "B")).ToHaveAttributeAsync("data-step", right);
    }
}
