using Pkernfs.Benchmarks.Browsing;
using Pkernfs.Benchmarks.Streaming;

namespace Pkernfs.Benchmarks.Measuring;

/// <summary>What several metrics use, started when the first asks: starting takes longer than a small measurement.</summary>
internal static class Shared
{
    private static ServedProcess? explorer;
    private static Chromium? browser;
    private static ServerProcess? stream;

    /// <summary>The stream's serving process.</summary>
    public static ServerProcess Stream => stream ??= ServerProcess.Start();

    public static async Task<ServedProcess> ExplorerAsync() => explorer ??= await ServedProcess.ExplorerAsync();

    public static async Task<Chromium> BrowserAsync() => browser ??= await Chromium.StartAsync();

    /// <summary>Ends what was started.</summary>
    public static async Task EndAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        explorer?.Dispose();
        stream?.Dispose();
    }
}
