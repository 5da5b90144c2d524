using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// CONFIG_DEFERRED_STRUCT_PAGE_INIT: early boot initialises the page structs of all zones but the highest, and of that one the first section. The others
/// follow when the rest of memory is set free: of what is free, and of what this kernel reserved for itself. Blocks that were handed over are marked
/// no-init, so theirs nobody initialises.
/// </summary>
public static class DeferredPageStructs
{
    /// <summary>Bytes of one section of SPARSEMEM on x86-64.</summary>
    private static readonly ByteCount Section = ByteCount.FromMiB(128);

    private static readonly PhysicalAddress Dma32 = new(16 << 20), Normal = new(1UL << 32);

    /// <summary>Early boot: the first page structs, with poison in all others, as debug kernels have it.</summary>
    public static void Begin(KernelContext kernel)
    {
        PageStructArray.Poison(kernel.Memory, kernel.State.PageStructs);
        foreach (var part in Of(kernel, kernel.State.Pages.Usable, deferred: false)) PageStructArray.Initialise(kernel.Memory, kernel.State, part);
    }

    /// <summary>page_alloc_init_late: all that is free or this kernel's own.</summary>
    public static void Finish(KernelContext kernel)
    {
        var own = kernel.State.Pages.Allocations.Where(allocation => allocation.Label != HandoverBoot.Unclaimed).Select(allocation => allocation.Range).ToArray();
        var counted = own.Select(range => range.Start).Where(page => PageStructArray.IsAllocated(kernel.Memory, kernel.State, page)).ToArray();
        foreach (var part in Of(kernel, kernel.State.Pages.Gaps().Concat(own), deferred: true)) PageStructArray.Initialise(kernel.Memory, kernel.State, part);
        foreach (var page in counted) PageStructArray.MarkAllocated(kernel.Memory, kernel.State, page);
    }

    private static PhysicalRange[] Of(KernelContext kernel, IEnumerable<PhysicalRange> ranges, bool deferred)
    {
        var zone = kernel.State.Pages.Usable.Any(range => range.End > Normal) ? Normal : Dma32;
        var first = PhysicalRange.FromTo(default, zone + Section);
        return [.. ranges.SelectMany(range => deferred ? range.Except(first) : [range.Intersect(first)]).Where(part => !part.IsEmpty)];
    }
}
