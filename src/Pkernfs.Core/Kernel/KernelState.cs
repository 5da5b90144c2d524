using System.Collections.Immutable;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// A running kernel's own objects. They hang off the machine only while it runs: a kexec drops them all, and the next
/// kernel builds its own from memory, registers and its command line.
/// </summary>
public sealed record KernelState
{
    /// <summary>"6.7.0", as the image's header says.</summary>
    public required string Release { get; init; }

    public required BootParameters BootParameters { get; init; }

    public required KernelCommandLine CommandLine { get; init; }

    /// <summary>Where vmlinux was unpacked.</summary>
    public required PhysicalRange Image { get; init; }

    /// <summary>The firmware's map after this kernel's edits.</summary>
    public UsableMap Map { get; init; } = new([], []);

    public PageAllocator Pages { get; init; } = PageAllocator.Over([]);

    /// <summary>The array of struct page, 64 bytes for each frame of System RAM.</summary>
    public PhysicalRange PageStructs { get; init; }

    /// <summary>True for a build with CONFIG_DEFERRED_STRUCT_PAGE_INIT: most page structs of the highest zone are initialised when the rest is set free.</summary>
    public bool DefersPageStructs { get; init; }

    /// <summary>The kernel's own page tables: the direct map and its image.</summary>
    public PageTableRoot DirectMap { get; init; }

    /// <summary>The pkernfs region as this kernel mapped it; null while it has not.</summary>
    public PkernfsMount Pkernfs { get; init; } = PkernfsMount.None;

    public IommuState Iommu { get; init; } = IommuState.None;

    /// <summary>Which driver holds which function.</summary>
    public ImmutableSortedDictionary<PciAddress, string> Drivers { get; init; } = ImmutableSortedDictionary<PciAddress, string>.Empty;

    public ImmutableArray<VfioContainer> Containers { get; init; } = [];

    /// <summary>Open iommufd contexts.</summary>
    public ImmutableArray<IommufdContext> Iommufds { get; init; } = [];

    /// <summary>Inodes of persisted files that a process opened through the kernel's listing or took out of a session.</summary>
    public ImmutableSortedSet<ulong> OpenEntries { get; init; } = [];
    /// <summary>Kexec HandOver's scratch areas, in the order of their array: low memory, anywhere, each node. Empty where it is off.</summary>
    public ImmutableArray<PhysicalRange> Scratch { get; init; } = [];

    /// <summary>False for a build without CONFIG_KEXEC_HANDOVER_DEBUG: nobody looks whether what is to be handed over is in scratch.</summary>
    public bool ChecksScratch { get; init; } = true;

    /// <summary>Where the array that names them is.</summary>
    public PhysicalAddress ScratchArray { get; init; }

    /// <summary>What an earlier kernel handed over; null where nothing, or nothing that this kernel can read.</summary>
    public IncomingHandover? Incoming { get; init; }

    /// <summary>What this kernel is going to hand over; null where Kexec HandOver is off or not up yet.</summary>
    public HandoverState? Handover { get; init; }

    /// <summary>The Live Update Orchestrator; null where it is off or not up yet.</summary>
    public OrchestratorState? Orchestrator { get; init; }

    /// <summary>Regions of reserve_mem=, in the order of the command line.</summary>
    public ImmutableArray<NamedRegion> NamedRegions { get; init; } = [];

    /// <summary>Files in anonymous memory (memfd) that a process has open.</summary>
    public ImmutableArray<MemoryFile> MemoryFiles { get; init; } = [];

    /// <summary>The kernel that kexec loaded; null where none is.</summary>
    public LoadedKernel? NextKernel { get; init; }

    /// <summary>What it panicked with; null while it runs.</summary>
    public string? Panic { get; init; }

    /// <summary>What it logged, oldest first.</summary>
    public ImmutableArray<string> Log { get; init; } = [];
}

/// <summary>What this kernel knows of pkernfs: all of it ephemeral, rebuilt at each boot.</summary>
/// <param name="Initialised">True once the region was formatted or adopted.</param>
/// <param name="Mounted">True once user space mounted it.</param>
/// <param name="Sizes">VFS inodes' sizes by inode number: the medium does not keep them (RFC 04/18).</param>
public sealed record PkernfsMount(bool Initialised, bool Mounted, ImmutableSortedDictionary<ulong, ByteCount> Sizes)
{
    public static PkernfsMount None { get; } = new(false, false, ImmutableSortedDictionary<ulong, ByteCount>.Empty);
}
