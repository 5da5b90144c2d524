using System.Globalization;

namespace Pkernfs.Browser.Tests;

public sealed class TimelineTests(ChromiumBrowser browser)
{
    [Fact]
    public async Task DraggingOverTheTracksGoesThroughTheRun()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        var box = (await opened.Page.Locator("#timeline-pane .tracks").BoundingBoxAsync())!;
        float y = box.Y + (box.Height / 2);
        await opened.Page.Mouse.MoveAsync(box.X + 150, y);
        await opened.Page.Mouse.DownAsync();
        int last = await ReachedAsync(opened, step => step < 20);
        foreach (float part in new[] { 0.4f, 0.6f, 0.8f, 0.995f })
        {
            int before = last;
            await opened.Page.Mouse.MoveAsync(box.X + (box.Width * part), y, new() { Steps = 4 });
            last = await ReachedAsync(opened, step => step > before);
        }
        await ReachedAsync(opened, step => step == ReferenceRun.Steps.Length);
        await opened.Page.Mouse.UpAsync();

        // Once let go, the pointer leaves the moment alone.
        await opened.Page.Mouse.MoveAsync(box.X + 200, y);
        await opened.ExpectStepAsync(ReferenceRun.Steps[^1].Id);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task ThePlayheadMovesByKey()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        var steps = ReferenceRun.Steps;
        await opened.Playhead.FocusAsync();
        (string Key, int Step)[] moves =
            [("Home", 0), ("ArrowRight", 1), ("ArrowUp", 2), ("ArrowLeft", 1), ("ArrowDown", 0), ("End", steps.Length - 1)];
        foreach (var (key, step) in moves)
        {
            await opened.Page.Keyboard.PressAsync(key);
            await opened.ExpectStepAsync(steps[step].Id);
            await Assertions.Expect(opened.Playhead).ToHaveAttributeAsync("aria-valuenow", (step + 1).ToString(CultureInfo.InvariantCulture));
        }
        await Assertions.Expect(opened.Playhead).ToBeFocusedAsync();
        Assert.StartsWith($"Step {steps.Length}, {steps[^1].Title}", await opened.Playhead.GetAttributeAsync("aria-valuetext"), StringComparison.Ordinal);
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task ThePlayheadGlidesToANeighbourAndJumpsAtOnce()
    {
        await using var opened = await browser.OpenAsync($"/?step={ReferenceRun.OpeningStep}", Screen.Desk);
        await opened.SettleAsync();
        await opened.Page.EvaluateAsync("globalThis.glides = []; document.querySelector('.playhead').addEventListener('transitionrun', event => globalThis.glides.push(event.target.className + ' ' + getComputedStyle(event.target).transitionDuration))");
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(opened.Page.Locator(".playhead")).ToHaveAttributeAsync("data-transition", "step");
        await opened.SettleAsync();
        Assert.Contains("playhead 0.48s", await GlidesAsync(opened));

        await opened.Page.EvaluateAsync("globalThis.glides.length = 0");
        await opened.Page.Keyboard.PressAsync("End");
        await opened.ExpectStepAsync(ReferenceRun.Steps[^1].Id);
        await opened.SettleAsync();
        Assert.Empty(await GlidesAsync(opened));
    }

    [Fact]
    public async Task WhileDraggedThePlayheadIsUnderThePointer()
    {
        await using var opened = await browser.OpenAsync("/", Screen.Desk);
        var box = (await opened.Page.Locator("#timeline-pane .tracks").BoundingBoxAsync())!;
        float y = box.Y + (box.Height / 2);
        await opened.Page.Mouse.MoveAsync(box.X + 300, y);
        await opened.Page.Mouse.DownAsync();
        foreach (float x in new[] { 300f, 431f, 433f, 700f })
        {
            await opened.Page.Mouse.MoveAsync(box.X + x, y);
            // Before the server could have answered: read in the task after the event's own.
            double at = await opened.Page.EvaluateAsync<double>("(() => { const box = document.querySelector('.playhead').getBoundingClientRect(); return box.left + box.width / 2; })()");
            Assert.Equal(box.X + x, at, 1.0);
        }
        await opened.Page.Mouse.UpAsync();
        await opened.SettleAsync();
        Assert.Equal("", await opened.Page.EvaluateAsync<string>("document.querySelector('.tracks').style.getPropertyValue('--pointer')"));
    }

    private static Task<string[]> GlidesAsync(OpenedPage opened) => opened.Page.EvaluateAsync<string[]>("globalThis.glides");

    private static async Task<int> ReachedAsync(OpenedPage opened, Func<int, bool> isThere)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            int step = int.Parse((await opened.Playhead.GetAttributeAsync("aria-valuenow"))!, CultureInfo.InvariantCulture);
            if (isThere(step)) return step;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"The playhead stays at step {step}.");
        }
    }
}
