using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.Userspace;

/// <summary>The VMM of one boot: a process, so that nothing of it survives a kexec but what it wrote into files.</summary>
/// <param name="Pid">Its process id in this boot.</param>
/// <param name="Binary">Which build of it runs: a live update may bring another.</param>
/// <param name="Memory">Its address space; the guest's RAM is a mapping in it.</param>
/// <param name="GuestRam">Where guest RAM is mapped; empty before.</param>
/// <param name="Container">Its VFIO container; null before it opened one.</param>
/// <param name="Processors">The guest's vCPUs; empty before they are made or restored.</param>
public sealed record VmmProcess(
    int Pid,
    string Binary,
    AddressSpace Memory,
    VirtualRange GuestRam,
    int? Container,
    ImmutableArray<VirtualProcessor> Processors)
{
    /// <summary>The guest that it runs, by name; empty for the only one.</summary>
    public string Guest { get; init; } = "";

    /// <summary>What people call the process: "VMM 412", "VMM 412 of db-3".</summary>
    public string Title => Guest.Length == 0 ? $"VMM {Pid}" : $"VMM {Pid} of {Guest}";

    /// <summary>What it holds of an iommufd; null where it uses none.</summary>
    public IommufdHandles? Iommufd { get; init; }

    /// <summary>The persisted file that discovery gave it a descriptor of; null where it goes by names.</summary>
    public InodeNumber? Found { get; init; }

    /// <summary>True while the guest executes.</summary>
    public bool GuestRuns => Processors.Any(processor => processor.Running);
}

/// <summary>A process's iommufd: the file, and the ids that it was given in it.</summary>
/// <param name="Context">The open file's stand-in.</param>
/// <param name="Device">The bound device's id; 0 before one is bound.</param>
/// <param name="Ioas">Its address space; null before it was allocated.</param>
/// <param name="Hwpt">Its hardware page table; null before.</param>
public sealed record IommufdHandles(int Context, int Device, int? Ioas = null, int? Hwpt = null);

/// <summary>A vCPU: it runs or it does not, and it counts the heartbeats that it writes into guest RAM.</summary>
/// <param name="Sequence">The number of its next heartbeat, from 1. A restored vCPU that counts from 1 again has lost its state.</param>
public sealed record VirtualProcessor(int Number, bool Running, ulong Sequence);
