namespace Pkernfs.Browser.Tests;

public sealed class SteppingTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task EveryStepIsReachedByKeyAndSaysItsTitle()
    {
        await using var opened = await browser.OpenAsync("/?theme=dark", Screen.Desk);
        var steps = ReferenceRun.Steps;
        await opened.Page.Keyboard.PressAsync("Home");
        for (int i = 0; i < steps.Length; i++)
        {
            if (i > 0) await opened.Page.Keyboard.PressAsync("ArrowRight");
            await opened.ExpectStepAsync(steps[i].Id);
            await Assertions.Expect(opened.CurrentStep).ToContainTextAsync(steps[i].Title);
            await Assertions.Expect(opened.CurrentStep).ToBeInViewportAsync();
            Assert.Empty(opened.Complaints);
        }
        for (int i = steps.Length - 2; i >= steps.Length - 10; i--)
        {
            await opened.Page.Keyboard.PressAsync("ArrowLeft");
            await opened.ExpectStepAsync(steps[i].Id);
        }
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task EachStepIsSaidAloud()
    {
        await using var opened = await browser.OpenAsync($"/?step={ReferenceRun.OpeningStep}", Screen.Desk);
        var steps = ReferenceRun.Steps;
        int at = Array.FindIndex(steps, step => step.Id == ReferenceRun.OpeningStep);
        for (int i = at + 1; i < at + 4; i++)
        {
            await opened.Page.Keyboard.PressAsync("ArrowRight");
            var said = opened.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = $"Step {i + 1}, {steps[i].Title}." });
            await Assertions.Expect(said).ToHaveAttributeAsync("aria-live", "polite");
        }
    }

    [Fact]
    public async Task PhaseKeysGoToTheFirstStepOfAPhase()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        var steps = ReferenceRun.Steps;
        int[] starts = [.. Enumerable.Range(0, steps.Length).Where(i => i == 0 || steps[i].Phase != steps[i - 1].Phase)];
        int jump = Array.FindIndex(steps, step => step.Id == "jump");
        await opened.ExpectStepAsync("jump");
        await opened.Page.Keyboard.PressAsync("Shift+ArrowRight");
        await opened.ExpectStepAsync(steps[starts.First(start => start > jump)].Id);
        await opened.Page.Keyboard.PressAsync("Home");
        await opened.ExpectStepAsync(steps[0].Id);
        foreach (int start in starts.Skip(1))
        {
            await opened.Page.Keyboard.PressAsync("Shift+ArrowRight");
            await opened.ExpectStepAsync(steps[start].Id);
        }
        await opened.Page.Keyboard.PressAsync("End");
        await opened.ExpectStepAsync(steps[^1].Id);
        await opened.Page.Keyboard.PressAsync("Shift+ArrowLeft");
        await opened.ExpectStepAsync(steps[starts[^1]].Id);
        Assert.Empty(opened.Complaints);
    }
}
