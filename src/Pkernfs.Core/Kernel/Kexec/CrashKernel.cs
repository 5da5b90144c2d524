using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// kdump: a kernel that kexec -p put into memory of its own, for the moment when the running one panics. Nothing is copied then, and no device is shut down. Its
/// boot parameters' memory map has its own memory alone, so that it leaves all other memory as it is, to be dumped.
/// </summary>
public static class CrashKernel
{
    /// <summary>crashkernel=128M.</summary>
    public static readonly ByteCount Size = ByteCount.FromMiB(128);

    /// <summary>Where things are in that memory; what is before and behind is for the kernel to unpack itself into.</summary>
    private static readonly ByteCount Ramdisk = ByteCount.FromMiB(16), Parameters = ByteCount.FromMiB(32);

    private static readonly ByteCount Alignment = ByteCount.FromMiB(16);

    /// <summary>True where a kernel has a run of memory that it could have set aside at its boot.</summary>
    public static bool HasRoom(KernelState kernel) => kernel.Pages.TryTopDown(Size, Alignment, new(ulong.MaxValue), out _);

    /// <summary>Puts a crash kernel in place: the same release, this kernel's command line.</summary>
    /// <param name="handOver">True for code that hands the handover's node on to any kernel, the crash kernel, too.</param>
    /// <returns>Where the processor has to go at a panic, and the crash kernel's memory; null where there is no room.</returns>
    public static (ProcessorState Entry, PhysicalRange Memory)? Load(KernelContext kernel, bool handOver)
    {
        if (!kernel.TryAllocateTopDown(Size, Alignment, OwnerClass.KernelData, "Crash kernel", out var own)) return null;
        var (page, memory) = (own.Start + Parameters, kernel.Memory);
        KernelImage.WriteBzImage(memory, own.Start, kernel.State.Release);
        KernelImage.WriteRamdisk(memory, own.Start + Ramdisk, kernel.State.Release);
        memory.TryFill(new(page, ByteCount.Page * 2), Frame.Zero);
        var node = page + ByteCount.Page + new ByteCount(BootParameters.CommandLineSize);
        bool handsOn = handOver && kernel.State.Handover is not null;
        new BootParameters(
            [new(own, FirmwareRangeKind.Usable)],
            kernel.State.CommandLine.Text,
            page + ByteCount.Page,
            new(own.Start + Ramdisk, KernelImage.RamdiskSize),
            handsOn ? node : default).Write(memory, page, page + ByteCount.Page);
        if (handsOn)
            memory.TryWrite(node, new HandoverSetupData(kernel.State.Handover!.Tree, FrameNumber.SizeInBytes, kernel.State.ScratchArray, (ulong)(kernel.State.Scratch.Length * ScratchAreas.EntrySize)).Encode());
        return (new(own.Start, page), own);
    }

    /// <summary>A panic: the processor goes to the crash kernel, which boots until it can hand out pages. Null, with a sentence, where it does not get that far.</summary>
    public static KernelContext? Enter(PlatformWriter hardware, ProcessorState entry, PkernfsOptions options, HandoverVersion version, out string? problem)
    {
        hardware.Processor = entry;
        if (BootSequence.Decompress(hardware, options, out problem, version) is not { } kernel) return null;
        BootSequence.ParseEarlyParameters(kernel);
        if (kernel.State.CommandLine.Handover is not null) HandoverBoot.TryPopulate(kernel, out _);
        BootSequence.ReserveEarly(kernel, entry);
        if (kernel.State.Incoming is not null) HandoverBoot.ConfineToScratch(kernel);
        if (!BootSequence.TryMakePageStructs(kernel) || !BootSequence.TryMakeDirectMap(kernel))
        {
            problem = "The crash kernel has too little memory for its page structs and page tables.";
            return null;
        }
        if (kernel.State.Incoming is not null) HandoverBoot.ReservePreserved(kernel);
        HandoverBoot.ReleaseRest(kernel);
        return kernel;
    }
}
