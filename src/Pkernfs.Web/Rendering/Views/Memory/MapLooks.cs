using Pkernfs.Web.Rendering.Drawing;
using Pkernfs.Web.Scenes.Memory;

namespace Pkernfs.Web.Rendering.Views.Memory;

/// <summary>How each fill is drawn.</summary>
internal static class MapLooks
{
    /// <summary>Null for free memory: an outline only.</summary>
    public static Fill? Of(MapFill fill) => fill switch
    {
        MapFill.Free => null,
        MapFill.Guest => Tone.OwnGuest,
        MapFill.SecondStage => Tone.OwnSecondStage,
        MapFill.SecondStageEphemeral => TextureName.SecondStageEphemeral,
        MapFill.RootAndContext => Tone.OwnRoot,
        MapFill.RootAndContextEphemeral => TextureName.RootEphemeral,
        MapFill.Metadata => Tone.OwnMetadata,
        MapFill.KernelImage => TextureName.KernelImage,
        MapFill.KernelData => TextureName.KernelData,
        MapFill.Vmm => TextureName.Vmm,
        MapFill.Stale => TextureName.Stale,
        MapFill.Firmware => Tone.OwnFirmware,
        MapFill.Window or MapFill.NotShown => Tone.Raised,
        MapFill.Persists => Tone.T3,
        MapFill.Lost => TextureName.Lost,
        _ => throw new ArgumentOutOfRangeException(nameof(fill), fill, "A fill without a look."),
    };

    /// <summary>Where a texture has no room, the solid of its class.</summary>
    public static Fill? Solid(MapFill fill) => fill switch
    {
        MapFill.KernelImage or MapFill.KernelData or MapFill.Vmm => Tone.OwnEphemeralThin,
        MapFill.SecondStageEphemeral => Tone.OwnSecondStage,
        MapFill.RootAndContextEphemeral => Tone.OwnRoot,
        MapFill.Stale => Tone.OwnStale,
        MapFill.Lost => Tone.Line2,
        _ => Of(fill),
    };

    /// <summary>Text upon the fill; null where words want a plate.</summary>
    public static Tone? On(MapFill fill) => fill switch
    {
        MapFill.Guest => Tone.OwnGuestOn,
        MapFill.SecondStage => Tone.OwnSecondStageOn,
        MapFill.RootAndContext => Tone.OwnRootOn,
        MapFill.Metadata => Tone.OwnMetadataOn,
        _ => null,
    };

    /// <summary>A thin edge for what is too faint without; null for none.</summary>
    public static Tone? Edge(MapFill fill) => fill switch
    {
        MapFill.Guest => Tone.OwnGuestInk,
        MapFill.SecondStage => Tone.OwnSecondStageInk,
        MapFill.Firmware => Tone.Line2,
        _ => null,
    };

    /// <summary>True for what is drawn as an outline, with nothing in it.</summary>
    public static bool IsEmpty(MapFill fill) => fill is MapFill.Free or MapFill.NotShown;
}
