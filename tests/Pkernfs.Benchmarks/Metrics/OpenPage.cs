using Pkernfs.Benchmarks.Browsing;
using Pkernfs.Benchmarks.Measuring;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>
/// P11: from the navigation to the memory map of the default scenario on screen, in a browser that has nothing cached and on a circuit that is not there yet;
/// against a page of the same application with nothing on it but a line of text: the one for an address that does not exist.
/// </summary>
internal sealed class OpenPage : Metric
{
    private const int WarmUps = 3;

    public override string Id => "P11";

    public override string What => "open the page";

    public override bool NeedsBrowser => true;

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference) => RunAsync(scale).GetAwaiter().GetResult();

    private async Task<Row[]> RunAsync(BenchScale scale)
    {
        var explorer = await Shared.ExplorerAsync();
        var browser = await Shared.BrowserAsync();
        var paired = await PairedFrames.MeasureAsync(scale.Pairs, scale.GivesVerdict ? WarmUps : 0, () => OpenAsync(browser, new(explorer.Address, "/")), () => OpenAsync(browser, new(explorer.Address, "/no-such-page")));
        return [new(Id, $"{What}: the default scenario's map", Paired.Words(paired.Ours), "an empty page of the same application", Paired.Words(paired.Peer), paired.TimeOf, paired.TimeSpread, "≤ 1.5× its time", paired.TimeOf <= 1.5)];
    }

    private static async Task<double> OpenAsync(Chromium browser, Uri address)
    {
        var page = await browser.OpenAsync(1600, 900);
        await page.AddInitScriptAsync(Scripts.Text("opening.js"));
        await page.GotoAsync(address.ToString());
        double seconds = await page.EvaluateAsync<double>("pictured") / 1000;
        await page.Context.CloseAsync();
        return seconds;
    }
}
