using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pkernfs.Web.State;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.State.Links;

namespace Pkernfs.Web.Components.Links;

/// <summary>Copies links for every page, says what came of it, and gives as a file what is too long for an address.</summary>
public sealed partial class LinkCopier : IAsyncDisposable
{
    private static readonly TimeSpan resultTime = TimeSpan.FromSeconds(4);

    private readonly BrowserPart<LinkCopier> copying;
    private IDisposable? answer;
    private CancellationTokenSource? shown;
    private string? result;
    private bool needed;

    public LinkCopier() => copying = new(this);

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private ExplorerCommands Commands { get; set; } = default!;

    [Inject]
    private OpenMachine Machine { get; set; } = default!;

    [Inject]
    private OpenComparison Comparison { get; set; } = default!;

    [Inject]
    private CopiedLinks Asked { get; set; } = default!;

    private string Page => Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0];

    private bool NeedsFile => Page switch
    {
        "" => Machine.NeedsFile,
        "compare" => Comparison.NeedsFile,
        _ => false,
    };

    /// <summary>Called by the browser after it copied a link, or could not.</summary>
    [JSInvokable]
    public Task Copied(bool copied) => SayAsync(copied ? "Link copied." : "The browser did not let the link be copied: take it from the address bar.");

    /// <summary>Called by the browser for a link to this view that is too long for an address.</summary>
    /// <param name="change">What the link has in place of what is shown.</param>
    [JSInvokable]
    public Task Offer(string change) => SaveAsync(Page == "compare" ? Comparison.LinkWith(change) : Machine.LinkWith(change));

    public async ValueTask DisposeAsync()
    {
        answer?.Dispose();
        Asked.Asked -= CopyAsync;
        Machine.Changed -= FollowMachine;
        Comparison.Changed -= Follow;
        shown?.Cancel();
        await copying.DisposeAsync();
    }

    protected override void OnInitialized()
    {
        answer = Commands.Answer(ExplorerCommand.CopyLink, () => copying.Running?.InvokeVoidAsync("copyFocused").AsTask() ?? Task.CompletedTask);
        Asked.Asked += CopyAsync;
        Machine.Changed += FollowMachine;
        Comparison.Changed += Follow;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await copying.BeginAsync(Js, "/js/share.js", "attach", LinkLimits.LongestAddress);
    }

    private Task CopyAsync(string link)
    {
        if (!LinkLimits.Fits(link)) return SaveAsync(link);
        return copying.Running?.InvokeVoidAsync("copy", link).AsTask() ?? Task.CompletedTask;
    }

    private async Task SaveAsync(string link)
    {
        if (copying.Running is not { } running) return;
        await running.InvokeVoidAsync("save", LinkFile.DefaultName, LinkFile.Write(link));
        await SayAsync($"The link is too long for an address, so it was saved as a file: {LinkFile.DefaultName}. Drop it on the explorer to open it.");
    }

    private async Task SayAsync(string sentence)
    {
        shown?.Cancel();
        var mine = shown = new();
        result = sentence;
        StateHasChanged();
        try
        {
            await Task.Delay(resultTime, mine.Token);
            result = null;
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // Copied again, or gone.
        }
    }

    private void FollowMachine(MomentChange change)
    {
        if (!change.IsStep) Follow();
    }

    private void Follow()
    {
        bool now = NeedsFile;
        if (now == needed) return;
        needed = now;
        _ = InvokeAsync(StateHasChanged);
    }
}
