using System.Collections.Immutable;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Platform;

/// <summary>DMA over a step, counted from what happened in memory.</summary>
/// <param name="Reads">Reads attempted.</param>
/// <param name="Writes">Writes attempted.</param>
/// <param name="Faults">Accesses that the remapping unit refused.</param>
/// <param name="Lost">Writes whose payload is not where the ledger says it belongs, reads that did not get it.</param>
/// <param name="Misdirected">Accesses that went to another physical address than the ledger says.</param>
/// <param name="Late">Writes that landed after the memory had been taken away from the device.</param>
public sealed record DmaCounts(int Reads, int Writes, int Faults, int Lost, int Misdirected, int Late)
{
    public static DmaCounts None { get; } = new(0, 0, 0, 0, 0, 0);

    public static DmaCounts operator +(DmaCounts left, DmaCounts right) => new(
        left.Reads + right.Reads,
        left.Writes + right.Writes,
        left.Faults + right.Faults,
        left.Lost + right.Lost,
        left.Misdirected + right.Misdirected,
        left.Late + right.Late);
}

/// <summary>What one device did over a step.</summary>
/// <param name="Landings">Where payloads arrived that belong there, in order.</param>
/// <param name="LastFault">The latest refused access; null when none was refused.</param>
public sealed record DeviceDma(DmaCounts Counts, ImmutableArray<PhysicalAddress> Landings, DmaFault? LastFault)
{
    public static DeviceDma Idle { get; } = new(DmaCounts.None, [], null);
}

/// <summary>An access that the unit refused.</summary>
public sealed record DmaFault(Iova Iova, AccessKind Access, FaultReason Reason);
