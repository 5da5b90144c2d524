using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate.Steps;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>
/// Save and restore, as Gunthorpe sketched it in reply to the series: the IOMMU's tables are ordinary memory, a copy of them carries the device over the
/// kexec, and afterwards everything is what it was before. What the guest's pause costs is none of it: it is done before and after.
/// </summary>
public sealed class SaveRestoreApproach : Approach
{
    public const string Name = "save-restore";

    public override string Id => Name;

    public override int Order => 2;

    public override string Title => "Save and restore, a fixed domain";

    public override string Position => "Gunthorpe: nothing should live in the file system forever. Copy the live domain into a fixed one, restore it in the next kernel as an explicit temporary domain, build the ordinary structures again and switch to them.";

    public override string Source => "RFC 00/18, replies";

    public override ImmutableArray<string> CodePaths =>
        ["iommufd: freeze, hitless replace", "IOMMU driver: fixed domain, copy", "IOMMU driver: restore at start-up", "IOMMU driver: shutdown", "vfio-pci: open without reset", "PCI core: shutdown", "early boot: pkernfs before VFS"];

    public override bool NeedsAllocatorShim => false;

    public override ImmutableArray<string> Trusts =>
        ["nobody writes to page-table files between the copy and the switch", "both command lines name the same region"];

    public override ImmutableArray<string> VariantProblems(Variants variants) => [];

    public override ImmutableArray<StepDefinition> Steps(LiveUpdatePlan plan) =>
    [
        .. FirmwareSteps.PowerOn(),

        // Boot 1: an ordinary IOMMU driver.
        .. BootSteps.EarlyBoot(1, plan),
        BootSteps.FormatPkernfs(tablesInRegion: false),
        BootSteps.AllocateRootTable(),
        .. BootSteps.StartUnit(1),
        .. ProbeSteps.DefaultDomains(plan, tablesInRegion: false),
        BootSteps.EnableTranslation(),
        .. ProbeSteps.StartHostDevices(plan, 1),

        // The VM: guest RAM in pkernfs, everything else as on any machine.
        GuestSteps.Mount(1),
        GuestSteps.CreateGuestRam(plan),
        GuestSteps.StartVmm(plan, 1),
        GuestSteps.LoadGuest(),
        VfioSteps.Bind(1),
        IommufdSteps.OpenDevice(1),
        IommufdSteps.AllocateIoas(1),
        IommufdSteps.AllocateHwpt(1),
        .. IommufdSteps.MapGuest(plan, 1),
        IommufdSteps.AttachAssigned(),
        GuestSteps.StartDriver(),
        GuestSteps.StartProcessors(),
        GuestSteps.RunGuest(),

        // Save, while the guest runs.
        IommufdSteps.Freeze(),
        .. HandOverSteps.Save(),
        .. DiscoverySteps.Prepare(plan, guest => guest.DomainPath),

        // The update window.
        GuestSteps.PauseProcessors(),
        GuestSteps.SaveVm(),
        KexecSteps.LoadNextKernel(plan),
        KexecSteps.PciShutdown(),
        .. KexecSteps.ZapContexts(plan),
        KexecSteps.Jump(),
        KexecSteps.Relocate(),

        // Boot 2: the temporary domain is there before any device is, unless user space is to hand its file over.
        .. BootSteps.EarlyBoot(2, plan),
        BootSteps.RestorePkernfs(),
        BootSteps.AdoptRootTable(shim: false),
        HandOverSteps.TakeOver(plan),
        .. BootSteps.StartUnit(2),
        ProbeSteps.ProbeAround(plan, held: plan.Variants.Discovery != Discovery.ReinjectedFile),
        .. ProbeSteps.StartHostDevices(plan, 2, deferred: false),

        // The guest goes on as soon as its memory and its device's registers are mapped.
        .. RestoreParts.Arrange(
            plan.Variants.Order,
            (RestorePart.Memory, [GuestSteps.Mount(2), GuestSteps.StartVmm(plan, 2)]),
            (RestorePart.Domain, [.. IommufdSteps.OpenFirst(plan), .. HandOverSteps.Reinject(plan)]),
            (RestorePart.Device, DiscoverySteps.Look(plan)),
            (RestorePart.Device, [VfioSteps.Bind(2, held: true), IommufdSteps.OpenDevice(2, found: plan.Variants.Discovery == Discovery.LuoSession)]),
            (RestorePart.Processors, [GuestSteps.RestoreVm(plan), GuestSteps.ResumeProcessors()]),

            // Restore, while the guest runs.
            (RestorePart.Mappings, [IommufdSteps.AllocateIoas(2), .. IommufdSteps.MapGuest(plan, 2)]),
            (RestorePart.Closing, [IommufdSteps.AllocateHwpt(2), IommufdSteps.Switch()])),
        .. DiscoverySteps.Finish(plan),
        .. HandOverSteps.Release(),
        .. RegionHandoverSteps.Finish(plan),

        // And on.
        .. IommufdSteps.RemapRom(),
        GuestSteps.GoOn(tablesStay: false),
    ];
}
