using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection;

/// <summary>From a function to its context entry, as the unit's registers and memory have it now; caches are not asked.</summary>
public static class TranslationRoots
{
    /// <summary>The function's context entry; false where translation is off, or root entry or context entry is not present.</summary>
    public static bool TryContext(PlatformState platform, PciAddress function, out ContextEntry entry)
    {
        entry = default;
        return platform.Unit.TranslationEnabled
            && RootEntry.TryRead(platform.Memory, platform.Unit.RootTable, function.Bus, out var root) && root.Present
            && ContextEntry.TryRead(platform.Memory, root.ContextTable, function.DevFn, out entry) && entry.Present;
    }

    /// <summary>The function's context entry where the unit translates by it; null where it refuses it, lets requests through, or is off.</summary>
    public static ContextEntry? Translating(PlatformState platform, PciAddress function)
    {
        var unit = platform.Unit;
        return TryContext(platform, function, out var entry) && entry.TranslationType != TranslationType.PassThrough
            && RootEntry.TryRead(platform.Memory, unit.RootTable, function.Bus, out var root) && !root.HasReservedBits(unit.Description.HostAddressWidth)
            && !entry.HasReservedBits(unit.Description.HostAddressWidth) && entry.IsValidFor(unit.Capability, unit.ExtendedCapability)
            ? entry : null;
    }
}
