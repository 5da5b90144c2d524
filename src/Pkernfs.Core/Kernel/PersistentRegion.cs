using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// pkernfs=&lt;size&gt; without a base, in guestmemfs's way: the first kernel chooses the place while it still has all memory, and Kexec HandOver hands it on
/// (<see cref="RegionHandover"/>), since a command line that is written before cannot know it.
/// </summary>
public static class PersistentRegion
{
    /// <summary>True while a handover may still say where the region is.</summary>
    public static bool IsToBeFound(KernelContext kernel) =>
        kernel.State.CommandLine is { PkernfsSize: not null, Pkernfs: null, Handover: not null } && HandoverBoot.Find(kernel.Memory, kernel.State.BootParameters) is not null;

    /// <summary>Chooses the place as memblock does, the highest that is free, at a multiple of a block's size. Nothing where the command line does not ask, a place is known, or none is free.</summary>
    public static void Choose(KernelContext kernel)
    {
        if (kernel.State.CommandLine is not { PkernfsSize: { } size, Pkernfs: null }) return;
        var free = PageAllocator.Over(UsableMap.Build(kernel.State.BootParameters.MemoryMap, kernel.State.CommandLine).UsablePages)
            .ReserveFree(kernel.State.Image, OwnerClass.KernelImage, "kernel");
        foreach (var (range, label) in BootSequence.LeftByLoader(kernel.Hardware.Processor, kernel.State.BootParameters)) free = free.ReserveFree(range, OwnerClass.KernelData, label);
        if (!free.TryTopDown(size, ByteCount.FromMiB(2), new(1UL << 46), out var place)) return;
        Take(kernel, place);
        kernel.Log($"pkernfs: chose {place}");
    }

    /// <summary>The place is known: it is pkernfs's, and out of the memory map.</summary>
    public static void Take(KernelContext kernel, PhysicalRange region)
    {
        var commandLine = kernel.State.CommandLine with { Pkernfs = region };
        kernel.State = kernel.State with { CommandLine = commandLine, Map = UsableMap.Build(kernel.State.BootParameters.MemoryMap, commandLine) };
    }
}
