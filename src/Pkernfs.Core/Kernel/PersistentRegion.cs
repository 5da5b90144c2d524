using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// pkernfs=&lt;size&gt; without a base, in guestmemfs's way: the first kernel chooses the place while it still has all memory, and hands it on in the boot
/// parameters' setup_data, since a command line that is written before cannot know it.
/// </summary>
public static class PersistentRegion
{
    /// <summary>The command line with the place that an earlier kernel handed on; as it was where none was, or none is wanted.</summary>
    public static KernelCommandLine Told(IMemoryView memory, BootParameters parameters, KernelCommandLine commandLine) =>
        commandLine is { PkernfsSize: { } size, Pkernfs: null } && RegionSetupData.Find(memory, parameters.SetupData, out _) is { } node && node.Region.Length == size
            ? commandLine with { Pkernfs = node.Region }
            : commandLine;

    /// <summary>Chooses the place as memblock does, the highest that is free, at a multiple of a block's size. Nothing where the command line does not ask, a place is known, or none is free.</summary>
    public static void Choose(KernelContext kernel)
    {
        if (kernel.State.CommandLine is not { PkernfsSize: { } size, Pkernfs: null }) return;
        var free = PageAllocator.Over(UsableMap.Build(kernel.State.BootParameters.MemoryMap, kernel.State.CommandLine).UsablePages)
            .ReserveFree(kernel.State.Image, OwnerClass.KernelImage, "kernel");
        foreach (var (range, label) in BootSequence.LeftByLoader(kernel.Hardware.Processor, kernel.State.BootParameters)) free = free.ReserveFree(range, OwnerClass.KernelData, label);
        if (!free.TryTopDown(size, ByteCount.FromMiB(2), new(1UL << 46), out var place)) return;
        kernel.State = kernel.State with { CommandLine = kernel.State.CommandLine with { Pkernfs = place } };
        kernel.Log($"pkernfs: chose {place}");
    }
}
