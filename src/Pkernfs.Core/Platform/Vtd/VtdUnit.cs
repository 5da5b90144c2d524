using System.Collections.Immutable;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>
/// A VT-d DMA-remapping unit in legacy mode, as a value: its registers, and what it remembers of tables in memory.
/// Every access gives the next unit. What is remembered stays until software invalidates it, so a forgotten invalidation shows.
/// Not modelled: scalable mode, interrupt remapping beyond its status bits, page requests beyond their queue's registers,
/// TLBs in devices, remembered upper-level entries (so the IH hint changes nothing).
/// </summary>
public sealed partial record VtdUnit
{
    private VtdUnit(RemappingUnitDescription description)
    {
        Description = description;
        Capability = new(description.Capability);
        ExtendedCapability = new(description.ExtendedCapability);
        SecondStageLimits = new(
            description.HostAddressWidth,
            Capability.SecondStage2MiB,
            Capability.SecondStage1GiB,
            ExtendedCapability.SnoopControl,
            ExtendedCapability.DeviceTlb,
            Capability.MaximumGuestAddressWidth);
        FaultRecords = [.. Enumerable.Repeat(default(FaultRecord), Capability.FaultRecordCount)];
    }

    /// <summary>What the board says of the unit.</summary>
    public RemappingUnitDescription Description { get; }

    public Capability Capability { get; }

    public ExtendedCapability ExtendedCapability { get; }

    /// <summary>What second-stage tables may hold for this unit to translate with them.</summary>
    public PageTableLimits SecondStageLimits { get; }

    /// <summary>GSTS.</summary>
    public GlobalCommand Status { get; private init; }

    /// <summary>TES.</summary>
    public bool TranslationEnabled => (Status & GlobalCommand.TranslationEnable) != 0;

    /// <summary>QIES: invalidations come from the queue, and the invalidation registers do nothing.</summary>
    public bool QueuedInvalidationEnabled => (Status & GlobalCommand.QueuedInvalidationEnable) != 0;

    /// <summary>The root table that the unit uses: what RTADDR held when SRTP was last written, not what it holds now. Zero after power-on.</summary>
    public PhysicalAddress RootTable { get; private init; }

    /// <summary>Remembered context entries, the oldest first; at most <see cref="VtdLimits.ContextCacheEntries"/>, the oldest goes first.</summary>
    public ImmutableArray<CachedContext> ContextCache { get; private init; } = [];

    /// <summary>Remembered leaves, the oldest first; at most <see cref="VtdLimits.IotlbEntries"/>, the oldest goes first.</summary>
    public ImmutableArray<CachedTranslation> Iotlb { get; private init; } = [];

    /// <summary>The fault records, pending or not, as many as CAP.NFR says.</summary>
    public ImmutableArray<FaultRecord> FaultRecords { get; private init; }

    /// <summary>The fault event's registers.</summary>
    public EventRegisters FaultEvent { get; private init; } = EventRegisters.Reset;

    /// <summary>The invalidation completion event's registers.</summary>
    public EventRegisters CompletionEvent { get; private init; } = EventRegisters.Reset;

    /// <summary>The unit as it is at power-on: nothing enabled, nothing remembered, its interrupts masked.</summary>
    public static VtdUnit Reset(RemappingUnitDescription description) => new(description);
}
