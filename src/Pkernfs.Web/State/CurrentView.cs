using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;

namespace Pkernfs.Web.State;

/// <summary>The view that this circuit shows. Panes read it, change it and hear of changes; the address bar follows.</summary>
public sealed class CurrentView(NavigationManager navigation)
{
    private readonly OwnAddresses<ExplorerView> own = new();
    private bool isAway, isUnwritten;

    /// <summary>Raised after <see cref="Value"/> has changed, by a pane or by the address bar.</summary>
    public event Action? Changed;

    public ExplorerView Value { get; private set; } = ExplorerView.Default;

    /// <summary>A sentence for each part of the opened link that could not be read.</summary>
    public ImmutableArray<string> Messages { get; private set; } = [];

    /// <summary>Takes the view that an address names. Called by the explorer page when its address changes.</summary>
    public void Open(string uri)
    {
        var parsed = ExplorerView.Parse(uri);
        if (own.IsOwn(parsed.View)) return;
        if (parsed.View == Value && parsed.Messages.IsEmpty && Messages.IsEmpty) return;
        Messages = parsed.Messages;
        Value = parsed.View;
        Changed?.Invoke();
    }

    /// <summary>Shows the nearest that there is to what an address named. The address bar follows with whatever is shown next.</summary>
    public void Mend(ExplorerView view)
    {
        if (view == Value) return;
        Value = view;
        Changed?.Invoke();
    }

    /// <summary>
    /// Shows another view and, while the explorer is the page that is open, puts it into the address bar. With
    /// <paramref name="keepInHistory"/> the browser's Back returns to the old one.
    /// </summary>
    public void Show(ExplorerView view, bool keepInHistory = false)
    {
        if (view == Value) return;
        Value = view;
        Changed?.Invoke();
        WriteAddress(replace: !keepInHistory);
    }

    /// <summary>
    /// Says whether the browser's line to the server is lost. A session goes on meanwhile, and who follows it with it; the address bar hears of it once the line
    /// is there again, since nobody answers until then.
    /// </summary>
    public void BeAway(bool away)
    {
        isAway = away;
        if (!away && isUnwritten) WriteAddress(replace: true);
    }

    private void WriteAddress(bool replace)
    {
        isUnwritten = isAway;
        if (isAway || !IsExplorerOpen) return;
        own.Expect(Value);
        navigation.NavigateTo(Value.ToUrl(), replace: replace);
    }

    /// <summary>True while the explorer is the page that is open.</summary>
    public bool IsExplorerOpen => navigation.ToBaseRelativePath(navigation.Uri).Split('?', '#')[0].Length == 0;
}
