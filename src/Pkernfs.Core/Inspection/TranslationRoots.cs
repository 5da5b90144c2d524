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
}
