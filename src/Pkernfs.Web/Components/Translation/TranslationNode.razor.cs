using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Components.Translation;

/// <summary>A box of the drawing with its rows. A click selects; on a device or a folded box it unfolds that device's tables as well.</summary>
public sealed partial class TranslationNode
{
    [Parameter, EditorRequired]
    public SceneNode Node { get; set; } = default!;

    [Parameter]
    public Selection? Selected { get; set; }

    [Parameter]
    public EventCallback<Selection> OnSelect { get; set; }

    [Parameter]
    public EventCallback<string> OnUnfold { get; set; }

    [Parameter]
    public EventCallback<string> OnFocus { get; set; }

    [Parameter]
    public int Moment { get; set; }

    [Parameter]
    public int? Pointed { get; set; }

    [Parameter]
    public EventCallback<int?> OnPoint { get; set; }

    private string NodeClass => $"{TranslationStyle.Of(Node, Selected)}{IfPointed(Node.Change)}{(Node.Select is null && Node.Focus is null ? "" : " pickable")}";

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private string IfPointed(SceneChange? change) => Pointed is { } number && change?.Numbers.Contains(number) == true ? " pointed" : "";

    private static string? NumbersOf(SceneChange? change) => change is null ? null : string.Join(' ', change.Numbers);

    /// <summary>Only parts with a change tell of the pointer: the rest needs no way to the server.</summary>
    private Dictionary<string, object>? Pointing(SceneChange? change) => change is null ? null : new()
    {
        ["onpointerenter"] = EventCallback.Factory.Create<PointerEventArgs>(this, () => OnPoint.InvokeAsync(change.Numbers[0])),
        ["onpointerleave"] = EventCallback.Factory.Create<PointerEventArgs>(this, () => OnPoint.InvokeAsync(null)),
    };

    private string RowClass(SceneRow row) => $"{TranslationStyle.Of(row, Selected)}{IfPointed(row.Change)}{(row.Select is null && row.Unfolds is null ? "" : " pickable")}";

    private async Task SelectNode()
    {
        if (Node.Focus is { } device) await OnFocus.InvokeAsync(device);
        if (Node.Select is { } selection) await OnSelect.InvokeAsync(selection);
    }

    private async Task PickAsync(SceneRow row)
    {
        if (row.Unfolds is { } key) await OnUnfold.InvokeAsync(key);
        if (row.Select is { } selection) await OnSelect.InvokeAsync(selection);
    }
}
