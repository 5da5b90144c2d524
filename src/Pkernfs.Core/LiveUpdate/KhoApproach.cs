using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate.Steps;

namespace Pkernfs.Core.LiveUpdate;

/// <summary>
/// Kexec HandOver and the Live Update Orchestrator: no memory is set aside for what survives. Ordinary pages are handed over by name, the next kernel boots
/// in scratch until it knows them, and user space finds its files by session and token. Device and IOMMU parts are as proposed; where a step
/// shows a proposal, its source says [P].
/// </summary>
public sealed class KhoApproach : Approach
{
    public const string Name = "kho";

    public override string Id => Name;

    public override int Order => 3;

    public override string Title => "Kexec HandOver and LUO";

    public override string Position => "Upstream after the series: preserve ordinary pages through Kexec HandOver, keep files in sessions of the Live Update Orchestrator, restore the IOMMU's domain at probe, replace it, finish.";

    public override string Source => "Linux v6.16 and later; VFIO, iommufd and VT-d parts proposed 2025 and 2026";

    public override ImmutableArray<string> CodePaths =>
        ["Kexec HandOver core", "Live Update Orchestrator", "memblock: scratch only", "kexec_file_load: placement", "memfd: preserve, retrieve", "PCI core: shutdown, enumeration", "vfio-pci: preserve, retrieve", "iommufd: preserve, immutable IOAS, replace", "IOMMU driver: shutdown, adoption at start-up and probe"];

    public override bool NeedsAllocatorShim => false;

    public override ImmutableArray<string> Trusts =>
        ["the root tree and the record of preserved memory are whole", "both kernels speak the same versions, to the letter", "user space keeps its session's name and tokens"];

    public override bool UsesRegion(LiveUpdatePlan plan) => false;

    public override ImmutableArray<string> VariantProblems(Variants variants) => [];

    public override ImmutableArray<StepDefinition> Steps(LiveUpdatePlan plan) =>
    [
        .. FirmwareSteps.PowerOn(),

        // Boot 1: scratch is set aside, everything else is as on any machine.
        .. HandoverBootSteps.EarlyBoot(plan, 1),
        BootSteps.AllocateRootTable(),
        .. BootSteps.StartUnit(1),
        .. ProbeSteps.DefaultDomains(plan, tablesInRegion: false),
        BootSteps.EnableTranslation(),
        .. ProbeSteps.StartHostDevices(plan, 1),

        // The VM, on a memfd, or in a region that was carved out.
        MemoryFileSteps.StartUserspace(1),
        NamedRegionSteps.AreUsed(plan) ? NamedRegionSteps.OpenAsGuestRam(plan) : MemoryFileSteps.CreateGuestRam(plan),
        MemoryFileSteps.StartVmm(plan, 1),
        GuestSteps.LoadGuest(),
        VfioSteps.Bind(1),
        IommufdSteps.OpenDevice(1),
        IommufdSteps.AllocateIoas(1),
        IommufdSteps.AllocateHwpt(1),
        .. MemoryFileSteps.MapGuest(plan, 1),
        IommufdSteps.AttachAssigned(),
        GuestSteps.StartDriver(),
        GuestSteps.StartProcessors(),
        GuestSteps.RunGuest(),

        // Preserve, while the guest runs.
        HandoverIommuSteps.LoadNextKernel(),
        .. OrchestratorSteps.Preserve(plan),

        // The update window.
        GuestSteps.PauseProcessors(),
        MemoryFileSteps.SaveVm(),
        OrchestratorSteps.Freeze(),
        HandoverIommuSteps.PciShutdown(),
        .. HandoverIommuSteps.PruneContexts(plan),
        KexecSteps.Jump(),
        KexecSteps.Relocate(),

        // Boot 2: in scratch, until what was handed over is known.
        .. HandoverBootSteps.EarlyBoot(plan, 2),
        HandoverIommuSteps.AdoptTables(),
        .. BootSteps.StartUnit(2),
        HandoverIommuSteps.RestoreDomain(),
        ProbeSteps.ProbeAround(plan),
        .. ProbeSteps.StartHostDevices(plan, 2, deferred: false),

        // User space finds its files by name and token.
        .. RestoreParts.Arrange(
            plan.Variants.Order,
            (RestorePart.Memory, [MemoryFileSteps.StartUserspace(2), .. HandedOverFileSteps.Find(plan), .. NamedRegionSteps.AreUsed(plan) ? [] : (StepDefinition[])[HandedOverFileSteps.RetrieveRam(plan)], MemoryFileSteps.StartVmm(plan, 2)]),
            (RestorePart.Domain, [VfioSteps.Bind(2, held: true), .. HandedOverFileSteps.RetrieveIommufd(plan)]),
            (RestorePart.Device, [HandedOverFileSteps.RetrieveDevice(plan)]),
            (RestorePart.Processors, [MemoryFileSteps.RestoreVm(plan), GuestSteps.ResumeProcessors()]),

            // Back to ordinary structures, while the guest runs.
            (RestorePart.Mappings, [IommufdSteps.AllocateIoas(2), .. MemoryFileSteps.MapGuest(plan, 2)]),
            (RestorePart.Closing, [IommufdSteps.AllocateHwpt(2), IommufdSteps.Switch(forget: false)])),
        OrchestratorSteps.Finish(),

        // And on.
        .. IommufdSteps.RemapRom(),
        MemoryFileSteps.GoOn(plan),
    ];
}
