using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection;

/// <summary>Which kernel a machine runs.</summary>
/// <param name="Boot">1 for the first that ran, 2 for the next; 0 before any; between kernels that of the one that ended.</param>
/// <param name="Release">"6.7.0"; null while none runs.</param>
/// <param name="Panic">What it panicked with; null while it runs as it should.</param>
public sealed record KernelTrack(int Boot, string? Release, string? Panic = null);

/// <summary>What the guest's vCPUs do.</summary>
public enum ProcessorsTrack
{
    /// <summary>The guest never ran yet.</summary>
    NotStarted,

    Running,

    /// <summary>It ran before, and does not now; there may not even be a VMM.</summary>
    Paused,
}

/// <summary>How a device's DMA fares.</summary>
public enum DmaFlow
{
    /// <summary>It issues no requests.</summary>
    Idle,

    /// <summary>Every access reaches what it ought to reach.</summary>
    Flowing,

    /// <summary>The remapping unit refuses accesses.</summary>
    Faulting,

    /// <summary>Accesses are let through and yet lost or misdirected.</summary>
    Lost,
}

/// <summary>A device's DMA over some steps.</summary>
/// <param name="Reason">Why the unit refused; null unless it did.</param>
/// <param name="Counts">Over all those steps.</param>
public sealed record DmaTrack(DmaFlow Flow, FaultReason? Reason, DmaCounts Counts);

/// <summary>Who translates for a device: software's record beside the hardware's entry.</summary>
/// <param name="Software">The kind of domain that the running kernel believes it attached to; null where it knows of none.</param>
/// <param name="SoftwareId">That domain's id; null with <paramref name="Software"/>.</param>
/// <param name="EntryId">The domain id in the context entry that the unit would use; null where there is no present one.</param>
/// <param name="Enabled">True while the unit translates at all (GSTS.TES).</param>
public sealed record DomainTrack(DomainKind? Software, ushort? SoftwareId, ushort? EntryId, bool Enabled)
{
    /// <summary>"Undefined land" (RFC 00/18): the hardware translates by a table that no kernel object stands behind.</summary>
    public bool IsUndefinedLand => Enabled && EntryId is not null && Software is null;

    /// <summary>A domain of this kernel, and an entry that translates.</summary>
    public bool IsPaging => Enabled && EntryId is not null && Software is not null;
}
