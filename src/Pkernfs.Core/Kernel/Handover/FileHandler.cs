using System.Collections.Immutable;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

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

    /// <summary>The handler of a kind that is known.</summary>
    public static FileHandler Of(string compatible) => All.First(handler => handler.Compatible == compatible);

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

    /// <summary>As <see cref="Retrieve"/>, into a descriptor that user space opened itself; most kinds have none that could take it.</summary>
    public virtual SystemCall RetrieveInto(KernelContext kernel, IncomingFile file, OpenFile target) =>
        SystemCall.Failed(Errno.EINVAL, $"A file of kind {Compatible} cannot be handed to another descriptor.");

    /// <summary>What a file that was handed over is, by its record in memory, for who lists it; null where the record is lost.</summary>
    public abstract string? Describe(KernelContext kernel, IncomingFile file);

    /// <summary>The function whose device file it is; null for other files.</summary>
    public virtual PciAddress? FunctionOf(KernelContext kernel, IncomingFile file) => null;

    /// <summary>can_finish: null where nothing is against it.</summary>
    public virtual string? WhyNotFinish(KernelContext kernel, IncomingFile file) => null;

    /// <summary>finish: what only the update needed goes.</summary>
    public abstract void Finish(KernelContext kernel, IncomingFile file);

    /// <summary>The bytes of a file's record; null where its place was not handed over.</summary>
    protected static byte[]? RecordOf(KernelContext kernel, IncomingFile file, int size)
    {
        byte[] bytes = new byte[size];
        var page = new PhysicalAddress(file.Data);
        return page.Value >> PhysicalMemory.AddressBits == 0 && kernel.State.Pages.At(page) is { Kind: OwnerClass.HandoverMetadata } && kernel.Memory.TryRead(page, bytes) ? bytes : null;
    }
}
