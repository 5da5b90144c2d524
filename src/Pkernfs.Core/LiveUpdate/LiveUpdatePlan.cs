using System.Collections.Immutable;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>Everything that a run is decided by: the same plan gives the same machines, byte for byte.</summary>
/// <param name="Approach">The approach's id: "pkernfs".</param>
/// <param name="Seed">Where all that looks random comes from: device traffic, the kernel image's place, slab layout.</param>
public sealed record LiveUpdatePlan(
    Board Board,
    KernelPlan KernelA,
    KernelPlan KernelB,
    GuestPlan Guest,
    ImmutableArray<DevicePlan> Devices,
    string Approach,
    PkernfsOptions Options,
    ulong Seed);

/// <summary>A kernel to boot: its release ("6.7.0") and its whole command line.</summary>
public sealed record KernelPlan(string Release, string CommandLine);

/// <summary>The virtual machine: its RAM, kept in a pkernfs file of that name, and its vCPUs.</summary>
public sealed record GuestPlan(string RamFile, ByteCount Memory, int VirtualCpus);

/// <summary>A function that does DMA in this run.</summary>
/// <param name="Persistent">True: passed through to the guest and carried across the kexec. False: the host's own, in a default domain.</param>
/// <param name="Label">What people call it: "NIC, assigned".</param>
public sealed record DevicePlan(PciAddress Address, string Label, bool Persistent);

/// <summary>Where the posted code differs from its stated intent, the intent is modelled; each flag here asks for the code as posted.</summary>
/// <param name="ZapEveryDevice">RFC 10/18: the shutdown path clears every device's context entry, persistent ones too.</param>
/// <param name="ReallocateOnTruncate">RFC 04/18: growing a file that has blocks allocates all of them again.</param>
/// <param name="TypeTestByOr">RFC 07/18: the inode type test uses | for &amp;, so every file passes for a page-table file.</param>
/// <param name="UnboundedAllocation">RFC 04/18: the block allocator's scan does not stop at the region's end.</param>
/// <param name="UncheckedRegionPages">RFC 08/18: a full page-table region hands out an address before the region.</param>
public sealed record PkernfsOptions(
    bool ZapEveryDevice = false,
    bool ReallocateOnTruncate = false,
    bool TypeTestByOr = false,
    bool UnboundedAllocation = false,
    bool UncheckedRegionPages = false)
{
    /// <summary>The intent everywhere.</summary>
    public static PkernfsOptions Intent { get; } = new();

    /// <summary>The posted code everywhere.</summary>
    public static PkernfsOptions AsPosted { get; } = new(true, true, true, true, true);
}
