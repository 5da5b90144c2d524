using System.Collections.Immutable;

namespace Pkernfs.Core.Kernel;

/// <summary>How one kind of file is handed over: the callbacks that the orchestrator calls, in the order of a live update.</summary>
public abstract class FileHandler
{
    /// <summary>Its name in file records, with its version.</summary>
    public abstract string Compatible { get; }

    /// <summary>Shared data that its files need.</summary>
    public virtual ImmutableArray<string> Needs => [];

    /// <summary>Every kind that can be handed over.</summary>
    public static ImmutableArray<FileHandler> All { get; } = [new MemoryFileHandler(), new IommufdHandler(), new VfioDeviceHandler()];

    /// <summary>can_preserve.</summary>
    public abstract bool Takes(OpenFile file);

    /// <summary>preserve, in the old kernel while everything runs.</summary>
    /// <param name="session">What the session holds already: some files ask for others before them.</param>
    public abstract SystemCall Preserve(KernelContext kernel, LiveUpdateSession session, OpenFile file, out ulong data);

    /// <summary>unpreserve, in the old kernel: everything that <see cref="Preserve"/> did is undone, and may be done again.</summary>
    public abstract void Unpreserve(KernelContext kernel, SessionFile file);

    /// <summary>freeze, within reboot().</summary>
    public virtual SystemCall Freeze(KernelContext kernel, SessionFile file) => SystemCall.Success;

    /// <summary>retrieve, in the new kernel when user space asks.</summary>
    public abstract SystemCall Retrieve(KernelContext kernel, IncomingFile file, out OpenFile? retrieved);

    /// <summary>can_finish: null where nothing is against it.</summary>
    public virtual string? WhyNotFinish(KernelContext kernel, IncomingFile file) => null;

    /// <summary>finish: what only the update needed goes.</summary>
    public abstract void Finish(KernelContext kernel, IncomingFile file);
}
