using System.Collections.Immutable;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>The Live Update Orchestrator of a running kernel.</summary>
/// <param name="Number">Which live update it prepares: 1 for the first.</param>
/// <param name="Root">Where its root stands that the next kernel will read.</param>
/// <param name="Sessions">Sessions to be handed over, in the order they were made.</param>
/// <param name="Shared">Data that is handed over as long as some file needs it.</param>
/// <param name="Frozen">True once reboot() has frozen every file: sessions change no more.</param>
public sealed record OrchestratorState(
    ulong Number,
    PhysicalAddress Root,
    ImmutableArray<LiveUpdateSession> Sessions,
    ImmutableArray<SharedData> Shared,
    bool Frozen)
{
    /// <summary>What the kernel before handed over; null where nothing.</summary>
    public IncomingOrchestrator? Incoming { get; init; }

    /// <summary>True once user space mounted the view of what was handed over as a filesystem.</summary>
    public bool Mounted { get; init; }
}

/// <summary>A session: files that are handed over together, under a name that user space chose.</summary>
public sealed record LiveUpdateSession(string Name, ImmutableArray<SessionFile> Files);

/// <summary>A file of a session.</summary>
/// <param name="Data">What its handler wants back, normally an address.</param>
/// <param name="Token">User space's name for it.</param>
public sealed record SessionFile(OpenFile File, string Compatible, ulong Data, ulong Token);

/// <summary>Data that several files need.</summary>
public sealed record SharedData(string Compatible, ulong Data, ulong References);

/// <summary>What a kernel got from the orchestrator of the one before.</summary>
/// <param name="Sessions">As listed at the first open of /dev/liveupdate; null before.</param>
/// <param name="Shared">As listed when someone first asked; null before.</param>
/// <param name="Blocks">Pages that list sessions, files and shared data.</param>
public sealed record IncomingOrchestrator(
    OrchestratorRoot Root,
    ImmutableArray<IncomingSession>? Sessions,
    ImmutableArray<SharedData>? Shared,
    ImmutableArray<PhysicalAddress> Blocks);

/// <param name="Retrieved">True once user space has it.</param>
public sealed record IncomingSession(string Name, ImmutableArray<IncomingFile> Files, bool Retrieved, bool Finished);

/// <param name="File">What it became; null before it was retrieved.</param>
public sealed record IncomingFile(string Compatible, ulong Data, ulong Token, OpenFile? File);

/// <summary>What a file descriptor stands for, as far as it can be handed over.</summary>
public abstract record OpenFile;

/// <summary>A memfd.</summary>
public sealed record OpenMemoryFile(int Id) : OpenFile;

/// <summary>An iommufd.</summary>
public sealed record OpenIommufd(int Context) : OpenFile;

/// <summary>A vfio-pci device's cdev.</summary>
public sealed record OpenVfioDevice(PciAddress Function) : OpenFile;
