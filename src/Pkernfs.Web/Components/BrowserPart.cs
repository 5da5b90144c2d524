using Microsoft.JSInterop;

namespace Pkernfs.Web.Components;

/// <summary>
/// What a component runs in the browser, and what it calls back: begun once, stopped when the component goes. As long as it runs it may call,
/// so the reference that it calls by is let go after it has stopped, never before.
/// </summary>
public sealed class BrowserPart<TOwner>(TOwner owner) : IAsyncDisposable
    where TOwner : class
{
    private DotNetObjectReference<TOwner>? callbacks;

    /// <summary>True from when the component goes; a last call may still come back.</summary>
    public bool IsGone { get; private set; }

    /// <summary>What runs; null before it began and after it stopped.</summary>
    public IJSObjectReference? Running { get; private set; }

    /// <summary>Calls a function of a module that begins it. Its first argument is the object to call back, its result has a stop().</summary>
    /// <returns>False where the component went meanwhile; nothing runs then.</returns>
    public async Task<bool> BeginAsync(IJSRuntime js, string module, string function, params object?[] arguments)
    {
        await using var code = await js.InvokeAsync<IJSObjectReference>("import", module);
        // Its elements are no more, and nobody would stop what began.
        if (IsGone) return false;
        callbacks = DotNetObjectReference.Create(owner);
        Running = await code.InvokeAsync<IJSObjectReference>(function, [callbacks, .. arguments]);
        if (IsGone) await StopAsync();
        return !IsGone;
    }

    public ValueTask DisposeAsync()
    {
        IsGone = true;
        // While it begins, whoever began it stops it.
        return StopAsync();
    }

    private async ValueTask StopAsync()
    {
        if (Running is not { } running) return;
        Running = null;
        try
        {
            await running.InvokeVoidAsync("stop");
            await running.DisposeAsync();
        }
        catch (Exception left) when (left is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone, and what ran in it.
        }
        callbacks?.Dispose();
    }
}
