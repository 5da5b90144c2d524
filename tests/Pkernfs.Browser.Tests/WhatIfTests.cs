namespace Pkernfs.Browser.Tests;

public sealed class WhatIfTests(ChromiumBrowser browser)
{
    private const string Fault = "fault:unlink-guest-ram@run-guest";

    [Fact]
    public async Task AFaultFromAStepsMenuChangesTheFutureAndTheScenarioStays()
    {
        await using var opened = await browser.OpenAsync("/?step=run-guest", Screen.Desk);
        var page = opened.Page;
        await page.Keyboard.PressAsync("i");
        await Assertions.Expect(Item(page, "Skip this step")).ToBeFocusedAsync();
        // The last of the what-ifs; below it are marks and the link.
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Find a fault" }).FillAsync("F1 unlinked guest");
        await Assertions.Expect(page.Locator("#found [role=option]")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Enter");
        await opened.ExpectStepAsync("fault-unlink-guest-ram");
        await opened.ExpectInAddressAsync("edits", Fault);
        await Assertions.Expect(opened.CurrentStep).ToContainTextAsync("F1");
        await Assertions.Expect(page.Locator(".timeline-pane .what-if.fault")).ToHaveCountAsync(1);

        // The future: the guest's RAM cannot be found again. In the scenario it was.
        await page.Locator("[data-step=resume-vcpus]").ClickAsync();
        await opened.ExpectStepAsync("resume-vcpus");
        await Assertions.Expect(page.Locator("#steps-pane .current .about .trouble").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("o");
        await Assertions.Expect(Branch(page, "Scenario as it is")).ToHaveAttributeAsync("aria-current", "true");
        await opened.ExpectStepAsync("resume-vcpus");
        await Assertions.Expect(page.Locator("#steps-pane .current .about .trouble")).ToHaveCountAsync(0);
        Assert.Null(opened.InAddress("edits"));
        await page.GoBackAsync();
        await opened.ExpectInAddressAsync("edits", Fault);
        await Assertions.Expect(Branch(page, "F1 after run-guest")).ToHaveAttributeAsync("aria-current", "true");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task ABranchIsRenamedSharedOpenedElsewhereAndRemoved()
    {
        await using var opened = await browser.OpenAsync("/?step=save-vm", Screen.Desk);
        var page = opened.Page;
        await opened.CurrentStep.FocusAsync();
        await page.Keyboard.PressAsync("Shift+F10");
        await Item(page, "Skip this step").ClickAsync();
        await opened.ExpectInAddressAsync("edits", "skip:save-vm");
        await Assertions.Expect(page.Locator("#steps-pane .ghost")).ToContainTextAsync("Save the VM's state");

        await page.Locator(".branches .actions").GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await page.GetByLabel("The branch's name").FillAsync("No state saved");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Branch(page, "No state saved")).ToBeVisibleAsync();
        await opened.ExpectInAddressAsync("branch", "No%20state%20saved");
        string link = page.Url.Replace("&follow=yes", "", StringComparison.Ordinal);

        // A link carries the name, also to where the session is not known.
        await using var apart = await browser.OpenAsync("/?edits=skip:save-vm&branch=No%20state%20saved", Screen.Desk);
        await Assertions.Expect(Branch(apart.Page, "No state saved")).ToHaveAttributeAsync("aria-current", "true");

        // And as a file it is a scenario of its own.
        var saved = await page.RunAndWaitForDownloadAsync(() => page.Locator(".branches .actions").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync());
        Assert.Equal("pkernfs-rfc-no-state-saved.yaml", saved.SuggestedFilename);
        string text = await File.ReadAllTextAsync((await saved.PathAsync())!);
        Assert.Contains("name: pkernfs-rfc-no-state-saved\ntitle: \"No state saved\"\n", text, StringComparison.Ordinal);
        Assert.Contains("edits:\n  - skip:save-vm\n", text, StringComparison.Ordinal);

        await using var second = await browser.OpenAsync(link, Screen.Desk);
        await Assertions.Expect(Branch(second.Page, "No state saved")).ToHaveAttributeAsync("aria-current", "true");
        await second.ExpectStepAsync("pause-vcpus");
        await second.Page.Keyboard.PressAsync("ArrowRight");
        await second.ExpectStepAsync("load-kernel-b");
        await opened.ExpectStepAsync("pause-vcpus");

        await page.Locator(".branches .actions").GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(page.Locator(".branches")).ToHaveCountAsync(0);
        await Assertions.Expect(second.Page.Locator(".branches")).ToHaveCountAsync(0);
        await Assertions.Expect(second.Page.Locator(".link-notice")).ToContainTextAsync("\"No state saved\" was removed");
        await second.ExpectStepAsync("load-kernel-b");
        Assert.Empty(opened.Complaints);
        Assert.Empty(second.Complaints);
    }

    [Fact]
    public async Task WhoFollowsIsTakenAlong()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        await opened.ExpectStepAsync("jump");
        await using var second = await browser.OpenAsync($"/?session={opened.InAddress("session")}&follow=yes", Screen.Desk);
        await opened.Page.Locator("[data-step=jump]").ClickAsync(new() { Button = MouseButton.Right });
        await Item(opened.Page, "Skip this step").ClickAsync();
        await second.ExpectInAddressAsync("edits", "skip:jump");
        await Assertions.Expect(second.Page.Locator("#steps-pane .ghost")).ToHaveCountAsync(1);
        await second.Page.Keyboard.PressAsync("o");
        await Assertions.Expect(opened.Page.Locator("#steps-pane .ghost")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task AnArgumentIsChangedInAFormThatSaysWhatIsWrong()
    {
        await using var opened = await browser.OpenAsync("/?step=map-memory-b", Screen.Desk);
        var page = opened.Page;
        await page.Keyboard.PressAsync("i");
        await Item(page, "Change").ClickAsync();
        var field = page.GetByLabel("iova");
        await field.FillAsync("nowhere");
        await Assertions.Expect(page.Locator("#about-iova")).ToContainTextAsync("'nowhere' is no address");
        await field.FillAsync("2M");
        await Assertions.Expect(page.Locator("#about-iova")).ToHaveTextAsync("Instead of 0x100000.");
        await page.Keyboard.PressAsync("Enter");
        await opened.ExpectInAddressAsync("edits", "set:map-memory-b:iova=2M");
        await Assertions.Expect(page.Locator("#steps-pane .changed")).ToContainTextAsync("iova 0x100000 → 2M");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task EditsThatCannotBeMadeOpenTheScenarioAndSayWhy()
    {
        await using var opened = await browser.OpenAsync("/?edits=skip:save-vn", Screen.Desk);
        await Assertions.Expect(opened.Page.Locator(".link-notice")).ToContainTextAsync("Did you mean 'save-vm'?");
        await Assertions.Expect(opened.Page.Locator(".branches")).ToHaveCountAsync(0);
        await Assertions.Expect(opened.CurrentStep).ToBeVisibleAsync();
    }

    [Fact]
    public async Task TheMenuIsLeftByEscapeToItsRowAndBranchesAreThereOnAPhone()
    {
        await using var opened = await browser.OpenAsync("/?step=save-vm", Screen.Phone);
        var page = opened.Page;
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Panes" }).GetByRole(AriaRole.Button, new() { Name = "Steps" }).TapAsync();
        await page.Locator("#steps-pane .current button.what-if").TapAsync();
        await Assertions.Expect(Item(page, "Skip this step")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Menu)).ToHaveCountAsync(0);
        await Assertions.Expect(opened.CurrentStep).ToBeFocusedAsync();
        await page.Locator("#steps-pane .current button.what-if").TapAsync();
        await Item(page, "Skip this step").TapAsync();
        await Assertions.Expect(Branch(page, "skip save-vm")).ToBeVisibleAsync();
        double small = await page.EvaluateAsync<double>("() => Math.min(...[...document.querySelectorAll('.branches :is(button, a), #steps-pane .current .what-if')].map(one => one.getBoundingClientRect().height))");
        Assert.InRange(small, 44, double.MaxValue);
        Assert.Empty(opened.Complaints);
    }

    private static ILocator Item(IPage page, string words) => page.GetByRole(AriaRole.Menuitem, new() { Name = words });

    private static ILocator Branch(IPage page, string name) => page.Locator(".branches button.name", new() { HasText = name });
}
