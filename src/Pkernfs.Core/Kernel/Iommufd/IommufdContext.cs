using System.Collections.Immutable;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>An open /dev/iommu and the objects in it: all of this kernel, gone at its end.</summary>
/// <param name="Id">The file descriptor's stand-in, from 1.</param>
public sealed record IommufdContext(int Id, ImmutableArray<Ioas> Ioases, ImmutableArray<Hwpt> Hwpts)
{
    /// <summary>Devices bound to it through their VFIO cdev.</summary>
    public ImmutableArray<IommufdDevice> Devices { get; init; } = [];

    /// <summary>The next object's id: objects of every kind are numbered together, from 1.</summary>
    public int NextObject => 1 + Ioases.Select(ioas => ioas.Id).Concat(Hwpts.Select(hwpt => hwpt.Id)).Concat(Devices.Select(device => device.Id)).DefaultIfEmpty().Max();
}

/// <summary>An IO address space: what user space wants a device to reach, whatever hardware it sits behind.</summary>
/// <param name="Frozen">True from a live update's preparation on: mapping changes are refused.</param>
public sealed record Ioas(int Id, bool Frozen, ImmutableArray<IoasArea> Areas);

/// <summary>One IOAS_MAP.</summary>
/// <param name="Virtual">The process's address of the first byte.</param>
/// <param name="PinnedPages">4 KiB pages found and pinned.</param>
public sealed record IoasArea(IovaRange Range, VirtualAddress Virtual, AccessRights Rights, ulong PinnedPages)
{
    /// <summary>The frames that are pinned, in order, neighbours joined: each HWPT is filled from them.</summary>
    public ImmutableArray<PhysicalRange> Frames { get; init; } = [];

    /// <summary>The memfd that the area was made from (IOAS_MAP_FILE), by its descriptor; null for a process's memory.</summary>
    public int? MemoryFile { get; init; }

    /// <summary>The region of reserve_mem that it was made from, by its name; null where it was not.</summary>
    public string? Region { get; init; }
}

/// <summary>A hardware page table: an IOAS as one iommu_domain has it.</summary>
/// <param name="IoasId">The address space that it follows.</param>
/// <param name="DomainId">Its iommu_domain's id.</param>
public sealed record Hwpt(int Id, int IoasId, ushort DomainId)
{
    /// <summary>The token that user space marked it with to be handed over; null where it did not.</summary>
    public ulong? LiveUpdateToken { get; init; }
}

/// <summary>A device bound to an iommufd.</summary>
/// <param name="HwptId">What it is attached to; null before.</param>
public sealed record IommufdDevice(int Id, PciAddress Function, int? HwptId);
