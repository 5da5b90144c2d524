using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Inspector;

namespace Pkernfs.Web.Rendering.Views.Inspector;

/// <summary>An owner's colour: solid where a kexec leaves it alone, a texture where it does not.</summary>
internal static class SwatchMarks
{
    /// <summary>A swatch and the space behind it.</summary>
    public const double Room = Size + 6;

    private const double Size = 10;

    /// <param name="middle">Of its height.</param>
    public static void Add(Sketch sketch, OwnerMark owner, double x, double middle)
    {
        var (fill, edge) = Look(owner);
        sketch.Box(x, middle - (Size / 2), Size, Size, fill, new(edge, 0.6), 2, kind: $"swatch {owner.Name} {(owner.Persistent ? "stays" : "goes")}");
    }

    private static (Fill? Fill, Tone Edge) Look(OwnerMark owner) => (owner.Name, owner.Persistent) switch
    {
        ("free", _) => (null, Tone.Line2),
        ("guest", true) => (Tone.OwnGuest, Tone.OwnGuestInk),
        ("second-stage", true) => (Tone.OwnSecondStage, Tone.OwnSecondStageInk),
        ("second-stage", false) => (TextureName.SecondStageEphemeral, Tone.OwnSecondStageInk),
        ("root", true) => (Tone.OwnRoot, Tone.OwnRootInk),
        ("root", false) => (TextureName.RootEphemeral, Tone.OwnRootInk),
        ("metadata", true) => (Tone.OwnMetadata, Tone.OwnMetadataInk),
        ("kernel", false) => (TextureName.KernelImage, Tone.OwnEphemeralInk),
        ("vmm", false) => (TextureName.Vmm, Tone.OwnEphemeralInk),
        ("kernel" or "vmm", true) => (Tone.OwnEphemeral, Tone.OwnEphemeralInk),
        ("stale", _) => (TextureName.Stale, Tone.OwnStale),
        (_, false) => (TextureName.Lost, Tone.T3),
        _ => (Tone.OwnFirmware, Tone.Line2),
    };
}
