using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Kernel;

/// <summary>Table pages from the kernel's own allocator: ordinary RAM, lost at the next kexec.</summary>
internal sealed class KernelTablePages(KernelContext kernel, string label) : ITablePages
{
    public bool TryAllocate(out PhysicalAddress page, [NotNullWhen(false)] out string? problem)
    {
        problem = kernel.TryAllocatePage(OwnerClass.EphemeralPageTable, label, out page) ? null : $"No free frame is left for {label}.";
        return problem is null;
    }

    public void Free(PhysicalAddress page) => kernel.Free(page);
}

/// <summary>
/// RFC 14/18's shim: table pages from a domain's own 2 MiB region in pkernfs, or from several where that limit is lifted. Freeing is not wired
/// to the region in the posted series, so a page taken stays taken.
/// </summary>
internal sealed class RegionTablePages(PageTableRegions regions) : ITablePages
{
    public bool TryAllocate(out PhysicalAddress page, [NotNullWhen(false)] out string? problem) => regions.TryAllocatePage(out page, out problem);

    public void Free(PhysicalAddress page)
    {
    }
}
