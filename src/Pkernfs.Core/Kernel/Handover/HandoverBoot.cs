using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>What a kernel does for Kexec HandOver before it can hand out pages freely.</summary>
public static class HandoverBoot
{
    /// <summary>Scratch areas come in whole blocks of the page allocator, 4 MiB.</summary>
    public static readonly ByteCount ScratchAlignment = ByteCount.Page * (1UL << PreservedBlock.MostOrder);

    /// <summary>What the allocator says of a block that was handed over until someone takes it over.</summary>
    public const string Unclaimed = "handed over, not taken over yet";

    private static readonly PhysicalAddress LowLimit = new(1UL << 32);

    /// <summary>What the boot parameters hand on; null where they hand nothing on.</summary>
    public static HandoverSetupData? Find(IMemoryView memory, BootParameters parameters) => HandoverSetupData.Find(memory, parameters.SetupData, out _);

    /// <summary>
    /// kho_populate: the root tree and the array of scratch areas are read in place and held to what this kernel expects. A handover that it cannot
    /// read is given up with a warning, and this is an ordinary boot: nothing then keeps what was handed over from being overwritten.
    /// </summary>
    /// <returns>False where nothing was handed on, or not in a way that this kernel can read; the sentence says which.</returns>
    public static bool TryPopulate(KernelContext kernel, out string? problem)
    {
        if (Find(kernel.Memory, kernel.State.BootParameters) is not { } handed)
        {
            problem = "The boot parameters hand nothing on: no node of type 10 is in their setup_data list.";
            return false;
        }
        var tree = HandoverTree.Read(kernel.Memory, handed.Tree, out problem);
        if (tree is not null && tree.Version != kernel.HandoverVersion)
            problem = $"The tree at {handed.Tree} is compatible with \"{tree.Version.Compatible()}\", this kernel reads \"{kernel.HandoverVersion.Compatible()}\" and nothing else.";
        if (tree is not null && tree.Map == default) problem ??= $"The tree at {handed.Tree} has no record of preserved memory.";
        var scratch = problem is null ? ScratchAreas.Read(kernel.Memory, handed.Scratch, handed.ScratchSize, out problem) : null;
        if (tree is null || scratch is null)
        {
            kernel.Log("KHO: disabling KHO revival");
            return false;
        }
        kernel.State = kernel.State with { Incoming = new(handed.Tree, tree), Scratch = scratch.Value, ScratchArray = handed.Scratch };
        kernel.Log("KHO: found kexec handover data.");
        return true;
    }

    /// <summary>
    /// Early boot's allocator after a handover: what is reserved is known, but not yet what was handed over, so everything comes from scratch. That is added
    /// to the kernel's memory where the map has it not.
    /// </summary>
    public static void ConfineToScratch(KernelContext kernel)
    {
        var usable = kernel.State.Pages.Usable;
        var added = kernel.State.Scratch.SelectMany(area => usable.Aggregate<PhysicalRange, IEnumerable<PhysicalRange>>([area], (parts, known) => parts.SelectMany(part => part.Except(known))));
        var pages = kernel.State.Pages with { Usable = [.. usable.Concat(added).Order()], Only = [.. kernel.State.Scratch.Order()] };
        var array = new PhysicalRange(kernel.State.ScratchArray, new((ulong)kernel.State.Scratch.Length * ScratchAreas.EntrySize));
        kernel.State = kernel.State with { Pages = pages.ReserveFree(array, OwnerClass.HandoverMetadata, "scratch areas") };
    }

