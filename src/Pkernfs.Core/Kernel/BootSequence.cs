using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>A kernel's first steps, from its entry point until it can hand out pages.</summary>
public static class BootSequence
{
    private static readonly VirtualAddress DirectMapBase = new(0xffff888000000000);
    private static readonly VirtualAddress KernelTextBase = new(0xffffffff81000000);

    /// <summary>
    /// The decompressor: picks a place for vmlinux that the map says is free, away from what the loader left and from
    /// every memmap= range, and unpacks it there; after a handover only scratch is considered (SETUP_KEXEC_KHO). Null, with a sentence, where the processor was sent to no kernel.
    /// </summary>
    public static KernelContext? Decompress(PlatformWriter hardware, PkernfsOptions options, out string? problem, HandoverVersion handover = HandoverVersion.V4)
    {
        if (KernelImage.ReadRelease(hardware.Memory, hardware.Processor.InstructionPointer) is not { } release)
        {
            problem = $"No kernel at {hardware.Processor.InstructionPointer}: the setup header's magic \"HdrS\" is missing there.";
            return null;
        }
        if (BootParameters.Read(hardware.Memory, hardware.Processor.BootParameters, out problem) is not { } parameters) return null;

        var commandLine = KernelCommandLine.Parse(parameters.CommandLine);
        var candidates = PageAllocator.Over(UsableMap.Build(parameters.MemoryMap, commandLine).Usable);
        if (HandoverBoot.Find(hardware.Memory, parameters) is { } handed && ScratchAreas.Read(hardware.Memory, handed.Scratch, handed.ScratchSize, out _) is { } scratch)
        {
            // The areas are taken as they are, whether or not they are in the map, clear of memmap= ranges alone.
            var areas = commandLine.Memmap.Where(option => option.Action is not (MemmapAction.Usable or MemmapAction.ExactMap))
                .Aggregate<MemmapOption, IEnumerable<PhysicalRange>>(scratch, (parts, option) => parts.SelectMany(part => part.Except(option.Range)));
            candidates = PageAllocator.Over(areas).ReserveFree(new(handed.Scratch, new(handed.ScratchSize)), OwnerClass.HandoverMetadata, "scratch areas");
        }
        foreach (var (range, label) in LeftByLoader(hardware.Processor, parameters))
            candidates = candidates.ReserveFree(range, OwnerClass.KernelImage, label);
        if (!TryChooseImagePlace(candidates, hardware.Seed, release, out var image))
        {
            problem = $"No free run of {KernelImage.VmlinuxSize} for the kernel: the usable map has none left.";
            return null;
        }
        KernelImage.WriteVmlinux(hardware.Memory, image.Start, release);
        return new KernelContext(hardware, new KernelState { Release = release, BootParameters = parameters, CommandLine = commandLine, Image = image }, options) { HandoverVersion = handover };
    }

    /// <summary>early_param: the firmware's map, edited by memmap= and the rest, and where pkernfs= says its region is (RFC 01/18, 06/18).</summary>
    public static void ParseEarlyParameters(KernelContext kernel)
    {
        if (!PersistentRegion.IsToBeFound(kernel)) PersistentRegion.Choose(kernel);
        var map = UsableMap.Build(kernel.State.BootParameters.MemoryMap, kernel.State.CommandLine);
        kernel.State = kernel.State with { Map = map };
        foreach (var edit in map.Edits) kernel.Log(edit.LogLine);
        if (kernel.State.CommandLine.Pkernfs is { } region) kernel.Log($"pkernfs: region {region}");
    }

    /// <summary>What is already in memory is reserved before anything is handed out.</summary>
    public static void ReserveEarly(KernelContext kernel, ProcessorState entry)
    {
        var pages = PageAllocator.Over(kernel.State.Map.UsablePages).Reserve(kernel.State.Image, OwnerClass.KernelImage, $"kernel {kernel.State.Release}");
        foreach (var (range, label) in LeftByLoader(entry, kernel.State.BootParameters))
        {
            if (label != "bzImage" && pages.Usable.Any(usable => usable.Overlaps(range))) pages = pages.ReserveFree(range, OwnerClass.KernelData, label);
        }
        kernel.State = kernel.State with { Pages = pages with { Cursor = kernel.State.Image.End } };
    }

