using Pkernfs.Core.Inspection;
using Pkernfs.Core.Memory;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>The class words of the drawing's parts, by which styles, files and tests know them.</summary>
public static class TranslationStyle
{
    public static string Of(SceneNode node, Selection? selected) => $"node {ViewValues.Word(node.Look)}{State(node.Change, node.IsLit, node.Select, selected)}";

    public static string Of(SceneRow row, Selection? selected) => $"row {ViewValues.Word(row.Look)}{State(row.Change, row.IsLit, row.Select, selected)}";

    public static string Of(SceneWire wire) => $"wire {ViewValues.Word(wire.Look)}{(wire.Mark == TranslationMark.Appeared ? " appeared" : "")}{(wire.IsLit ? " lit" : "")}";

    /// <summary>A node's line: an address, whole or its end, or words.</summary>
    public static string OfLine(string line) => line.StartsWith("0x", StringComparison.Ordinal) || line.StartsWith('\u2026') ? "line mono" : "line";

    public static string Rail(OwnerClass kind) => kind switch
    {
        OwnerClass.GuestRam or OwnerClass.VmState => "guest",
        OwnerClass.DomainPageTable => "second-stage",
        OwnerClass.RootAndContext => "root",
        OwnerClass.PkernfsMetadata or OwnerClass.HandoverMetadata => "metadata",
        OwnerClass.KernelImage or OwnerClass.KernelData or OwnerClass.EphemeralPageTable or OwnerClass.Vmm => "ephemeral",
        OwnerClass.Stale => "stale",
        _ => "firmware",
    };

    public static bool IsSelected(Selection? part, Selection? selected) => part is not null && part == selected;

    private static string State(SceneChange? change, bool lit, Selection? part, Selection? selected) =>
        $"{(change is null ? "" : " " + ViewValues.Word(change.Mark))}{(lit ? " lit" : "")}{(IsSelected(part, selected) ? " selected" : "")}";
}