    /// <summary>A first boot reserves scratch areas: low memory, anywhere, one node; from now on only movable pages stand there.</summary>
    public static bool TryReserveScratch(KernelContext kernel, out string? problem)
    {
        problem = null;
        var areas = ImmutableArray.CreateBuilder<PhysicalRange>();
        var pages = kernel.State.Pages;
        var sizes = Sizes(kernel);
        for (int i = 0; i < sizes.Length && problem is null; i++)
        {
            var size = new ByteCount((sizes[i].Value + ScratchAlignment.Value - 1) & ~(ScratchAlignment.Value - 1));
            if (size.Value == 0) continue;
            if (!pages.TryTopDown(size, ScratchAlignment, i == 0 ? LowLimit : new(ulong.MaxValue), out var place))
                problem = $"No free run of {size} is left for a scratch area{(i == 0 ? " below 4 GiB" : "")}: Kexec HandOver stays off.";
            pages = problem is null ? pages.Reserve(place, OwnerClass.KernelData, "scratch") : pages;
            areas.Add(place);
        }
        if (problem is not null) return false;
        kernel.State = kernel.State with { Scratch = areas.ToImmutable(), Pages = kernel.State.Pages with { MovableOnly = [.. areas.Order()] } };
        if (!kernel.TryAllocatePage(OwnerClass.HandoverMetadata, "scratch areas", out var array))
        {
            problem = "No free frame is left for the array of scratch areas.";
            return false;
        }
        kernel.Memory.TryWrite(array, ScratchAreas.Encode(kernel.State.Scratch));
        kernel.State = kernel.State with { ScratchArray = array };
        kernel.Log($"KHO: scratch areas: lowmem: {sizes[0].Value >> 20}MiB global: {sizes[1].Value >> 20}MiB pernode: {sizes[2].Value >> 20}MiB");
        return true;
    }

    /// <summary>
    /// Reserves every block that the record of preserved memory names and stamps its first page struct. The record's own pages are not among
    /// them: they have served.
    /// </summary>
    /// <returns>What was found.</returns>
    public static PreservedMap ReservePreserved(KernelContext kernel)
    {
        var map = PreservedMap.Read(kernel.Memory, kernel.State.Incoming!.Contents);
        string? problem = map.Problem;
        foreach (var block in map.Blocks)
        {
            // The region of pkernfs is out of the memory map by now: it has no page structs, and nobody could give it away.
            if (kernel.State.CommandLine.Pkernfs is { } region && region.Contains(block.Range)) continue;
            if (kernel.State.NamedRegions.Any(region => region.Range.Contains(block.Range)))
            {
                // Reserved by its name already; it gets its stamp like every other.
                PageStructArray.Stamp(kernel.Memory, kernel.State, block);
                continue;
            }
            if (!kernel.State.Pages.Usable.Any(usable => usable.Contains(block.Range)))
            {
                problem ??= $"{block.Range} was handed over, but this kernel has no such RAM.";
                continue;
            }
            // What is reserved already is reserved twice, and nobody is told: two owners will have it.
            if (!kernel.State.Pages.IsFree(block.Range)) problem ??= $"{block.Range} was handed over, but this kernel uses part of it already.";
            kernel.State = kernel.State with { Pages = kernel.State.Pages.ReserveFree(block.Range, OwnerClass.HandoverMetadata, Unclaimed) };
            PageStructArray.Stamp(kernel.Memory, kernel.State, block);
        }
        return map with { Problem = problem };
    }

    /// <summary>memblock_free_all: everything that is not reserved is free memory from now on, old tracker pages too; scratch is for movable pages.</summary>
    public static void ReleaseRest(KernelContext kernel)
    {
        if (kernel.State.DefersPageStructs) DeferredPageStructs.Finish(kernel);
        kernel.State = kernel.State with { Pages = kernel.State.Pages with { Only = [], MovableOnly = [.. kernel.State.Scratch.Order()] } };
    }

    /// <summary>Low memory, anywhere, the one node: as the command line says, or a percentage of what is reserved by now.</summary>
    private static ImmutableArray<ByteCount> Sizes(KernelContext kernel)
    {
        var asked = kernel.State.CommandLine.Handover!;
        if (!asked.Scratch.IsEmpty) return asked.Scratch;
        ulong Reserved(Func<Allocation, bool> which) =>
            kernel.State.Pages.Allocations.Where(which).Aggregate(0UL, (sum, allocation) => sum + allocation.Range.Length.Value) / 100 * asked.ScratchScale;
        ulong low = Reserved(allocation => allocation.Range.End <= LowLimit), all = Reserved(_ => true);
        return [new(low), new(all - low), new(all)];
    }
}
