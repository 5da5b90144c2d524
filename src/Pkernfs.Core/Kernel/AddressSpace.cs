using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Kernel;

/// <summary>A process's memory as its kernel keeps it: x86-64 page tables in ordinary RAM, and what stands where.</summary>
public sealed record AddressSpace(PageTableRoot Tables, ImmutableArray<FileMapping> Mappings)
{
    /// <summary>A fresh address space with an empty top table; null where no frame is left.</summary>
    public static AddressSpace? Create(KernelContext kernel, string process) =>
        kernel.TryAllocatePage(OwnerClass.EphemeralPageTable, $"page tables of {process}", out var top) ? new(new(top, 4), []) : null;

    /// <summary>
    /// mmap of a file. Of pkernfs every block is mapped at once, with 4 KiB entries though blocks are 2 MiB (RFC 05/18) unless that limit is lifted, so that VFIO finds the frames;
    /// of a memfd each folio as large as it is. Null, with a sentence, where the file's memory or table pages fail.
    /// </summary>
    public AddressSpace? MapFile(KernelContext kernel, FileBacking file, string name, VirtualRange where, string process, out string? problem)
    {
        if (!file.TryMemory(kernel, where.Length, out var blocks, out problem)) return null;
        var pages = new KernelTablePages(kernel, $"page tables of {process}");
        var at = where.Start;
        foreach (var block in blocks)
        {
            var result = PageTable<X86Paging, VirtualAddress>.Map(kernel.Memory, Tables, KernelContext.ProcessorLimits, new(at, block.Length), block.Start, AccessRights.ReadWrite, pages, file.LargestLeaf(kernel));
            if (!result.Succeeded)
            {
                problem = result.Problem;
                return null;
            }
            at += block.Length;
        }
        return this with { Mappings = Mappings.Add(new(where, file, name)) };
    }

    /// <summary>Where a byte of the process is; null where nothing is mapped.</summary>
    public PhysicalAddress? Translate(KernelContext kernel, VirtualAddress address, AccessKind access)
    {
        var walk = PageTable<X86Paging, VirtualAddress>.Walk(kernel.Memory, Tables, KernelContext.ProcessorLimits, address, access);
        return walk.Outcome == WalkOutcome.Translated ? walk.Physical : null;
    }

    /// <summary>The frames behind a range, contiguous ones joined; null where part of it is not mapped.</summary>
    public IReadOnlyList<PhysicalRange>? Frames(KernelContext kernel, VirtualRange range)
    {
        var frames = new List<PhysicalRange>();
        var at = range.Start;
        kernel.Memory.Count(WorkKind.PagesWalked, range.Length.PagesRoundedUp);
        foreach (var run in PageTable<X86Paging, VirtualAddress>.Leaves(kernel.Memory, Tables, KernelContext.ProcessorLimits, true, range))
        {
            if (run.Input != at) return null;
            frames.Add(new(run.Output, run.Length));
            at += run.Length;
        }
        return at == range.End ? frames : null;
    }
}

/// <summary>A file mapped into a process.</summary>
public sealed record FileMapping(VirtualRange Range, FileBacking File, string Name);
