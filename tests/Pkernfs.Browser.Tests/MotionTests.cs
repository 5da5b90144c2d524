namespace Pkernfs.Browser.Tests;

public sealed class MotionTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task WithReducedMotionStepsAreStillAndSaidInWords()
    {
        await using var opened = await browser.OpenAsync($"/?step={ReferenceRun.OpeningStep}&map=0x100000000:0x40000000:block", Screen.Desk, motion: ReducedMotion.Reduce);
        await Assertions.Expect(opened.Page.Locator("html")).ToHaveAttributeAsync("data-motion", "reduced");
        // From the first style on, nothing may have begun to move: asked in every frame while the run is stepped through.
        await opened.Page.EvaluateAsync("""
            () => {
              globalThis.moved = [];
              const look = () => {
                for (const one of document.getAnimations()) if (one.playState === 'running' && one.effect.getComputedTiming().endTime > 0) globalThis.moved.push(one.animationName ?? one.transitionProperty);
                requestAnimationFrame(look);
              };
              look();
            }
            """);
        var steps = ReferenceRun.Steps;
        int at = Array.FindIndex(steps, step => step.Id == ReferenceRun.OpeningStep);
        for (int i = at + 1; i < at + 8; i++)
        {
            await opened.Page.Keyboard.PressAsync("ArrowRight");
            await opened.ExpectStepAsync(steps[i].Id);
            Assert.Equal(0, await opened.Page.EvaluateAsync<int>("document.getAnimations().length"));
        }
        Assert.Empty(await opened.Page.EvaluateAsync<string[]>("globalThis.moved"));
        var words = opened.Page.GetByRole(AriaRole.Region, new() { Name = "Physical memory", Exact = true }).Locator(".map-change");
        await Assertions.Expect(words).ToBeVisibleAsync();
        Assert.NotEmpty((await words.TextContentAsync())!.Trim());
        await opened.TakePictureAsync("still-dark");
        Assert.Empty(opened.Complaints);
    }
}
