using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Translation;

/// <summary>The drawing as a tree of sentences: what a screen reader reads and the way by key. It shows itself while it has the focus.</summary>
public sealed partial class TranslationList
{
    private readonly Dictionary<string, ElementReference> elements = [];
    private readonly HashSet<string> closed = [];
    private string? current;

    [Parameter, EditorRequired]
    public ImmutableArray<OutlineItem> Items { get; set; } = [];

    [Parameter]
    public bool IsShown { get; set; }

    [Parameter]
    public Selection? Selected { get; set; }

    [Parameter]
    public EventCallback<Selection> OnSelect { get; set; }

    private IReadOnlyList<OutlineItem> Visible => [.. Items.SelectMany(Open)];

    /// <summary>The one item that Tab reaches.</summary>
    private string? Current => Visible.Any(item => item.Key == current) ? current : Items.IsEmpty ? null : Items[0].Key;

    private static string IdOf(OutlineItem item) => "translation-item-" + item.Key.Replace(':', '-').Replace('.', '-');

    private bool IsOpen(OutlineItem item) => !closed.Contains(item.Key);

    private IEnumerable<OutlineItem> Open(OutlineItem item) => IsOpen(item) ? item.Children.SelectMany(Open).Prepend(item) : [item];

    private void Arrive(OutlineItem item)
    {
        current = item.Key;
    }


    private async Task PickAsync(OutlineItem item)
    {
        current = item.Key;
        if (item.Select is { } selection) await OnSelect.InvokeAsync(selection);
        else Toggle(item);
    }

    private void Toggle(OutlineItem item)
    {
        if (!item.Children.IsEmpty && !closed.Remove(item.Key)) closed.Add(item.Key);
    }

    private async Task MoveAsync(KeyboardEventArgs key)
    {
        var items = Visible;
        int at = items.ToList().FindIndex(item => item.Key == Current);
        if (at < 0) return;
        var item = items[at];
        int to = at;
        switch (key.Key)
        {
            case "ArrowDown": to = Math.Min(items.Count - 1, at + 1); break;
            case "ArrowUp": to = Math.Max(0, at - 1); break;
            case "Home": to = 0; break;
            case "End": to = items.Count - 1; break;
            case "ArrowRight" when !IsOpen(item): Toggle(item); break;
            case "ArrowRight" when !item.Children.IsEmpty: to = at + 1; break;
            case "ArrowLeft" when IsOpen(item) && !item.Children.IsEmpty: Toggle(item); break;
            case "ArrowLeft": to = Enumerable.Range(0, at).LastOrDefault(i => items[i].Level < item.Level, at); break;
            case "Enter" or " ": await PickAsync(item); break;
        }
        current = items[to].Key;
        if (to != at && elements.TryGetValue(current, out var element)) await element.FocusAsync();
    }
}
