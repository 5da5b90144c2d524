using System.Collections.Immutable;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// kexec_file_load: stages the next kernel's segments in pages of this kernel, and writes the list that says where each page
/// belongs. Destinations are the highest System RAM, so most of them hold this kernel's own data until the jump; with Kexec HandOver they
/// are in scratch alone, and the boot parameters hand the handover's tree and the scratch areas on.
/// </summary>
public static class KexecLoader
{
    /// <summary>The node of setup_data stands behind the longest command line, on the boot parameters' second page.</summary>
    private static readonly ByteCount SetupDataOffset = ByteCount.Page + new ByteCount(BootParameters.CommandLineSize);

    /// <summary>Loads a kernel; null, with a sentence, where memory is short.</summary>
    public static LoadedKernel? Load(KernelContext kernel, string release, string commandLine, out string? problem)
    {
        var handover = kernel.State.Handover;
        var usable = PageAllocator.Over(kernel.State.Map.UsablePages);
        if (handover is not null) usable = usable with { Only = [.. kernel.State.Scratch.Order()] };
        PhysicalRange scratch = default;
        if (!TryPlace(ref usable, KernelImage.BzImageSize, "bzImage", out var image)
            || !TryPlace(ref usable, KernelImage.RamdiskSize, "initial ramdisk", out var ramdisk)
            || !TryPlace(ref usable, ByteCount.Page * 2, "boot parameters", out var parametersAndCommandLine)
            || (handover is not null && !TryPlace(ref usable, ByteCount.Page, "scratch areas", out scratch)))
        {
            problem = handover is null
                ? "EADDRNOTAVAIL: kexec_file_load finds no hole in System RAM that is large enough for the next kernel."
                : "EADDRNOTAVAIL: kexec_file_load finds no hole in the scratch areas that is large enough for the next kernel. Give kho_scratch= more.";
            return null;
        }
        // The next kernel gets firmware's own map again; a carve-out is in its command line only, a handover in setup_data.
        var parameters = new BootParameters(kernel.State.BootParameters.MemoryMap, commandLine, parametersAndCommandLine.Start + ByteCount.Page, new(ramdisk.Start, KernelImage.RamdiskSize), handover is null ? default : parametersAndCommandLine.Start + SetupDataOffset);
        var list = new KimageList(kernel);
        var held = HoldFree(kernel, [image, ramdisk, parametersAndCommandLine, scratch]);
        bool staged = Stage(kernel, list, image, "next bzImage", at => KernelImage.WriteBzImage(kernel.Memory, at, release))
            && Stage(kernel, list, ramdisk, "next initial ramdisk", at => KernelImage.WriteRamdisk(kernel.Memory, at, release))
            && StageParameters(kernel, list, parametersAndCommandLine, parameters, scratch)
            && (scratch.IsEmpty || Stage(kernel, list, scratch, "next scratch areas", at => WriteScratch(kernel, at)))
            && list.TryFinish();
        foreach (var range in held) kernel.Free(range.Start);
        problem = staged ? null : "ENOMEM: kexec_file_load: no free frames are left to stage the next kernel in.";
        if (!staged) return null;
        var loaded = new LoadedKernel(list.Head, image.Start, parametersAndCommandLine.Start);
        kernel.State = kernel.State with { NextKernel = loaded };
        return loaded;
    }

    /// <summary>The next kernel gets its own copy of the array, in scratch: this kernel's lies in memory that nobody hands over.</summary>
    private static void WriteScratch(KernelContext kernel, PhysicalAddress at)
    {
        kernel.Memory.TryFill(new(at, ByteCount.Page), Frame.Zero);
        kernel.Memory.TryWrite(at, ScratchAreas.Encode(kernel.State.Scratch));
    }

    /// <summary>No page may be staged where another will be copied to, so what is free there is held back meanwhile.</summary>
    private static PhysicalRange[] HoldFree(KernelContext kernel, PhysicalRange[] destinations)
    {
        var free = kernel.State.Pages.Gaps().SelectMany(gap => destinations.Select(gap.Intersect)).Where(range => !range.IsEmpty).ToArray();
        foreach (var range in free)
            kernel.State = kernel.State with { Pages = kernel.State.Pages.Reserve(range, OwnerClass.KernelData, "kexec: destination") };
        return free;
    }

    private static bool TryPlace(ref PageAllocator free, ByteCount length, string label, out PhysicalRange place)
    {
        if (!free.TryTopDown(ByteCount.Page * length.PagesRoundedUp, ByteCount.FromMiB(1), new(ulong.MaxValue), out place)) return false;
        free = free.Reserve(place, OwnerClass.KernelData, label);
        return true;
    }

    private static bool Stage(KernelContext kernel, KimageList list, PhysicalRange destination, string label, Action<PhysicalAddress> write)
    {
        if (!kernel.TryAllocateScattered(destination.Length, ByteCount.Page, OwnerClass.KernelData, "kexec: " + label, out var source)) return false;
        write(source.Start);
        return list.TryAdd(destination.Start, source);
    }

    private static bool StageParameters(KernelContext kernel, KimageList list, PhysicalRange destination, BootParameters parameters, PhysicalRange scratch)
    {
        if (!kernel.TryAllocateScattered(destination.Length, ByteCount.Page, OwnerClass.KernelData, "kexec: next boot parameters", out var source)) return false;
        kernel.Memory.TryFill(source, Frame.Zero);
        parameters.Write(kernel.Memory, source.Start, source.Start + ByteCount.Page);
        if (kernel.State.Handover is { } handover)
        {
            var node = new HandoverSetupData(handover.Tree, FrameNumber.SizeInBytes, scratch.Start, (ulong)(kernel.State.Scratch.Length * ScratchAreas.EntrySize));
            kernel.Memory.TryWrite(source.Start + SetupDataOffset, node.Encode());
        }
        return list.TryAdd(destination.Start, source);
    }
}
