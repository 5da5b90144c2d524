using Pkernfs.Core.Inspection;
using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Translation;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Rendering.Views.Translation;

/// <summary>A table's slots as one strip: leaves in full height, tables in half.</summary>
internal static class StripMarks
{
    private const double Height = TranslationSizes.StripHeight;

    public static void Add(Sketch sketch, SceneNode node, SlotStrip strip)
    {
        double scale = (node.Width - node.Inset - 3) / SlotStrip.Slots;
        sketch.Group(node.Inset, node.StripTop, inner =>
        {
            inner.Box(0, 0, scale * SlotStrip.Slots, Height, stroke: new(Tone.Line2, 0.8), kind: "slots-ground");
            foreach (var part in strip.Parts)
            {
                double height = part.Kind == TranslationLineKind.Table ? Height / 2 : Height;
                inner.Box(part.First * scale, Height - height, Math.Max(0.8, (part.Last - part.First + 1) * scale), height, ToneOf(part.Kind), kind: $"slot {ViewValues.Word(part.Kind)}", title: part.Words);
            }
            if (strip.Walked is { } slot) inner.Box((slot * scale) - 0.9, -1.2, 2.4, Height + 2.4, Tone.Lit, new(Tone.LitOn, 0.8), kind: "slot-walked");
        }, kind: "slots", opacity: node.Look == NodeLook.Gone ? 0.4 : 1);
    }

    private static Tone ToneOf(TranslationLineKind kind) => kind switch
    {
        TranslationLineKind.Leaf => Tone.T2,
        TranslationLineKind.Table => Tone.OwnSecondStage,
        _ => Tone.FaultInk,
    };
}
