using System.Collections.Concurrent;
using System.Text.RegularExpressions;

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

    /// <summary>The row of the step that is shown.</summary>
    public ILocator CurrentStep => Page.GetByRole(AriaRole.Region, new() { Name = "Steps", Exact = true }).Locator("[aria-current=step]");

    /// <summary>The playhead of the timeline.</summary>
    public ILocator Playhead => Page.GetByRole(AriaRole.Slider, new() { Name = "Moment" });

    public ILocator KernelBadge => Page.Locator(".kernel-badge");

    /// <summary>Waits until a step is shown and the address names it.</summary>
    public async Task ExpectStepAsync(string id)
    {
        await Assertions.Expect(Page.Locator("#steps-pane [aria-current=step]")).ToHaveAttributeAsync("data-step", id);
        await ExpectInAddressAsync("step", id);
    }

    /// <summary>Waits until the address says something.</summary>
    public Task ExpectInAddressAsync(string key, string value) =>
        Assertions.Expect(Page).ToHaveURLAsync(new Regex($"[?&]{Regex.Escape($"{key}={value}")}(&|$)"));

    /// <summary>The value that the address has for a key; null where it has none.</summary>
    public string? InAddress(string key) =>
        Regex.Match(Page.Url, $"[?&]{Regex.Escape(key)}=([^&]*)") is { Success: true } found ? Uri.UnescapeDataString(found.Groups[1].Value) : null;

    /// <summary>Waits until nothing on the page moves any more.</summary>
    public Task SettleAsync() =>
        Page.EvaluateAsync("Promise.all(document.getAnimations().map(one => one.finished.catch(() => null))).then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))");

    /// <summary>Opens a path and waits until the page answers to keys and clicks.</summary>
    public async Task GoToAsync(string path)
    {
        await Page.GotoAsync(path);
        await AnswersAsync();
    }

    /// <summary>Loads the page again, as F5 does, and waits until it answers.</summary>
    public async Task ReloadAsync()
    {
        await Page.ReloadAsync();
        await AnswersAsync();
    }

    private async Task AnswersAsync()
    {
        await Page.Locator("[data-interactive=true]").WaitForAsync();
        await Page.Locator("html[data-keys=ready]").WaitForAsync();
        await Page.EvaluateAsync("document.fonts.ready.then(() => true)");
    }

    /// <summary>Takes a picture into artifacts/screenshots.</summary>
    public Task TakePictureAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Screenshots, name + ".png") });

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
