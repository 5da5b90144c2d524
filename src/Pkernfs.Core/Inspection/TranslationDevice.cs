using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection;

/// <summary>A function and what the unit's tables say of it, whether translation is on or not.</summary>
/// <param name="Context">Its context entry; null where no table holds one.</param>
/// <param name="ContextTable">The context table that the entry is in; null where there is none.</param>
/// <param name="Refusal">What the unit would refuse every request with before it reads second-stage tables; None where it does not.</param>
/// <param name="Domain">The second-stage tables that the entry points to; null where it points to none.</param>
/// <param name="BusMaster">Without it no request leaves the function.</param>
/// <param name="HasBuffers">True when a driver has programmed buffers into it.</param>
public sealed record TranslationDevice(
    PciAddress Address,
    DmaReach Reach,
    ContextEntry? Context,
    PhysicalAddress? ContextTable,
    FaultReason Refusal,
    TranslationDomain? Domain,
    bool BusMaster,
    bool HasBuffers)
{
    /// <summary>True when requests leave the function.</summary>
    public bool Runs => BusMaster && HasBuffers;
}

/// <summary>How a function's requests get to memory.</summary>
public enum DmaReach
{
    /// <summary>Translation is off: addresses go to memory as they are.</summary>
    Untranslated,

    /// <summary>Its context entry lets them through as they are.</summary>
    PassThrough,

    /// <summary>Through second-stage tables.</summary>
    Translated,

    /// <summary>Not at all: root or context entry refuse.</summary>
    Refused,
}
