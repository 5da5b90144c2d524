using Pkernfs.Core.Memory;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Rendering.Look;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Views.Translation;

/// <summary>A box with its rail, strip, rows, words and mark.</summary>
internal static class NodeMarks
{
    private const double Dash = 3, RightMargin = 4, AsideMargin = 5;

    public static void Add(Sketch sketch, SceneNode node, Selection? selected) => sketch.Group(node.X, node.Y, inner =>
    {
        AddBox(inner, node, TranslationStyle.IsSelected(node.Select, selected));
        AddRail(inner, node);
        if (node.Strip is { } strip) StripMarks.Add(inner, node, strip);
        for (int i = 0; i < node.Rows.Length; i++) RowMarks.Add(inner, node, i, selected);
        AddWords(inner, node);
        if (node.Change is { } change)
            ChangeMarks.Add(inner, change, new(0, 0, node.Width, node.Height), new(Tone.Ink, 1.4), radius: 2, right: node.Width + 2, top: -TranslationSizes.BadgeAbove);
    }, kind: TranslationStyle.Of(node, selected));

    private static void AddBox(Sketch sketch, SceneNode node, bool isSelected)
    {
        Fill? fill = node.Look is NodeLook.None or NodeLook.Idle or NodeLook.Gone ? null : Tone.Raised;
        Stroke stroke = isSelected ? new(Tone.Ink, 2) : node.Look switch
        {
            NodeLook.Device => new(Tone.Ink, 1.4),
            NodeLook.Blocked => new(Tone.FaultInk, 1.4, Paper: 2.6),
            NodeLook.None or NodeLook.Gone => new(Tone.T3, 1, Dash),
            _ => new(Tone.Line2),
        };
        sketch.Box(0, 0, node.Width, node.Height, fill, stroke, node.IsDevice ? 5 : 2, kind: "box");
    }

    private static void AddRail(Sketch sketch, SceneNode node)
    {
        if (node.Rail is not { } kind) return;
        string word = TranslationStyle.Rail(kind);
        var tone = ToneOf(word);
        // On paper these have no colour of their own, and a rail without one would not be seen.
        Stroke? edge = tone is Tone.OwnEphemeral ? new(Tone.OwnEphemeralInk, 0.6) : tone is Tone.OwnFirmware ? new(Tone.Line2, 0.6) : null;
        sketch.Box(0, 0, node.RailWidth, node.Height, tone, edge, kind: $"rail {word}");
        if (node.IsEphemeral) sketch.Box(0, 0, node.RailWidth, node.Height, TextureName.OrdinaryRam, kind: "rail hatch");
    }

    private static Tone ToneOf(string rail) => rail switch
    {
        "guest" => Tone.OwnGuest,
        "second-stage" => Tone.OwnSecondStage,
        "root" => Tone.OwnRoot,
        "metadata" => Tone.OwnMetadata,
        "ephemeral" => Tone.OwnEphemeral,
        "stale" => Tone.OwnStale,
        _ => Tone.OwnFirmware,
    };

    private static void AddWords(Sketch sketch, SceneNode node)
    {
        bool isGone = node.Look == NodeLook.Gone;
        double titleRoom = node.Width - node.Inset - RightMargin;
        if (node.Aside is { } aside)
        {
            sketch.Text(node.Width - AsideMargin, TranslationSizes.Padding + 9.5, aside, ViewStyles.Small, Tone.T2, TextAnchor.End, kind: "aside end");
            titleRoom -= TextWidth.Of(aside, ViewStyles.Small) + AsideMargin;
        }
        sketch.Text(node.Inset, TranslationSizes.Padding + 9.5, TextWidth.Cut(node.Title, ViewStyles.Title, titleRoom), ViewStyles.Title, isGone ? Tone.T3 : Tone.T1, struck: isGone, kind: "title");
        for (int i = 0; i < node.Lines.Length; i++)
        {
            string kind = TranslationStyle.OfLine(node.Lines[i]);
            var style = kind == "line" ? ViewStyles.Small : ViewStyles.Mono;
            double y = TranslationSizes.Padding + TranslationSizes.Title + 9 + (i * TranslationSizes.Line);
            sketch.Text(node.Inset, y, TextWidth.Cut(node.Lines[i], style, node.Width - node.Inset - 1), style, Tone.T3, kind: kind);
        }
    }
}
