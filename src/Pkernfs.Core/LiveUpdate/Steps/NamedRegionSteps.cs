using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>Guest RAM in a region that is carved out at boot, which Kexec HandOver carries by its name (reserve_mem=), in place of a memfd of pages that are chosen while the system runs.</summary>
internal static class NamedRegionSteps
{
    private const string Memblock = "Linux mm/memblock.c, reserve_mem";

    /// <summary>True where a plan's guest RAM is in such a region.</summary>
    public static bool AreUsed(LiveUpdatePlan plan) => plan.Variants.Memory == PersistentMemory.CarveOut;

    /// <summary>In early boot, before anything else is kept free: the region.</summary>
    public static ImmutableArray<StepDefinition> Reserve(LiveUpdatePlan plan, int boot) => !AreUsed(plan) ? [] :
    [
        new(
            "reserve-mem-" + StepNames.OfBoot(boot), boot == 1 ? Phase.Boot1 : Phase.Boot2, Actor.Kernel, boot, boot == 1 ? 1 : 18,
            "Reserve the named region",
            boot == 1
                ? "reserve_mem=size:align:name takes one run of memory out of use, from the top down. It is a hard carve-out, made once, of a size that is fixed at boot; no command line says where it is. Its pages have page structs, but the page allocator never gets them."
                : "The same word, and now the root tree's child memblock tells where the kernel before had a region of that name. Size and alignment must be what is asked for; then the same memory is reserved again, at the same address, before the record of preserved memory is walked. Else there is a warning and a new place, in scratch.",
            Memblock,
            operation => operation.WithKernel(kernel =>
            {
                foreach (var asked in kernel.State.CommandLine.ReserveMem)
                {
                    var kind = asked.Name == plan.Guest.RamFile ? OwnerClass.GuestRam : OwnerClass.KernelData;
                    bool found = new NamedRegionDriver(kernel).TryReserve(asked, kind, out var region, out string? lost);
                    if (lost is not null) operation.Fail($"The region {asked.Name} of the kernel before is not found: {lost} {(found ? $"A new one is at {region!.Range}, and what was in the former one is lost." : "No free run is left for a new one, either.")}");
                    else if (!found) operation.Fail($"No free run of {asked.Size} is left for the region {asked.Name}.");
                    if (found) operation.Say($"{asked.Name}: {region!.Range}.");
                }
                if (!kernel.State.CommandLine.ReserveMem.Any(asked => asked.Name == plan.Guest.RamFile)) operation.Fail($"The command line has no reserve_mem= of the name {plan.Guest.RamFile}: {(boot == 1 ? "there will be no memory for the guest" : "nothing says that there is a region of the guest's, so it stays reserved and nobody can map it")}.");
            })),
    ];

    /// <summary>Once Kexec HandOver is up: what the next kernel needs to find the region.</summary>
    public static ImmutableArray<StepDefinition> HandOver(LiveUpdatePlan plan, int boot) => !AreUsed(plan) ? [] :
    [
        new(
            "hand-over-region-" + StepNames.OfBoot(boot), boot == 1 ? Phase.Boot1 : Phase.Boot2, Actor.Kernel, boot, null,
            "Hand the named region over",
            "Each block of the region is entered in the record of preserved memory, and one page is written: a tree \"memblock-v1\" with a node for each region, its start and its size. The root tree's child memblock leads to it."
                + (boot == 1
                    ? " It is done long before an update, with no guest to wait for it; a memfd's folios are entered while the guest runs."
                    : " Each kernel does it anew for the update after this one. It goes with the region's size and is done as the kernel boots, so here the guest waits for it."),
            Memblock,
            operation => operation.WithKernel(kernel =>
            {
                if (kernel.State.Handover is null) operation.Fail("Kexec HandOver is off, so the region cannot be handed over.");
                else if (!new NamedRegionDriver(kernel).TryHandOver(out string? problem)) operation.Fail(problem);
                else operation.Say($"memblock's tree at {kernel.State.Handover!.Children.First(child => child.Name == HandoverChild.Memblock).Data}.");
            })),
    ];

    public static StepDefinition OpenAsGuestRam(LiveUpdatePlan plan) => new(
        "create-guest-ram", Phase.VmStart, Actor.Vmm, 1, 7,
        "Open the region as guest RAM",
        $"{NamedRegionBacking.Folder}/{plan.Guest.RamFile} is a device file over the region, as DAX gives one over a range of persistent memory; the driver clears what a former owner left. There is nothing to allocate and nothing to seal: the region is as large as it was made. The device file is ours, for upstream hands such regions to users in the kernel alone.",
        "DAX over a carve-out, replies; the device file is ours",
        operation => operation.WithKernel(kernel =>
        {
            if (!new NamedRegionBacking(plan.Guest.RamFile).TryMemory(kernel, operation.Guest.Memory, out var memory, out string? problem))
            {
                operation.Fail(problem);
                return;
            }
            foreach (var range in memory) kernel.Memory.TryFill(range, Frame.Zero);
            operation.Say($"{string.Join(", ", memory)}.");
        }));
}
