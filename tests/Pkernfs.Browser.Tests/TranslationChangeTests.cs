namespace Pkernfs.Browser.Tests;

public sealed class TranslationChangeTests(ChromiumBrowser browser)
{
    private const string Acts = "#translation-pane .translation-body";

    [Fact]
    public async Task OverTheKexecWhatGoesIsStagedBeforeTheStillFrameAndAJumpIsAtOnce()
    {
        await using var opened = await browser.OpenAsync("/?step=keep-01-00.0&theme=dark", Screen.Desk);
        await WatchAsync(opened);
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(opened.Page.Locator(Acts)).ToHaveAttributeAsync("data-transition", "kexec");
        await opened.SettleAsync();
        Assert.Equal(["gone translation-go 0 175", "mark translation-come 0 175"], await StagesAsync(opened));
        await Assertions.Expect(opened.Page.Locator("[data-key=cpu].gone")).ToContainTextAsync("vanished");
        await opened.TakePictureAsync("ghosts-jump-dark");
        await WatchAsync(opened);
        await opened.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(opened.Page.Locator(Acts)).ToHaveAttributeAsync("data-transition", "none");
        await opened.SettleAsync();
        Assert.Empty(await StagesAsync(opened));
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task AStepShowsWhatGoesThenWhatChangesThenWhatComesWithin480Milliseconds()
    {
        await using var opened = await browser.OpenAsync("/?step=unmap-rom&theme=light", Screen.Desk);
        await WatchAsync(opened);
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(opened.Page.Locator(Acts)).ToHaveAttributeAsync("data-transition", "step");
        await opened.SettleAsync();
        Assert.Equal(
            ["appeared translation-come 320 480", "gone translation-go 0 140", "mark translation-come 0 140", "mark translation-come 140 320"],
            await StagesAsync(opened));
        await opened.TakePictureAsync("ghosts-step-light");
        Assert.Empty(opened.Complaints);
    }

    [Fact]
    public async Task TheListLightsThePictureAndThePictureTheList()
    {
        await using var opened = await browser.OpenAsync("/?step=attach-assigned", Screen.Desk);
        var row = opened.Page.GetByRole(AriaRole.List, new() { Name = "Changes since the step before" }).GetByRole(AriaRole.Button).Last;
        await row.FocusAsync();
        await Assertions.Expect(opened.Page.Locator("svg [data-key='software:01:00.0']")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("\\bpointed\\b"));
        await row.BlurAsync();
        // The row lies beyond the list's one line: pointed at, it shows all the same.
        await opened.Page.Locator("svg [data-key='software:01:00.0'] > .title").HoverAsync();
        await Assertions.Expect(opened.Page.Locator(".change.pointed")).ToHaveCountAsync(1);
        await Assertions.Expect(row).ToHaveClassAsync("change pointed");
        var (list, shown) = ((await opened.Page.Locator(".translation-changes").BoundingBoxAsync())!, (await row.BoundingBoxAsync())!);
        Assert.InRange(shown.Y, list.Y - 1, list.Y + list.Height - shown.Height + 1);
        Assert.Empty(opened.Complaints);
    }

    /// <summary>Notes every animation of the tree from now on: what moves, by what, from when to when.</summary>
    private static async Task WatchAsync(OpenedPage opened) => await opened.Page.EvaluateAsync("""
        () => {
          globalThis.stages = new Set();
          const kinds = ['mark', 'was', 'appeared'];
          const look = () => {
            for (const one of document.getAnimations()) {
              const target = one.effect?.target;
              const name = one.animationName?.match(/^translation-(go|come)/)?.[0];
              if (!name || !target?.closest?.('.translation-drawing')) continue;
              const kind = kinds.find(name => target.classList.contains(name)) ?? target.getAttribute('class');
              const time = one.effect.getComputedTiming();
              globalThis.stages.add(`${kind === 'was' ? 'gone' : kind} ${name} ${time.delay} ${time.endTime}`);
            }
            requestAnimationFrame(look);
          };
          look();
        }
        """);

    private static async Task<string[]> StagesAsync(OpenedPage opened) =>
        [.. (await opened.Page.EvaluateAsync<string[]>("[...globalThis.stages]")).Order(StringComparer.Ordinal)];
}
