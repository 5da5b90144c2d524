using Microsoft.Playwright;
using Pkernfs.Benchmarks.Browsing;
using Pkernfs.Benchmarks.Measuring;

namespace Pkernfs.Benchmarks.Metrics;

/// <summary>
/// P9: frames of the product's own map at 1600x900, of a machine of 16,777,216 pages of which 100 runs change in every frame while the camera zooms and pans,
/// in a headless Chromium that does not wait for a screen; how many are late is counted in one that does.
/// </summary>
internal sealed class Draw : Metric
{
    private const double Late = 25;

    public override string Id => "P9";

    public override string What => "draw";

    public override bool NeedsBrowser => true;

    public override IEnumerable<Row> Run(BenchScale scale, CReference reference) => RunAsync(scale).GetAwaiter().GetResult();

    private async Task<List<Row>> RunAsync(BenchScale scale)
    {
        int frames = scale.GivesVerdict ? 160 : 4;
        string what = $"{What}, 16,777,216 pages, zoom and pan, 100 changes a frame";
        var rows = new List<Row>();
        var explorer = await Shared.ExplorerAsync();
        await using (var unpaced = await Chromium.StartAsync(isPaced: false))
        {
            var page = await OpenAsync(unpaced, explorer);
            var image = await PairedFrames.MeasureAsync(scale.Pairs, 1, () => FrameAsync(page, "map", frames), () => FrameAsync(page, "image", frames));
            rows.Add(new(Id, what, Paired.Words(image.Ours), "one putImageData of the canvas", Paired.Words(image.Peer), image.TimeOf, image.TimeSpread, "≤ 1.5× its time", image.TimeOf <= 1.5));
            // A frame of the SVG takes so long that a quarter of them says as much.
            var svg = await PairedFrames.MeasureAsync(scale.Pairs, 0, () => FrameAsync(page, "map", frames), () => FrameAsync(page, "svg", Math.Max(4, frames / 4)));
            rows.Add(new(Id, what, Paired.Words(svg.Ours), "SVG of 10,000 rectangles", Paired.Words(svg.Peer), svg.Speedup, svg.SpeedupSpread, "≥ 4× as fast", svg.Speedup >= 4));
        }
        var paced = await Shared.BrowserAsync();
        var last = await OpenAsync(paced, explorer);
        double[] times = await TimesAsync(last, "map", scale.GivesVerdict ? 1200 : 20);
        await last.Context.CloseAsync();
        double late = (double)times.Count(time => time > Late) / times.Length;
        rows.Add(new(Id, $"{what}, {times.Length:#,0} frames at 60 Hz", $"{late:0.0%} later than 25 ms", "no frame late", "0 %", late, null, "< 2 %", late < 0.02));
        return rows;
    }

    /// <summary>A page of the explorer's own origin, with its colours, whose content the contestants replace.</summary>
    private static async Task<IPage> OpenAsync(Chromium browser, ServedProcess explorer)
    {
        var page = await browser.OpenAsync(1600, 900);
        await page.GotoAsync(new Uri(explorer.Address, "/no-such-page").ToString());
        await page.EvaluateAsync(Scripts.Read("draw.js"));
        return page;
    }

    /// <summary>Seconds of a frame: the median of so many.</summary>
    private static async Task<double> FrameAsync(IPage page, string contestant, int frames) => Paired.Median([.. (await TimesAsync(page, contestant, frames)).Order()]) / 1000;

    private static Task<double[]> TimesAsync(IPage page, string contestant, int frames) => page.EvaluateAsync<double[]>($"frames('{contestant}', {frames})");
}
