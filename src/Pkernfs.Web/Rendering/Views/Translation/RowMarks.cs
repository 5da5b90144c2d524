using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Views.Translation;

/// <summary>A row of a node: what fills it, its words at both ends, and what became of it.</summary>
internal static class RowMarks
{
    private const double RightMargin = 4, Gap = 2;

    public static void Add(Sketch sketch, SceneNode node, int index, Selection? selected)
    {
        var row = node.Rows[index];
        double y = node.RowTop(index);
        var cell = new ClipArea(node.Inset - 2, y + 1, node.Width - node.Inset + 0.5, row.Height - 2);
        sketch.Group(0, 0, inner =>
        {
            AddCell(inner, row, cell, TranslationStyle.IsSelected(row.Select, selected));
            AddWords(inner, node, row, y);
            if (row.Change is { } change)
                ChangeMarks.Add(inner, change, cell, new(Tone.Ink), radius: 0, node.RowBadgeRight(change), y + ((TranslationSizes.Row - TranslationSizes.Badge) / 2));
        }, kind: TranslationStyle.Of(row, selected));
    }

    private static void AddCell(Sketch sketch, SceneRow row, ClipArea cell, bool isSelected)
    {
        Fill? fill = row.IsLit ? Tone.Lit : row.Look == RowLook.Blocked ? new Fill.Solid(Tone.Fault, 0.16) : null;
        Stroke? stroke = row.Look == RowLook.Gone ? new(Tone.T3, 1, Dash: 3)
            : isSelected ? new(Tone.Ink, 1.6)
            : row is { IsLit: true, Look: RowLook.Blocked } ? new(Tone.FaultInk, 2)
            : row.IsLit ? new(Tone.LitLine) : null;
        if (fill is not null || stroke is not null) sketch.Box(cell.X, cell.Y, cell.Width, cell.Height, fill, stroke, kind: "cell");
        if (row.IsLit || row.Look is not (RowLook.Blocked or RowLook.Hole)) return;
        bool isBlocked = row.Look == RowLook.Blocked;
        sketch.Group(0, 0, inner => inner.Box(cell.X, cell.Y, cell.Width, TranslationSizes.Row - 2, isBlocked ? TextureName.Fault : TextureName.Hole, kind: "fill"), opacity: isBlocked ? 0.4 : 0.5);
    }

    private static void AddWords(Sketch sketch, SceneNode node, SceneRow row, double y)
    {
        bool isGone = row.Look == RowLook.Gone;
        double right = node.Width - RightMargin;
        if (isGone)
        {
            sketch.Text(node.Inset, y + 24, "vanished", ViewStyles.Small, Tone.T3, kind: "aside");
            sketch.Text(right, y + 24, row.Now, ViewStyles.Mono, Tone.T1, TextAnchor.End, kind: "now");
        }
        var style = row.IsLit || row.Look == RowLook.Blocked ? ViewStyles.MonoBold : ViewStyles.Mono;
        var tone = row.IsLit ? Tone.LitOn : isGone || node.Look == NodeLook.Gone || row.Look is RowLook.Quiet or RowLook.Hole ? Tone.T3 : Tone.T1;
        Tone? halo = !row.IsLit && row.Look is RowLook.Blocked or RowLook.Hole ? Tone.Raised : null;
        string end = TextWidth.Cut(row.Right, style, right - node.Inset);
        double room = right - node.Inset - (end.Length == 0 ? 0 : TextWidth.Of(end, style) + Gap);
        sketch.Text(node.Inset, y + 12, TextWidth.Cut(row.Left, style, room), style, tone, halo: halo, struck: isGone, kind: "left");
        sketch.Text(right, y + 12, end, style, tone, TextAnchor.End, halo, isGone, kind: "right");
    }
}
