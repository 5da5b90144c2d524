namespace Pkernfs.Browser.Tests;

/// <summary>One server and one Chromium for all browser tests.</summary>
public sealed class ChromiumBrowser : IAsyncLifetime
{
    private static readonly string[] programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private ExplorerServer? sharedServer;
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Chromium's path; null when this machine has none.</summary>
    public static string? Program { get; } = programs.FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Program is null) return;
        // A check of the page asks again and again until this time; only a failure waits it out.
        Assertions.SetDefaultExpectTimeout(20_000);
        sharedServer = await ExplorerServer.StartAsync();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = flags });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        if (sharedServer is not null) await sharedServer.DisposeAsync();
    }

    /// <summary>Opens a path of the explorer in a browser context of its own and waits until it is interactive.</summary>
    /// <param name="prepare">Done to the page before it opens the path.</param>
    public async Task<OpenedPage> OpenAsync(
        string path,
        Screen screen,
        ColorScheme colours = ColorScheme.Dark,
        ExplorerServer? server = null,
        ReducedMotion motion = ReducedMotion.NoPreference,
        Func<IPage, Task>? prepare = null)
    {
        var opened = await NewPageAsync(screen, colours, server, motion);
        if (prepare is not null) await prepare(opened.Page);
        await opened.GoToAsync(path);
        return opened;
    }

    /// <summary>Opens a path where no script runs, and waits until all that it names has come.</summary>
    public async Task<OpenedPage> OpenWithoutScriptsAsync(string path, Screen screen)
    {
        var opened = await NewPageAsync(screen, ColorScheme.Dark, null, ReducedMotion.NoPreference, runsScripts: false);
        await opened.Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        return opened;
    }

    private async Task<OpenedPage> NewPageAsync(Screen screen, ColorScheme colours, ExplorerServer? server, ReducedMotion motion, bool runsScripts = true)
    {
        RequireChromium();
        var address = (server ?? sharedServer!).Address;
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = address.ToString(),
            ViewportSize = new() { Width = screen.Width, Height = screen.Height },
            ColorScheme = colours,
            ReducedMotion = motion,
            HasTouch = screen.IsPhone,
            JavaScriptEnabled = runsScripts,
        });
        return new(context, await context.NewPageAsync(), address);
    }

    /// <summary>Skips the test where there is no Chromium; on a build server (CI=true) that is a failure instead.</summary>
    public static void RequireChromium()
    {
        if (Program is not null) return;
        const string missing = "No Chromium is installed. Install one, such as with \"apt-get install chromium\", to run the browser tests.";
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", missing);
        Assert.Skip(missing);
    }
}

/// <summary>A window's size in CSS pixels.</summary>
public sealed record Screen(string Name, int Width, int Height, bool IsPhone = false)
{
    public static Screen Desk { get; } = new("1440x900", 1440, 900);

    public static Screen Phone { get; } = new("390x844", 390, 844, IsPhone: true);
}
