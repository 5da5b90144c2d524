using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate.Steps;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>
/// The alternative that the RFC's cover letter names and leaves: not the page tables but the whole VFIO container is a pkernfs file, and opening it restores every
/// mapping. Where a step is missing here that pkernfs has, user space drove it again; where one is added, the kernel keeps a record.
/// </summary>
public sealed class ContainerFileApproach : Approach
{
    public const string Name = "container-file";

    public override string Id => Name;

    public override int Order => 4;

    public override string Title => "VFIO container as a file";

    public override string Position => "Gowans names it as the better abstraction: the container itself is a file, so that nothing depends on what user space repeats. Gunthorpe doubts it: it would serialise everything.";

    public override string Source => "RFC 00/18, 16/18, replies";

    public override ImmutableArray<string> CodePaths =>
        ["IOMMU driver: table allocation", "IOMMU driver: shutdown", "dma-iommu: deferred attach", "VFIO type1: container, MAP_DMA, UNMAP_DMA", "VFIO: a container's file", "vfio-pci: open", "PCI core: shutdown", "early boot: pkernfs before VFS"];

    public override bool NeedsAllocatorShim => true;

    public override ImmutableArray<string> Trusts =>
        ["the container's file, which only kernels write", "the next kernel reads the same version of its format", "both command lines name the same region"];

    public override ImmutableArray<string> VariantProblems(Variants variants) => [];

    public override ImmutableArray<StepDefinition> Steps(LiveUpdatePlan plan) =>
    [
        .. FirmwareSteps.PowerOn(),

        .. BootSteps.EarlyBoot(1, plan),
        BootSteps.FormatPkernfs(),
        BootSteps.CreateRootTables(),
        .. BootSteps.StartUnit(1),
        .. ProbeSteps.DefaultDomains(plan),
        BootSteps.EnableTranslation(),
        .. ProbeSteps.StartHostDevices(plan, 1),

        // As in pkernfs, but for the container: a file of its own in place of one for its tables alone.
        GuestSteps.Mount(1),
        GuestSteps.CreateGuestRam(plan),
        GuestSteps.StartVmm(plan, 1),
        GuestSteps.LoadGuest(),
        VfioSteps.Bind(1),
        ContainerFileSteps.Create(),
        VfioSteps.SetIommu(ContainerFileSteps.File),
        .. VfioSteps.MapGuest(plan, 1),
        VfioSteps.AttachAssigned(ContainerFileSteps.File),
        VfioSteps.OpenDevice(1),
        GuestSteps.StartDriver(),
        GuestSteps.StartProcessors(),
        GuestSteps.RunGuest(),
        .. DiscoverySteps.Prepare(plan, _ => ContainerFileSteps.Path),

        GuestSteps.PauseProcessors(),
        GuestSteps.SaveVm(),
        KexecSteps.LoadNextKernel(plan),
        KexecSteps.PciShutdown(),
        .. KexecSteps.ZapContexts(plan),
        KexecSteps.Jump(),
        KexecSteps.Relocate(),

        .. BootSteps.EarlyBoot(2, plan),
        BootSteps.RestorePkernfs(),
        BootSteps.AdoptRootTable(),
        .. BootSteps.StartUnit(2),
        ProbeSteps.DeferAttach(),
        .. ProbeSteps.StartHostDevices(plan, 2),

        // One open in place of container, tables, SET_IOMMU and a MAP_DMA for each range. Where the device comes first, only the function is taken before it.
        .. RestoreParts.Arrange(
            plan.Variants.Order,
            (RestorePart.Memory, [GuestSteps.Mount(2), GuestSteps.StartVmm(plan, 2)]),
            (RestorePart.Domain, DiscoverySteps.Find(plan)),
            (RestorePart.Domain, [VfioSteps.Bind(2)]),
            (RestorePart.Mappings, [ContainerFileSteps.Open(DiscoverySteps.Finds(plan))]),
            (RestorePart.Device, [VfioSteps.OpenDevice(2, alone: plan.Variants.Order == RestoreOrder.DeviceFirst)]),
            (RestorePart.Processors, [GuestSteps.RestoreVm(plan), GuestSteps.ResumeProcessors()])),
        ContainerFileSteps.GiveAddresses(),
        .. DiscoverySteps.Finish(plan),
        .. RegionHandoverSteps.Finish(plan),

        .. VfioSteps.RemapRom(ContainerFileSteps.File),
        GuestSteps.GoOn(),
    ];
}
