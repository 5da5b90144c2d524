using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Components.Dialogs;

/// <summary>One field with live results: type to find, arrows to choose, Enter to go.</summary>
public sealed partial class FinderField
{
    private ImmutableArray<SearchResult> results = [];
    private string typed = "", problem = "";
    private int chosen;

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string Placeholder { get; set; } = "";

    /// <summary>What is said before anything is typed.</summary>
    [Parameter]
    public string Empty { get; set; } = "";

    /// <summary>What a text finds, and a sentence where it finds nothing.</summary>
    [Parameter, EditorRequired]
    public Func<string, (ImmutableArray<SearchResult> Results, string Problem)> Find { get; set; } = default!;

    [Parameter]
    public EventCallback<SearchResult> Chosen { get; set; }

    private static string KindOf(SearchTarget target) => target switch
    {
        SearchTarget.Memory => "memory",
        SearchTarget.Device => "IOVA",
        SearchTarget.Function => "function",
        SearchTarget.Register => "register",
        _ => "step",
    };

    private void Type(ChangeEventArgs change)
    {
        typed = change.Value?.ToString() ?? "";
        chosen = 0;
        (results, problem) = typed.Trim().Length == 0 ? ([], "") : Find(typed);
    }

    private async Task MoveAsync(KeyboardEventArgs key)
    {
        if (results.IsEmpty) return;
        switch (key.Key)
        {
            case "ArrowDown": chosen = (chosen + 1) % results.Length; break;
            case "ArrowUp": chosen = (chosen + results.Length - 1) % results.Length; break;
            case "Enter": await Chosen.InvokeAsync(results[chosen]); break;
        }
    }
}
