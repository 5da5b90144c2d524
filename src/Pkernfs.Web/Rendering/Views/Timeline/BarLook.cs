using Pkernfs.Web.Rendering.Drawing;

namespace Pkernfs.Web.Rendering.Views.Timeline;

/// <summary>How a bar is drawn.</summary>
/// <param name="HasPlate">True where words need a ground between them and a texture.</param>
internal sealed record BarLook(Fill? Fill, Stroke? Stroke, bool HasPlate = false, bool IsBold = false, Tone Words = Tone.T1)
{
    /// <summary>What lies right below its words, or nearly.</summary>
    public Tone Ground => !HasPlate && Fill is Fill.Solid { Opacity: 1 } solid ? solid.Tone : Tone.Pane;

    private static readonly Stroke own = new(Tone.OwnEphemeralInk, 0.6), fault = new(Tone.Fault);

    /// <param name="name">As in <see cref="Scenes.Timeline.TimelineBar.Look"/>.</param>
    public static BarLook Of(string name) => name switch
    {
        // Where hue is missing, an edge tells where the image's hatch ends.
        "kernel-a" => new(TextureName.KernelImage, own, HasPlate: true),
        "kernel-b" => new(TextureName.LaterKernelImage, own, HasPlate: true),
        "guest" => new(TextureName.GuestRuns, new(Tone.OwnGuestInk, 0.6), HasPlate: true),
        "paused" => new(Tone.Pane, new(Tone.Ink, 1.4), IsBold: true),
        "flowing" => new(TextureName.Flow, new(Tone.Line2), HasPlate: true),
        "panicked" or "faulting" or "broken" => new(TextureName.Fault, fault, HasPlate: true),
        "lost" => new(Tone.Pane, new(Tone.Fault, 1.4)),
        "paging" => new(Tone.OwnSecondStage, null, IsBold: true, Words: Tone.OwnSecondStageOn),
        "sealed" => new(new Fill.Solid(Tone.OwnSecondStage, 0.35), new(Tone.OwnSecondStage, 1.2), IsBold: true),
        "default" => new(TextureName.KernelData, own, HasPlate: true),
        "undefined" => new(Tone.Pane, new(Tone.Ink, 1.2, Dash: 3), IsBold: true),
        "none" => new(null, new(Tone.T3, 1, Dash: 3), Words: Tone.T2),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A bar without a look."),
    };
}
