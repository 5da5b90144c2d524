namespace Pkernfs.Web.Rendering.Drawing;

/// <summary>A colour by its meaning; what it looks like is the theme's (<see cref="Look.PictureLook"/>). The names are those of css/tokens.css.</summary>
public enum Tone
{
    App,
    Pane,
    Raised,
    Hover,
    Line,
    Line2,
    T1,
    T2,
    T3,
    Ink,
    Lit,
    LitLine,

    /// <summary>Text and lines upon <see cref="Lit"/>.</summary>
    LitOn,
    OwnGuest,
    OwnGuestInk,
    OwnGuestOn,
    OwnSecondStage,
    OwnSecondStageInk,
    OwnSecondStageOn,
    OwnRoot,
    OwnRootInk,
    OwnRootOn,
    OwnMetadata,
    OwnMetadataInk,
    OwnMetadataOn,
    OwnEphemeral,
    OwnEphemeralInk,
    OwnEphemeralOn,
    OwnStale,
    OwnFirmware,
    OwnFreeLine,
    Fault,
    FaultInk,
    HoldsInk,

    /// <summary>What does not outlive a kexec, where it is too thin for its texture.</summary>
    OwnEphemeralThin,
}
