using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>Everything that a run is decided by: the same plan gives the same machines, byte for byte.</summary>
/// <param name="Approach">The approach's id, one of <see cref="Approaches.Names"/>.</param>
/// <param name="Seed">Where all that looks random comes from: device traffic, the kernel image's place, slab layout.</param>
public sealed record LiveUpdatePlan(
    Board Board,
    KernelPlan KernelA,
    KernelPlan KernelB,
    GuestPlan Guest,
    ImmutableArray<DevicePlan> Devices,
    string Approach,
    PkernfsOptions Options,
    ulong Seed)
{
    /// <summary>What the approach leaves open.</summary>
    public Variants Variants { get; init; } = Variants.Default;

    /// <summary>Which format of Kexec HandOver both kernels were built with; used where anything is handed over that way.</summary>
    public HandoverVersion Handover { get; init; } = HandoverVersion.V4;

    /// <summary>True where Kexec HandOver carries what persists: always in its own approach, elsewhere a region that the first kernel chose.</summary>
    public bool HandsOver => Approach == KhoApproach.Name || Variants.Memory == PersistentMemory.Dynamic;

    /// <summary>What a what-if does differently, in order; empty for the scenario as it is.</summary>
    public ImmutableArray<PlanEdit> Edits { get; init; } = [];
}

/// <summary>A kernel to boot: its release ("6.7.0") and its whole command line.</summary>
public sealed record KernelPlan(string Release, string CommandLine);

/// <summary>The virtual machine: its RAM, kept in a pkernfs file of that name, and its vCPUs.</summary>
public sealed record GuestPlan(string RamFile, ByteCount Memory, int VirtualCpus);

/// <summary>A function that does DMA in this run.</summary>
/// <param name="Persistent">True: passed through to the guest and carried across the kexec. False: the host's own, in a default domain.</param>
/// <param name="Label">What people call it: "NIC, assigned".</param>
public sealed record DevicePlan(PciAddress Address, string Label, bool Persistent);
