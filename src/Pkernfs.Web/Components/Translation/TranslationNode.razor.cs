using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
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

    private bool IsDevice => Node.Look is NodeLook.Device or NodeLook.Idle || Node.Key.StartsWith("device:", StringComparison.Ordinal);

    private double Inset => Node.Rail is null ? 7 : (Node.IsEphemeral ? TranslationSizes.HatchedRail : TranslationSizes.Rail) + 3;

    private string NodeClass =>
        $"node {ViewValues.Word(Node.Look)}{Mark(Node.Change)}{(Node.IsLit ? " lit" : "")}{(IsSelected(Node.Select) ? " selected" : "")}{(Node.Select is null && Node.Focus is null ? "" : " pickable")}";

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string ClassOf(OwnerClass kind) => kind switch
    {
        OwnerClass.GuestRam or OwnerClass.VmState => "guest",
        OwnerClass.DomainPageTable => "second-stage",
        OwnerClass.RootAndContext => "root",
        OwnerClass.PkernfsMetadata or OwnerClass.HandoverMetadata => "metadata",
        OwnerClass.KernelImage or OwnerClass.KernelData or OwnerClass.EphemeralPageTable or OwnerClass.Vmm => "ephemeral",
        OwnerClass.Stale => "stale",
        _ => "firmware",
    };

    private string Mark(SceneChange? change) => change is null ? "" : $" {ViewValues.Word(change.Mark)}{(Pointed is { } number && change.Numbers.Contains(number) ? " pointed" : "")}";

    private static string? NumbersOf(SceneChange? change) => change is null ? null : string.Join(' ', change.Numbers);

    /// <summary>Only parts with a change tell of the pointer: the rest needs no way to the server.</summary>
    private Dictionary<string, object>? Pointing(SceneChange? change) => change is null ? null : new()
    {
        ["onpointerenter"] = EventCallback.Factory.Create<PointerEventArgs>(this, () => OnPoint.InvokeAsync(change.Numbers[0])),
        ["onpointerleave"] = EventCallback.Factory.Create<PointerEventArgs>(this, () => OnPoint.InvokeAsync(null)),
    };

    private string RowClass(SceneRow row) =>
        $"row {ViewValues.Word(row.Look)}{Mark(row.Change)}{(row.IsLit ? " lit" : "")}{(IsSelected(row.Select) ? " selected" : "")}{(row.Select is null && row.Unfolds is null ? "" : " pickable")}";

    private bool IsSelected(Selection? selection) => selection is not null && selection == Selected;

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
