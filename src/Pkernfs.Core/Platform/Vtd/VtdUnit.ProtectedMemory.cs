using System.Collections.Immutable;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>
/// Protected memory (VT-d 11.4.8 to 11.4.12): up to two ranges that DMA which no table translates cannot reach, so that firmware can
/// set up tables in peace. What is translated may pass: there the tables decide, and software must not rely on these ranges.
/// </summary>
public sealed partial record VtdUnit
{
    /// <summary>PMEN.EPM, which PRS follows at once: no request is ever in flight here.</summary>
    public bool ProtectedMemoryEnabled { get; private init; }

    private uint ProtectedLowBase { get; init; }

    private uint ProtectedLowLimit { get; init; }

    private ulong ProtectedHighBase { get; init; }

    private ulong ProtectedHighLimit { get; init; }

    /// <summary>The ranges that are blocked now: those that the unit has registers for, while PMEN says so. A limit below its base makes none.</summary>
    public ImmutableArray<PhysicalRange> ProtectedMemory
    {
        get
        {
            if (!ProtectedMemoryEnabled) return [];
            var ranges = ImmutableArray.CreateBuilder<PhysicalRange>();
            if (Capability.ProtectedLowMemory && ProtectedLowLimit >= ProtectedLowBase) ranges.Add(Protected(ProtectedLowBase, ProtectedLowLimit));
            if (Capability.ProtectedHighMemory && ProtectedHighLimit >= ProtectedHighBase) ranges.Add(Protected(ProtectedHighBase, ProtectedHighLimit));
            return ranges.ToImmutable();
        }
    }

    /// <summary>The address bits that the base and limit registers hold: from the granule up to what the platform decodes.</summary>
    private ulong ProtectedMemoryBits => ((1UL << Description.HostAddressWidth) - 1) & ~(VtdLimits.ProtectedMemoryGranule - 1);

    /// <summary>The bits that a limit register lacks are ones: the granule that it names is in the range.</summary>
    private static PhysicalRange Protected(ulong start, ulong limit) => PhysicalRange.Inclusive(new(start), new(limit | (VtdLimits.ProtectedMemoryGranule - 1)));

    private bool IsProtected(PhysicalAddress address)
    {
        if (!ProtectedMemoryEnabled) return false;
        foreach (var range in ProtectedMemory)
        {
            if (range.Contains(address)) return true;
        }
        return false;
    }

    private uint ReadProtectedMemoryEnable() => ProtectedMemoryEnabled ? 1u << 31 | 1 : 0;
}
