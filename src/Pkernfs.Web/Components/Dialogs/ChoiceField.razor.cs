using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Pkernfs.Web.Components.Dialogs;

/// <summary>A field with live results: type to narrow, arrows to go through them, Enter to choose.</summary>
public sealed partial class ChoiceField<TItem>
{
    private IReadOnlyList<TItem> found = [];
    private string typed = "";
    private int at;

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public string ListLabel { get; set; } = "";

    [Parameter]
    public string Placeholder { get; set; } = "";

    /// <summary>What a text finds; asked with none at first.</summary>
    [Parameter, EditorRequired]
    public Func<string, IReadOnlyList<TItem>> Find { get; set; } = default!;

    /// <summary>The sentence where a text finds nothing.</summary>
    [Parameter, EditorRequired]
    public Func<string, string> Nothing { get; set; } = default!;

    [Parameter, EditorRequired]
    public RenderFragment<TItem> Row { get; set; } = default!;

    /// <summary>False for what is shown but cannot be chosen now.</summary>
    [Parameter]
    public Func<TItem, bool> IsAvailable { get; set; } = _ => true;

    [Parameter]
    public EventCallback<TItem> Chosen { get; set; }

    protected override void OnInitialized() => Search("");

    private void Type(ChangeEventArgs change) => Search(change.Value?.ToString() ?? "");

    private void Search(string text)
    {
        typed = text;
        found = Find(text);
        at = Math.Max(0, found.ToList().FindIndex(item => IsAvailable(item)));
    }

    private async Task MoveAsync(KeyboardEventArgs key)
    {
        if (found.Count == 0) return;
        switch (key.Key)
        {
            case "ArrowDown": at = (at + 1) % found.Count; break;
            case "ArrowUp": at = (at + found.Count - 1) % found.Count; break;
            case "Enter": await ChooseAsync(found[at]); break;
        }
    }

    private Task ChooseAsync(TItem item) => IsAvailable(item) ? Chosen.InvokeAsync(item) : Task.CompletedTask;
}
