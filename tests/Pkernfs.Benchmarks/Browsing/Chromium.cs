using Microsoft.Playwright;

namespace Pkernfs.Benchmarks.Browsing;

/// <summary>A headless Chromium of this machine.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    // Frames follow each other as fast as they are made, so that the time of many is the time of making them.
    private static readonly string[] unpaced = ["--disable-frame-rate-limit", "--disable-gpu-vsync"];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    /// <summary>Its path; null where this machine has none.</summary>
    public static string? Program { get; } = programs.FirstOrDefault(File.Exists);

    /// <param name="isPaced">False for frames that do not wait for the screen.</param>
    public static async Task<Chromium> StartAsync(bool isPaced = true)
    {
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = isPaced ? flags : [.. flags, .. unpaced] }));
    }

    /// <summary>A page with nothing cached, in a window of that size, with motion reduced: what comes is there in one frame.</summary>
    public async Task<IPage> OpenAsync(int width, int height)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
