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

    [Fact]
    public async Task TheMapShowsTheNextStepAtTheKeysPress()
    {
        await using var opened = await browser.OpenAsync("/?step=keep-01-00.0", Screen.Desk, motion: ReducedMotion.Reduce);
        await opened.Page.Locator(".map-host[data-foresees=true]").WaitForAsync();
        // Within the press itself: no answer of the server's can have come.
        int shown = await opened.Page.EvaluateAsync<int>("""
            (() => {
              const observer = new MutationObserver(() => { });
              observer.observe(document.querySelector('.map-host'), { attributes: true, attributeFilter: ['data-shown'] });
              document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
              return observer.takeRecords().length;
            })()
            """);
        Assert.Equal(1, shown);
        await opened.ExpectStepAsync("jump");
        await opened.Page.Locator(".map-host[data-foresees=true]").WaitForAsync();
        const string picture = "document.querySelector('.map-host canvas').toDataURL()";
        await opened.SettleAsync();
        string stepped = await opened.Page.EvaluateAsync<string>(picture);
        await opened.ReloadAsync();
        await opened.Page.Locator(".map-host[data-foresees=true]").WaitForAsync();
        await opened.SettleAsync();
        Assert.Equal(stepped, await opened.Page.EvaluateAsync<string>(picture));
    }

    [Fact]
    public async Task TheListMarksTheNextStepAtTheKeysPress()
    {
        await using var opened = await browser.OpenAsync("/?step=keep-01-00.0", Screen.Desk);
        // Within the press itself: no answer of the server's can have come.
        string marked = await opened.Page.EvaluateAsync<string>($$"""
            (() => {
              document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
              return {{Marked}};
            })()
            """);
        Assert.Equal("jump", marked);
        await opened.ExpectStepAsync("jump");
        Assert.Equal("jump", await opened.Page.EvaluateAsync<string>(Marked));
    }

    [Theory]
    [InlineData("ArrowRight")]
    [InlineData("ArrowLeft")]
    public async Task TheStepsParagraphIsShownAtTheKeysPress(string key)
    {
        await using var opened = await browser.OpenAsync("/?step=keep-01-00.0", Screen.Desk);
        var steps = ReferenceRun.Steps;
        int at = Array.FindIndex(steps, step => step.Id == "keep-01-00.0") + (key == "ArrowRight" ? 1 : -1);
        // Within the press itself: no answer of the server's can have come.
        string[] shown = await opened.Page.EvaluateAsync<string[]>($$"""
            (() => {
              document.dispatchEvent(new KeyboardEvent('keydown', { key: '{{key}}', bubbles: true, cancelable: true }));
              return [...document.querySelectorAll('#steps-pane .about .prose:first-child')].filter(one => one.checkVisibility()).map(one => one.textContent);
            })()
            """);
        Assert.Equal([steps[at].Explanation], shown);
        await opened.ExpectStepAsync(steps[at].Id);
        await Assertions.Expect(opened.Page.Locator("#steps-pane .about:visible")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task AMarkThatTheServerDoesNotConfirmGoesBack()
    {
        await using var opened = await browser.OpenAsync("/?step=keep-01-00.0", Screen.Desk);
        await opened.Page.EvaluateAsync(Foresee);
        Assert.Equal("jump", await opened.Page.EvaluateAsync<string>(Marked));
        await opened.Page.EvaluateAsync("document.dispatchEvent(new CustomEvent('explorer-command-settled', { detail: 'NextStep' }))");
        Assert.Equal("keep-01-00.0", await opened.Page.EvaluateAsync<string>(Marked));
    }

    [Fact]
    public async Task AMarkThatTheServerSetsElsewhereIsTheOnlyOne()
    {
        await using var opened = await browser.OpenAsync("/?step=keep-01-00.0", Screen.Desk);
        await opened.Page.EvaluateAsync(Foresee);
        await opened.Page.Keyboard.PressAsync("Home");
        await opened.ExpectStepAsync(ReferenceRun.Steps[0].Id);
        Assert.Equal(ReferenceRun.Steps[0].Id, await opened.Page.EvaluateAsync<string>(Marked));
    }

    private const string Foresee = "document.dispatchEvent(new CustomEvent('explorer-command', { detail: 'NextStep' }))";

    /// <summary>The steps that their buttons or their rows say are current, each once.</summary>
    private const string Marked = """
        [...new Set([...document.querySelectorAll('#steps-pane [aria-current=step], #steps-pane .step.current > .row')].map(row => row.dataset.step))].join(' ')
        """;
}
