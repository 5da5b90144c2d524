namespace Pkernfs.Browser.Tests;

public sealed class PlaybackTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task SpacePlaysTheLiveUpdateToItsEnd()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        await opened.ExpectStepAsync(ReferenceRun.OpeningStep);
        await Assertions.Expect(opened.KernelBadge).ToContainTextAsync("kernel A");

        await opened.Page.Keyboard.PressAsync("]");
        await opened.Page.Keyboard.PressAsync("]");
        var playback = opened.Page.GetByRole(AriaRole.Group, new() { Name = "Playback" });
        await Assertions.Expect(playback).ToContainTextAsync("speed 4×");
        await opened.Page.Keyboard.PressAsync(" ");
        await Assertions.Expect(opened.KernelBadge).ToContainTextAsync("no kernel");
        await Assertions.Expect(opened.KernelBadge).ToContainTextAsync("kernel B");
        await Assertions.Expect(opened.CurrentStep).ToHaveAttributeAsync("data-step", ReferenceRun.Steps[^1].Id, new() { Timeout = 45_000 });
        await opened.ExpectStepAsync(ReferenceRun.Steps[^1].Id);

        await Assertions.Expect(playback).ToContainTextAsync("Play again");
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Img, new() { Name = "problem", Exact = true })).ToHaveCountAsync(0);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task ARunThatFailsMarksTheStepsWhereItDoes()
    {
        await using var opened = await browser.OpenAsync("/?scenario=pkernfs-rfc-as-posted", Screen.Desk);
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Img, new() { Name = "problem", Exact = true })).Not.ToHaveCountAsync(0);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task SpacePausesWhereItIs()
    {
        await using var opened = await browser.OpenAsync("/?step=power-on", Screen.Desk);
        await opened.Page.Keyboard.PressAsync(" ");
        await Assertions.Expect(opened.CurrentStep).Not.ToHaveAttributeAsync("data-step", "power-on");
        await opened.Page.Keyboard.PressAsync(" ");
        await Assertions.Expect(opened.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" })).ToBeVisibleAsync();
        string? paused = await opened.CurrentStep.GetAttributeAsync("data-step");
        await opened.ExpectStepAsync(paused!);
    }
}
