using System.Collections.Concurrent;

namespace Pkernfs.Browser.Tests;

/// <summary>A page of the explorer, with what it complained of and whom it asked.</summary>
public sealed class OpenedPage : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly Uri origin;
    private readonly ConcurrentQueue<string> complaints = [];
    private readonly ConcurrentQueue<string> foreignRequests = [];

    internal OpenedPage(IBrowserContext context, IPage page, Uri origin)
    {
        this.context = context;
        this.origin = origin;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") complaints.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => complaints.Enqueue($"uncaught: {error}");
        page.Request += (_, request) =>
        {
            var url = new Uri(request.Url);
            if (url.Scheme is not ("data" or "blob") && url.Authority != origin.Authority) foreignRequests.Enqueue(request.Url);
        };
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, and exceptions that nobody caught.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    /// <summary>Addresses outside the explorer's own origin that the page asked for.</summary>
    public IReadOnlyCollection<string> ForeignRequests => foreignRequests;

    /// <summary>Opens a path and waits until the page answers to keys and clicks.</summary>
    public async Task GoToAsync(string path)
    {
        await Page.GotoAsync(path);
        await Page.Locator("[data-interactive=true]").WaitForAsync();
        await Page.Locator("html[data-keys=ready]").WaitForAsync();
        await Page.EvaluateAsync("document.fonts.ready.then(() => true)");
    }

    /// <summary>Takes a picture into artifacts/screenshots.</summary>
    public Task TakePictureAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Screenshots, name + ".png") });

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