    /// <summary>The array of struct page, from the top of RAM down, written over whatever stood there.</summary>
    public static bool TryMakePageStructs(KernelContext kernel)
    {
        var size = PageStructArray.SizeFor(kernel.State.Pages.Usable);
        if (!kernel.TryAllocateTopDown(size, ByteCount.FromMiB(2), OwnerClass.KernelData, "struct page array", out var array)) return false;
        kernel.State = kernel.State with { PageStructs = array };
        if (kernel.State.DefersPageStructs) DeferredPageStructs.Begin(kernel);
        else PageStructArray.Initialise(kernel.Memory, array);
        return true;
    }

    /// <summary>The kernel's own page tables: all System RAM at the direct map, the image at its link address. The carve-out is in neither.</summary>
    public static bool TryMakeDirectMap(KernelContext kernel)
    {
        if (!kernel.TryAllocatePage(OwnerClass.EphemeralPageTable, "kernel page tables", out var top)) return false;
        var root = new PageTableRoot(top, 4);
        var pages = new KernelTablePages(kernel, "kernel page tables");
        bool mapped = kernel.State.Pages.Usable.All(range => TryMap(DirectMapBase + new ByteCount(range.Start.Value), range))
            && TryMap(KernelTextBase, kernel.State.Image);
        kernel.State = kernel.State with { DirectMap = root };
        return mapped;

        bool TryMap(VirtualAddress at, PhysicalRange range) => PageTable<X86Paging, VirtualAddress>.Map(
            kernel.Memory, root, KernelContext.ProcessorLimits, new(at, range.Length), range.Start, AccessRights.ReadWrite, pages).Succeeded;
    }

    /// <summary>The ramdisk's files are unpacked by the time user space runs, so its frames are given back; their bytes stay.</summary>
    public static void FreeRamdisk(KernelContext kernel)
    {
        var ramdisk = kernel.State.BootParameters.Ramdisk;
        if (kernel.State.Pages.At(ramdisk.Start) is not { } allocation) return;
        kernel.Free(allocation.Range.Start);
        kernel.Log($"Freeing initrd memory: {allocation.Range.Length.Value >> 10}K");
    }

    /// <summary>Hash tables, per-CPU areas, slabs and page cache: what a kernel's memory fills with before any VMM starts.</summary>
    public static void FillSlabs(KernelContext kernel)
    {
        (string Label, ulong KiB, int Count)[] users =
        [
            ("dentry cache hash table", 8192, 1),
            ("inode cache hash table", 4096, 1),
            ("per-CPU areas", 2048, 2),
            ("log buffer", 512, 1),
            ("slab", 512, 40),
            ("slab", 128, 64),
            ("page cache", 8192, 12),
            ("page cache", 2048, 24),
        ];
        foreach (var (label, size, count) in users)
        {
            var content = KernelImage.Pattern(label, kernel.State.Release);
            for (int i = 0; i < count; i++)
            {
                if (kernel.TryAllocateScattered(ByteCount.FromKiB(size), ByteCount.FromKiB(64), OwnerClass.KernelData, label, out var place))
                    kernel.Memory.TryFill(place, content);
            }
        }
    }

    internal static IEnumerable<(PhysicalRange Range, string Label)> LeftByLoader(ProcessorState entry, BootParameters parameters)
    {
        yield return (new(entry.InstructionPointer, ByteCount.Page * KernelImage.BzImageSize.PagesRoundedUp), "bzImage");
        yield return (new(entry.BootParameters, ByteCount.Page), "boot parameters");
        yield return (new(parameters.CommandLineAddress, ByteCount.Page), "command line");
        if (!parameters.Ramdisk.IsEmpty) yield return (parameters.Ramdisk, "initial ramdisk");
    }

    /// <summary>KASLR: one of the aligned free places at 16 MiB or above and below 4 GiB, where there is one.</summary>
    private static bool TryChooseImagePlace(PageAllocator free, ulong seed, string release, out PhysicalRange image)
    {
        var lowest = new PhysicalAddress(16 << 20);
        var random = SeededRandom.For(seed, KernelImage.Hash("kaslr " + release));
        var from = lowest + new ByteCount(random.Below(1UL << 30, out _));
        return free.TryBottomUp(KernelImage.VmlinuxSize, KernelImage.Alignment, from, out image)
            || free.TryBottomUp(KernelImage.VmlinuxSize, KernelImage.Alignment, lowest, out image);
    }
}
