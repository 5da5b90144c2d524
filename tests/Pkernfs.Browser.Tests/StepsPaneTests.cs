namespace Pkernfs.Browser.Tests;

public sealed class StepsPaneTests(ChromiumBrowser browser)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NoTitleIsCut(bool isPhone)
    {
        await using var opened = await OpenAsync(isPhone);
        string[] cut = await opened.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('#steps-pane :is(.words, .name, .range, .legend, .caption)')]
              .filter(one => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)
              .map(one => one.textContent)
            """);
        Assert.Empty(cut);
        Assert.Equal(ReferenceRun.Steps.Length, await opened.Page.Locator("#steps-pane .words").CountAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NoHeadingLiesOverTheCurrentStep(bool isPhone)
    {
        await using var opened = await OpenAsync(isPhone);
        await opened.Page.Keyboard.PressAsync("End");
        // Backwards each row comes in at the upper edge, where the headings are.
        for (int i = ReferenceRun.Steps.Length - 1; i >= 0; i--)
        {
            await opened.ExpectStepAsync(ReferenceRun.Steps[i].Id);
            // Rows that come into view get their height a frame later: within six frames the row lies free.
            string covering = await opened.Page.EvaluateAsync<string>("""
                () => new Promise(done => {
                  const covering = () => {
                    const row = document.querySelector('#steps-pane [aria-current=step]'), box = row.getBoundingClientRect();
                    const at = y => document.elementFromPoint(box.left + box.width / 2, y)?.closest('button');
                    return [box.top + 1, box.bottom - 1].map(at).filter(one => one !== row).map(one => one?.textContent ?? 'nothing').join(', ');
                  };
                  const look = left => { const found = covering(); if (!found || !left) done(found); else requestAnimationFrame(() => look(left - 1)); };
                  requestAnimationFrame(() => look(5));
                })
                """);
            Assert.True(covering.Length == 0, $"{covering} lies over \"{ReferenceRun.Steps[i].Title}\".");
            if (i > 0) await opened.Page.Keyboard.PressAsync("ArrowLeft");
        }
        Assert.Empty(opened.Complaints);
    }

    private async Task<OpenedPage> OpenAsync(bool isPhone)
    {
        var opened = await browser.OpenAsync("/", isPhone ? Screen.Phone : Screen.Desk);
        if (isPhone) await opened.Page.GetByRole(AriaRole.Navigation, new() { Name = "Panes" }).GetByRole(AriaRole.Button, new() { Name = "Steps" }).TapAsync();
        return opened;
    }

    [Fact]
    public async Task UpAndDownGoFromRowToRowPastParagraphsThatAreNotShown()
    {
        await using var opened = await browser.OpenAsync("/?step=jump", Screen.Desk);
        var steps = ReferenceRun.Steps;
        int at = Array.FindIndex(steps, step => step.Id == "jump");
        await opened.CurrentStep.FocusAsync();
        await opened.Page.Keyboard.PressAsync("ArrowUp");
        await opened.Page.Keyboard.PressAsync("ArrowUp");
        // A phase's heading is a stop of its own.
        const string focused = "document.activeElement.closest('#steps-pane')?.contains(document.activeElement) && document.activeElement.checkVisibility() ? document.activeElement.dataset.step ?? 'heading' : 'lost'";
        string[] stops = steps[at - 1].Phase == steps[at].Phase ? [steps[at - 1].Id, steps[at - 2].Phase == steps[at].Phase ? steps[at - 2].Id : "heading"] : ["heading", steps[at - 1].Id];
        Assert.Equal(stops[1], await opened.Page.EvaluateAsync<string>(focused));
        await opened.Page.Keyboard.PressAsync("ArrowDown");
        Assert.Equal(stops[0], await opened.Page.EvaluateAsync<string>(focused));
    }
}
