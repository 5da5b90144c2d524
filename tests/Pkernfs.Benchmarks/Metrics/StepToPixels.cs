using Microsoft.Playwright;
using Pkernfs.Benchmarks.Browsing;
using Pkernfs.Benchmarks.Measuring;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>
/// P10: from the press of Right to the next step's picture on screen, in the default scenario, with motion reduced so that it is whole in its first frame;
/// against a click on the counter of the smallest Blazor Server application, in the same browser. Each server is a process of its own. The browser knows
/// the next step beforehand: at the press it draws its map, marks it in the list and shows its paragraph. What only the server knows has a row of its own:
/// the panes around the map.
/// </summary>
internal sealed class StepToPixels : Metric
{
    private const int WarmUps = 12;

    public override string Id => "P10";

    public override string What => "step to pixels";

    public override bool NeedsBrowser => true;

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference) => RunAsync(scale).GetAwaiter().GetResult();

    private async Task<Row[]> RunAsync(BenchScale scale)
    {
        var explorer = await Shared.ExplorerAsync();
        using var counter = await ServedProcess.OwnAsync(CounterServer.Verb, explorer.Address.ToString());
        var browser = await Shared.BrowserAsync();
        var ours = await OpenAsync(browser, new(explorer.Address, "/?step=0"));
        var theirs = await OpenAsync(browser, counter.Address);
        await ours.Locator("html[data-keys=ready]").WaitForAsync();
        await ours.Locator(".map-host[data-shown=true]").WaitForAsync();
        Row[] rows =
        [
            await MeasureAsync(scale, "Right to the new map", ours, "pressRightForMap()", theirs),
            await MeasureAsync(scale, "Right to the new map and the step marked in its list", ours, "pressRightForAll()", theirs),
            await MeasureAsync(scale, "Right to all of that and the step's paragraph", ours, "pressRightForParagraph()", theirs),
            await MeasureAsync(scale, "Right to all of that and the panes around, from the server", ours, "pressRightForPanes()", theirs),
        ];
        await ours.Context.CloseAsync();
        await theirs.Context.CloseAsync();
        return rows;
    }

    private async Task<Row> MeasureAsync(BenchScale scale, string what, IPage ours, string press, IPage theirs)
    {
        await ours.Keyboard.PressAsync("Home");
        int pairs = scale.GivesVerdict ? 3 * scale.Pairs : scale.Pairs;
        var paired = await PairedFrames.MeasureAsync(pairs, scale.GivesVerdict ? WarmUps : 1, () => PressAsync(ours, press), () => PressAsync(theirs, "pressCounter()"));
        return new(Id, $"{What}: {what}, default scenario", Paired.Words(paired.Ours), "counter of a bare Blazor Server", Paired.Words(paired.Peer), paired.TimeOf, paired.TimeSpread, "≤ 1.5× its time", paired.TimeOf <= 1.5);
    }

    private static async Task<IPage> OpenAsync(Chromium browser, Uri address)
    {
        var page = await browser.OpenAsync(1600, 900);
        await page.GotoAsync(address.ToString());
        await page.Locator("[data-interactive=true]").WaitForAsync();
        await page.EvaluateAsync(Scripts.Read("pixels.js"));
        return page;
    }

    private static async Task<double> PressAsync(IPage page, string press)
    {
        await page.BringToFrontAsync();
        // What the press before it left to do is done, and counts for neither.
        await Task.Delay(150);
        return await page.EvaluateAsync<double>(press) / 1000;
    }
}
