using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Translation;

namespace Pkernfs.Web.Rendering.Views.Translation;

/// <summary>A wire: by its look how far it is in force, and the walk in yellow under an ink line.</summary>
internal static class WireMarks
{
    private const double Width = 1.2, Dash = 3;

    private static readonly Stroke lit = new(Tone.LitOn, 1.8, Paper: 3), under = new(Tone.Lit, 6, IsRound: true);

    public static void Add(Sketch sketch, SceneWire wire) => sketch.Group(0, 0, inner =>
    {
        if (wire.IsLit) inner.Path(wire.Path, stroke: under, kind: "under");
        inner.Path(wire.Path, stroke: wire.IsLit ? lit : Line(wire.Look));
    }, kind: TranslationStyle.Of(wire));

    private static Stroke Line(WireLook look) => look switch
    {
        WireLook.Used => new(Tone.Ink, Width),
        WireLook.Idle or WireLook.Gone => new(Tone.T3, Width, Dash),
        WireLook.Blocked => new(Tone.FaultInk, Width, Dash),
        _ => new(Tone.T3, Width),
    };
}
