using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate.Steps;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>
/// pkernfs as posted in February 2024: guest RAM, root, context and second-stage tables live in one in-memory filesystem, and user space
/// drives everything again after the kexec. Hold the RFC's life cycle in one hand and this list in the other: the order is the same.
/// </summary>
public sealed class PkernfsApproach : Approach
{
    public const string Name = "pkernfs";

    public override string Id => Name;

    public override int Order => 1;

    public override string Title => "pkernfs, user space re-drives";

    public override string Position => "Gowans: everything that must survive lives in one in-memory filesystem; the tables stay where they are, and user space drives the same set-up again over them.";

    public override string Source => "RFC 00/18 to 18/18";

    public override ImmutableArray<string> CodePaths =>
        ["IOMMU driver: table allocation", "IOMMU driver: shutdown", "dma-iommu: deferred attach", "VFIO type1: container, MAP_DMA", "vfio-pci: open", "PCI core: shutdown", "early boot: pkernfs before VFS"];

    public override bool NeedsAllocatorShim => true;

    public override bool CarriesSeveral => true;

    public override ImmutableArray<string> Trusts =>
        ["user space repeats its mappings exactly", "nobody writes to page-table files", "both command lines name the same region"];

    public override ImmutableArray<string> VariantProblems(Variants variants) => [];

    public override ImmutableArray<StepDefinition> Steps(LiveUpdatePlan plan) => [.. LifeCycle(plan).Select(step => StepNames.For(plan, step))];

    private static ImmutableArray<StepDefinition> LifeCycle(LiveUpdatePlan plan) =>
    [
        .. FirmwareSteps.PowerOn(),

        // Boot 1, rows 1 to 5.
        .. BootSteps.EarlyBoot(1, plan),
        BootSteps.FormatPkernfs(),
        BootSteps.CreateRootTables(),
        .. BootSteps.StartUnit(1),
        .. ProbeSteps.DefaultDomains(plan),
        BootSteps.EnableTranslation(),
        .. ProbeSteps.StartHostDevices(plan, 1),

        // The VM, rows 6 to 12.
        GuestSteps.Mount(1),
        GuestSteps.CreateGuestRam(plan),
        GuestSteps.CreateDomainFile(plan),
        GuestSteps.StartVmm(plan, 1),
        GuestSteps.LoadGuest(),
        .. VfioSteps.OpenContainer(plan, 1),
        .. VfioSteps.MapGuest(plan, 1),
        VfioSteps.AttachAssigned(GuestSteps.TablesOf(plan)),
        VfioSteps.OpenDevice(1),
        GuestSteps.StartDriver(),
        GuestSteps.StartProcessors(),
        GuestSteps.RunGuest(),
        .. DiscoverySteps.Prepare(plan, guest => guest.DomainPath),

        // The update window, rows 13 to 17.
        GuestSteps.PauseProcessors(),
        GuestSteps.SaveVm(),
        KexecSteps.LoadNextKernel(plan),
        KexecSteps.PciShutdown(),
        .. KexecSteps.ZapContexts(plan),
        KexecSteps.Jump(),
        KexecSteps.Relocate(),

        // Boot 2, rows 18 to 20.
        .. BootSteps.EarlyBoot(2, plan),
        BootSteps.RestorePkernfs(),
        BootSteps.AdoptRootTable(),
        .. BootSteps.StartUnit(2),
        ProbeSteps.DeferAttach(),
        .. ProbeSteps.StartHostDevices(plan, 2),

        // User space again, rows 21 to 26.
        .. RestoreParts.Arrange(
            plan.Variants.Order,
            (RestorePart.Memory, [GuestSteps.Mount(2), GuestSteps.StartVmm(plan, 2)]),
            (RestorePart.Domain, DiscoverySteps.Find(plan)),
            (RestorePart.Domain, [.. VfioSteps.OpenContainer(plan, 2, DiscoverySteps.Finds(plan)), VfioSteps.AdoptDomain(plan)]),
            (RestorePart.Mappings, [.. VfioSteps.MapGuest(plan, 2)]),
            (RestorePart.Device, [VfioSteps.OpenDevice(2)]),
            (RestorePart.Processors, [GuestSteps.RestoreVm(plan), GuestSteps.ResumeProcessors()])),
        .. DiscoverySteps.Finish(plan),
        .. RegionHandoverSteps.Finish(plan),

        // And on, rows 26 and 27.
        .. VfioSteps.RemapRom(GuestSteps.TablesOf(plan)),
        GuestSteps.GoOn(),
    ];
}
