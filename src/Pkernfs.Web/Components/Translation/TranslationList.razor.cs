using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Translation;

/// <summary>
/// The drawing as a tree of sentences: what a screen reader reads and the way by key. It shows itself while it has the focus. What is read when it is unfolded
/// begins folded; what it costs follows what was unfolded, and what the page holds what is in view.
/// </summary>
public sealed partial class TranslationList : IAsyncDisposable
{
    private const int Overscan = 12;

    /// <summary>Items whose state is not what it is at first: open for what is given, folded for what is read.</summary>
    private readonly HashSet<string> toggled = [];

    private ElementReference tree;
    private IJSObjectReference? browser;
    private List<OutlineItem> visible = [];
    private OutlinePath? shownPath;
    private bool comesIntoView;
    private string? current;
    private int place;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Parameter, EditorRequired]
    public ImmutableArray<OutlineItem> Items { get; set; } = [];

    /// <summary>The way to an item that was asked for: when it becomes another, it is unfolded and brought into view. Null for none.</summary>
    [Parameter]
    public OutlinePath? Path { get; set; }

    [Parameter]
    public bool IsShown { get; set; }

    [Parameter]
    public Selection? Selected { get; set; }

    [Parameter]
    public EventCallback<Selection> OnSelect { get; set; }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (browser is not null) await browser.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone.
        }
    }

    protected override void OnParametersSet()
    {
        bool asks = Path is not null && Path != shownPath;
        shownPath = Path;
        if (asks) current = Path!.Key;
        Lay(asks ? Path!.Unfolds.AsSpan() : []);
        comesIntoView |= asks;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // While it is hidden it has no height to scroll in.
        if (!comesIntoView || !IsShown) return;
        comesIntoView = false;
        await GoToCurrentAsync(isAsked: true);
    }

    private static string IdOf(OutlineItem item) => "translation-item-" + item.Key.Replace(':', '-').Replace('.', '-');

    private bool IsOpen(OutlineItem item) => item.Folds && item.Unfold is null != toggled.Contains(item.Key);

    /// <summary>Lists what is open, reading what is unfolded; and keeps the current item.</summary>
    /// <param name="unfolds">Keys of what is to be open besides.</param>
    private void Lay(params ReadOnlySpan<string> unfolds)
    {
        // Whether a key is of what is given or of what is read shows only once what is above it is open.
        foreach (string key in unfolds)
        {
            visible = [.. Items.SelectMany(Open)];
            if (visible.Find(item => item.Key == key) is { } item && !IsOpen(item)) Turn(item);
        }
        visible = [.. Items.SelectMany(Open)];
        place = Math.Max(0, visible.FindIndex(item => item.Key == current));
        current = visible.Count == 0 ? null : visible[place].Key;
    }

    private IEnumerable<OutlineItem> Open(OutlineItem item) =>
        IsOpen(item) ? (item.Unfold?.Invoke() ?? item.Children).SelectMany(Open).Prepend(item) : [item];

    private void Arrive(OutlineItem item)
    {
        current = item.Key;
        place = Math.Max(0, visible.FindIndex(one => one.Key == current));
    }

    private async Task PickAsync(OutlineItem item)
    {
        Arrive(item);
        if (item.Select is { } selection) await OnSelect.InvokeAsync(selection);
        else Toggle(item);
    }

    private void Toggle(OutlineItem item)
    {
        if (!item.Folds) return;
        Turn(item);
        Lay();
    }

    private void Turn(OutlineItem item)
    {
        if (!toggled.Remove(item.Key)) toggled.Add(item.Key);
    }

    private async Task MoveAsync(KeyboardEventArgs key)
    {
        if (visible.Count == 0) return;
        var item = visible[place];
        int to = place;
        switch (key.Key)
        {
            case "ArrowDown": to = Math.Min(visible.Count - 1, place + 1); break;
            case "ArrowUp": to = Math.Max(0, place - 1); break;
            case "Home": to = 0; break;
            case "End": to = visible.Count - 1; break;
            case "ArrowRight" when item.Folds && !IsOpen(item): Toggle(item); break;
            case "ArrowRight" when IsOpen(item): to = Math.Min(visible.Count - 1, place + 1); break;
            case "ArrowLeft" when IsOpen(item): Toggle(item); break;
            case "ArrowLeft": to = Enumerable.Range(0, place).LastOrDefault(i => visible[i].Level < item.Level, place); break;
            case "Enter" or " ": await PickAsync(item); break;
        }
        if (to == place) return;
        (place, current) = (to, visible[to].Key);
        await GoToCurrentAsync(isAsked: false);
    }

    /// <summary>Brings the current item into view.</summary>
    /// <param name="isAsked">True for what was asked for, which comes to the middle; by key it follows row by row.</param>
    private async Task GoToCurrentAsync(bool isAsked)
    {
        if (visible.Count == 0) return;
        browser ??= await Js.InvokeAsync<IJSObjectReference>("import", "/js/tree.js");
        await browser.InvokeVoidAsync("goToRow", tree, place, isAsked);
    }
}
