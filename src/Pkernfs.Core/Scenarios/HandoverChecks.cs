using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Scenarios;

/// <summary>Whether kernels can hand over by Kexec HandOver: both have it on, scratch holds the next kernel, the guest fits beside it.</summary>
internal static class HandoverChecks
{
    /// <summary>Page tables, boot parameters and gaps by alignment, beside what is counted.</summary>
    private static readonly ByteCount Slack = ByteCount.FromMiB(16);

    // A kernel's image, page structs and page tables with room to work; below this none boots.
    private static readonly ByteCount LeastSystemRam = ByteCount.FromMiB(256);

    public static void Check(ScenarioSection scenario, KernelsSection kernels, Board? board, GuestSection? guest, PersistentMemory memory)
    {
        foreach (var kernel in new[] { kernels.A, kernels.B })
        {
            if (kernel.CommandLine.Handover is null) Error(scenario, kernel, kernel.Last("kho"), $"Kexec HandOver of {kernel.Name} is off: add kho=on.");
            else if (!kernel.CommandLine.Orchestrator) Error(scenario, kernel, kernel.Last("liveupdate"), $"The Live Update Orchestrator of {kernel.Name} is off: add liveupdate=on.");
            if (kernel.CommandLine.Pkernfs is not null)
                scenario.Findings.Note(scenario.File, kernel.Scalar.Line, kernel.ColumnOf(kernel.Last("pkernfs")), $"{char.ToUpperInvariant(kernel.Name[0])}{kernel.Name[1..]} has a pkernfs region; this approach keeps nothing in it.");
        }
        if (guest is not null && (guest.Plan.Memory.Value == 0 || guest.Plan.Memory.Value % (2UL << 20) != 0))
            scenario.Error(guest.MemoryPlace, $"The guest's memory of {guest.Plan.Memory} is not a multiple of 2 MiB, the size of its folios.");
        CheckRegions(scenario, kernels, guest, memory);
        if (board is null || kernels.A.CommandLine.Handover is not { Scratch.IsEmpty: false } handover) return;
        var usable = UsableMap.Build(board.FirmwareMap, kernels.A.CommandLine).UsablePages.ToArray();
        CheckScratch(scenario, kernels.A, handover, usable);
        if (guest is not null) CheckRoom(scenario, handover, guest, usable);
    }

    /// <summary>memory: carve-out: both kernels reserve one region of the guest file's name, large enough. Without it such a region serves nobody.</summary>
    private static void CheckRegions(ScenarioSection scenario, KernelsSection kernels, GuestSection? guest, PersistentMemory memory)
    {
        if (memory != PersistentMemory.CarveOut)
        {
            foreach (var kernel in new[] { kernels.A, kernels.B }.Where(kernel => !kernel.CommandLine.ReserveMem.IsEmpty))
                scenario.Findings.Note(scenario.File, kernel.Scalar.Line, kernel.ColumnOf(kernel.Last("reserve_mem")), $"reserve_mem= of {kernel.Name} reserves nothing here: guest RAM is a memfd. Say options: memory: carve-out to have it in that region.");
            return;
        }
        if (guest is null) return;
        string name = guest.Plan.RamFile;
        var regions = new[] { kernels.A, kernels.B }.Select(kernel => (Kernel: kernel, Region: kernel.CommandLine.ReserveMem.FirstOrDefault(asked => asked.Name == name))).ToArray();
        foreach (var (kernel, region) in regions)
        {
            if (region is null) Error(scenario, kernel, kernel.Last("reserve_mem"), $"{char.ToUpperInvariant(kernel.Name[0])}{kernel.Name[1..]} reserves no region {name}: with memory: carve-out guest RAM is one, so add reserve_mem={guest.Plan.Memory.Value >> 20}M:2M:{name}.");
            else if (region.Size < guest.Plan.Memory) Error(scenario, kernel, kernel.Last("reserve_mem"), $"The region {name} of {region.Size} is smaller than the guest's memory of {guest.Plan.Memory}.");
        }
        if (regions is [(_, { } first), (var second, { } next)] && (first.Size != next.Size || next.Alignment > first.Alignment))
            Error(scenario, second, second.Last("reserve_mem"), $"Kernel b asks for {next.Size} aligned to {next.Alignment} and kernel a for {first.Size} aligned to {first.Alignment}: it would not take the region over.");
    }

    /// <summary>Whether scratch holds the next kernel, on a board with that much usable memory.</summary>
    internal static void CheckScratch(ScenarioSection scenario, KernelsSection.Entry kernel, HandoverParameters handover, PhysicalRange[] usable)
    {
        var parameter = kernel.Last("kho_scratch");
        var low = usable.Where(range => range.Start.Value < 1UL << 32).Select(range => range.Length).DefaultIfEmpty().Max();
        if (handover.Scratch[0] > low) Error(scenario, kernel, parameter, $"No run of {handover.Scratch[0]} below 4 GiB is usable, so there is no place for low scratch.");
        var structs = new ByteCount(Sum(usable).Value / 64);
        var needed = KernelImage.VmlinuxSize + KernelImage.BzImageSize + KernelImage.RamdiskSize + structs + Slack;
        var all = handover.Scratch.Aggregate(default(ByteCount), (sum, size) => sum + size);
        if (all < needed)
            Error(scenario, kernel, parameter, $"Scratch has {all} in all; the next kernel boots in it and needs about {ByteCount.FromMiB((needed.Value >> 20) + 1)}, {ByteCount.FromMiB((structs.Value >> 20) + 1)} of it for page structs.");
        else if (handover.Scratch.Max() < structs + ByteCount.FromMiB(2))
            Error(scenario, kernel, parameter, $"The largest scratch area has {handover.Scratch.Max()}; the page structs of this board need {structs} in one run.");
        if (all.Value > Sum(usable).Value / 2)
            scenario.Findings.Warning(scenario.File, kernel.Scalar.Line, kernel.ColumnOf(parameter), $"Scratch takes {all}, more than half of the {Sum(usable)} that are usable: nothing that is handed over can be there.");
    }

    private static void CheckRoom(ScenarioSection scenario, HandoverParameters handover, GuestSection guest, PhysicalRange[] usable)
    {
        var taken = handover.Scratch.Aggregate(guest.Plan.Memory + LeastSystemRam, (sum, size) => sum + size);
        if (taken > Sum(usable)) scenario.Error(guest.MemoryPlace, $"The guest does not fit: {guest.Plan.Memory} of guest RAM, scratch, and {LeastSystemRam} for the kernel make {taken}; {Sum(usable)} are usable.");
    }

    private static ByteCount Sum(PhysicalRange[] ranges) => ranges.Aggregate(default(ByteCount), (sum, range) => sum + range.Length);

    private static void Error(ScenarioSection scenario, KernelsSection.Entry kernel, KernelParameter? parameter, string message) =>
        scenario.Findings.Error(scenario.File, kernel.Scalar.Line, kernel.ColumnOf(parameter), message);
}
