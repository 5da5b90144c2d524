using System.Collections.Immutable;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection;

/// <summary>What stands beside the device's tables: the kernel's own record of each device's domain, and the CPU's page tables to the same memory.</summary>
/// <param name="Software">One for each device of the tree, in its order.</param>
/// <param name="Processes">The VMMs that run, in the order of their guests.</param>
public sealed record TranslationSides(ImmutableArray<TranslationSoftware> Software, ImmutableArray<ProcessSide> Processes)
{
    /// <summary>Runs of CPU page tables kept for a mapping: a file in order is one.</summary>
    public const int KeptRuns = 1024;

    /// <summary>How much of a mapping is read: as much as of a domain in 4 KiB pages.</summary>
    public static readonly ByteCount ReadOfMapping = ByteCount.Page * (TranslationDomain.MostTables * (ulong)PageTableGeometry.EntriesPerTable);

    public static TranslationSides Of(MachineState machine, TranslationTree tree) => new(
        [.. tree.Devices.Select(device => TranslationSoftware.Of(machine.Kernel, device))],
        [.. machine.Vmms.Select(vmm => new ProcessSide(vmm.Guest, vmm.Title, [
            .. vmm.Memory.Mappings
                .Select(mapping => Read(machine.Platform, vmm.Memory.Tables, mapping, tree))
                .OrderByDescending(mapping => mapping.Range == vmm.GuestRam),
        ]))]);

    /// <summary>The first VMM's mappings of files, guest RAM first; empty where none runs.</summary>
    public ImmutableArray<ProcessorMapping> Processor => Processes.IsEmpty ? [] : Processes[0].Mappings;

    /// <summary>A guest's VMM, or the first where that is asked for; null where it does not run.</summary>
    /// <param name="guest">The guest's name; null for whichever is first.</param>
    public ProcessSide? ProcessOf(string? guest) => Processes.FirstOrDefault(process => guest is null || process.Guest == guest);

    private static ProcessorMapping Read(PlatformState platform, PageTableRoot tables, FileMapping mapping, TranslationTree tree)
    {
        ImmutableArray<LeafRun<VirtualAddress>> runs =
            [.. PageTable<X86Paging, VirtualAddress>.Leaves(platform.Memory, tables, KernelContext.ProcessorLimits, true, Read(mapping.Range)).Take(KeptRuns)];
        var shared = ImmutableSortedDictionary.CreateBuilder<PciAddress, ByteCount>();
        foreach (var device in tree.Devices)
        {
            if (device.Domain is { } domain) shared[device.Address] = Overlap(runs, domain.Runs);
        }
        return new(mapping.Name, mapping.Range, runs, shared.ToImmutable());
    }

    private static VirtualRange Read(VirtualRange range) => range with { Length = new(Math.Min(range.Length.Value, ReadOfMapping.Value)) };

    /// <summary>Bytes of memory that both map; both lists gone through once, by address.</summary>
    private static ByteCount Overlap(ImmutableArray<LeafRun<VirtualAddress>> ours, ImmutableArray<TranslationRun> theirs)
    {
        var (one, other) = (RangeSet.Join(ours.Select(run => new PhysicalRange(run.Output, run.Length))), RangeSet.Join(theirs.Select(run => run.Memory)));
        ulong sum = 0;
        for (int i = 0, j = 0; i < one.Length && j < other.Length;)
        {
            sum += one[i].Intersect(other[j]).Length.Value;
            if (one[i].End < other[j].End) i++;
            else j++;
        }
        return new(sum);
    }
}

/// <summary>A VMM as what stands beside the devices' tables.</summary>
/// <param name="Guest">Its guest's name; empty for the only one.</param>
/// <param name="Title">"VMM 412", "VMM 412 of db-3".</param>
/// <param name="Mappings">Its mappings of files, guest RAM first.</param>
public sealed record ProcessSide(string Guest, string Title, ImmutableArray<ProcessorMapping> Mappings);

/// <summary>A file in the VMM's address space, as the CPU's page tables in memory have it.</summary>
/// <param name="Name">The file: "/guest-ram".</param>
/// <param name="Runs">What its page tables translate there; empty where nothing.</param>
/// <param name="SharedWith">Bytes of the same memory that each device's tables map, too.</param>
public sealed record ProcessorMapping(
    string Name,
    VirtualRange Range,
    ImmutableArray<LeafRun<VirtualAddress>> Runs,
    ImmutableSortedDictionary<PciAddress, ByteCount> SharedWith)
{
    /// <summary>True where the runs are those of its beginning, as far as it is read.</summary>
    public bool IsCut => Range.Length > TranslationSides.ReadOfMapping;

    /// <summary>Entries that map memory.</summary>
    public ulong Entries => Runs.Aggregate(0UL, (sum, run) => sum + (run.Length.Value / run.PageSize.Value));
}
