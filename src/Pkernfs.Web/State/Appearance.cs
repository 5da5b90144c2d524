using Microsoft.JSInterop;

namespace Pkernfs.Web.State;

/// <summary>Theme and motion as the reader's browser has them. The browser decides before the first paint; this follows and changes it.</summary>
public sealed class Appearance(IJSRuntime js) : IDisposable
{
    private DotNetObjectReference<Appearance>? self;

    /// <summary>Raised when the browser reports another theme or motion than before.</summary>
    public event Action? Changed;

    public ThemeChoice Theme { get; private set; }

    /// <summary>What <see cref="Theme"/> comes to on this reader's system.</summary>
    public bool IsDark { get; private set; } = true;

    public bool IsMotionReduced { get; private set; }

    /// <summary>Starts following the browser.</summary>
    public async Task FollowAsync() =>
        await js.InvokeVoidAsync("explorerAppearance.follow", self ??= DotNetObjectReference.Create(this));

    /// <summary>Uses a theme from now on; the browser remembers it.</summary>
    public async Task ChooseThemeAsync(ThemeChoice theme) =>
        await js.InvokeVoidAsync("explorerAppearance.chooseTheme", ViewValues.Word(theme));

    public async Task ReduceMotionAsync(bool reduce) =>
        await js.InvokeVoidAsync("explorerAppearance.reduceMotion", reduce);

    /// <summary>Called by the browser with what it shows now.</summary>
    [JSInvokable]
    public void Report(string theme, bool isDark, bool isMotionReduced)
    {
        Theme = ViewValues.TryReadWord(theme, out ThemeChoice choice) ? choice : ThemeChoice.System;
        IsDark = isDark;
        IsMotionReduced = isMotionReduced;
        Changed?.Invoke();
    }

    public void Dispose() => self?.Dispose();
}
