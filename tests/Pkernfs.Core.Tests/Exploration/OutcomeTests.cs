using Pkernfs.Core.Exploration;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.LiveUpdate.Faults;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Tests.Faults;

namespace Pkernfs.Core.Tests.Exploration;

/// <summary>What each fault comes to in each approach: the kind, the step at which it first shows, and where software notices.</summary>
public class OutcomeTests
{
    private const string Itself = "the fault itself";

    /// <summary>Scenario, fault, the step that it strikes after, how it ends, where it first shows, where somebody notices.</summary>
    public static TheoryData<string, string, string, OutcomeKind, string?, string?> Rows => new()
    {
        { "pkernfs-rfc", "unlink-guest-ram", "run-guest", OutcomeKind.SilentCorruption, Itself, "start-vmm-b" },
        { "save-restore", "unlink-guest-ram", "run-guest", OutcomeKind.SilentCorruption, Itself, "start-vmm-b" },
        { "container-file", "unlink-guest-ram", "run-guest", OutcomeKind.SilentCorruption, Itself, "start-vmm-b" },
        { "pkernfs-rfc", "resize-guest-ram", "run-guest", OutcomeKind.SilentCorruption, "start-vmm-b", null },
        { "save-restore", "resize-guest-ram", "run-guest", OutcomeKind.SilentCorruption, "start-vmm-b", "switch-domain" },
        { "container-file", "resize-guest-ram", "run-guest", OutcomeKind.SilentCorruption, "start-vmm-b", "open-container-file-b" },
        { "pkernfs-rfc", "unlink-domain-tables", "run-guest", OutcomeKind.DmaFaults, Itself, "enable-fault-events-b" },
        { "pkernfs-rfc", "unlink-domain-tables", "resume-vcpus", OutcomeKind.DmaFaults, Itself, null },
        { "save-restore", "unlink-domain-tables", "bind-vfio-b", OutcomeKind.DmaFaults, Itself, "switch-domain" },
        { "container-file", "unlink-domain-tables", "start-vmm-b", OutcomeKind.DmaFaults, Itself, "open-container-file-b" },
        { "pkernfs-rfc", "truncate-mapped-file", "run-guest", OutcomeKind.SilentCorruption, Itself, "start-vmm-b" },
        { "save-restore", "truncate-mapped-file", "run-guest", OutcomeKind.SilentCorruption, Itself, "start-vmm-b" },
        { "container-file", "truncate-mapped-file", "run-guest", OutcomeKind.SilentCorruption, Itself, "start-vmm-b" },
        { "pkernfs-rfc", "redrive-other-layout", "start-vmm-b", OutcomeKind.SilentCorruption, "open-device-b", null },
        { "save-restore", "redrive-other-layout", "start-vmm-b", OutcomeKind.KernelRefuses, "switch-domain", "switch-domain" },
        { "pkernfs-rfc", "zap-hits-assigned", "pci-shutdown", OutcomeKind.DmaFaults, Itself, "enable-fault-events-b" },
        // The board's one fault record is full of the zapped host device's, so what the kernel reads out says nothing of this one.
        { "pkernfs-rfc", "zap-hits-assigned", "keep-01-00.0", OutcomeKind.DmaFaults, Itself, null },
        { "save-restore", "zap-hits-assigned", "keep-01-00.0", OutcomeKind.DmaFaults, Itself, "switch-domain" },
        { "container-file", "zap-hits-assigned", "keep-01-00.0", OutcomeKind.DmaFaults, Itself, "open-container-file-b" },
        { "pkernfs-rfc", "host-context-left", "keep-01-00.0", OutcomeKind.SilentCorruption, "jump", null },
        { "save-restore", "host-context-left", "keep-01-00.0", OutcomeKind.SilentCorruption, "jump", null },
        { "container-file", "host-context-left", "keep-01-00.0", OutcomeKind.SilentCorruption, "jump", null },
        { "pkernfs-rfc", "claim-blocks-device", "bind-vfio-b", OutcomeKind.DmaFaults, Itself, null },
        { "save-restore", "claim-blocks-device", "bind-vfio-b", OutcomeKind.KernelRefuses, Itself, Itself },
        { "container-file", "claim-blocks-device", "bind-vfio-b", OutcomeKind.DmaFaults, Itself, "open-container-file-b" },
        { "pkernfs-rfc", "reset-on-open", "open-device-b", OutcomeKind.DmaFaults, Itself, null },
        { "save-restore", "reset-on-open", "open-device-b", OutcomeKind.DmaFaults, Itself, null },
        { "container-file", "reset-on-open", "open-device-b", OutcomeKind.DmaFaults, Itself, null },
        { "pkernfs-rfc", "lose-pins", "open-device-b", OutcomeKind.SilentCorruption, Itself, null },
        { "save-restore", "lose-pins", "switch-domain", OutcomeKind.SilentCorruption, Itself, null },
        { "container-file", "lose-pins", "open-device-b", OutcomeKind.SilentCorruption, Itself, null },
        { "pkernfs-rfc", "other-driver-first", "defer-attach", OutcomeKind.DmaFaults, Itself, null },
        { "save-restore", "other-driver-first", "mount-b", OutcomeKind.KernelRefuses, Itself, Itself },
        { "container-file", "other-driver-first", "defer-attach", OutcomeKind.DmaFaults, Itself, null },
        { "pkernfs-rfc", "scribble-page-tables", "run-guest", OutcomeKind.SilentCorruption, Itself, null },
        { "save-restore", "scribble-page-tables", "replace-domain", OutcomeKind.SilentCorruption, Itself, "switch-domain" },
        { "container-file", "scribble-page-tables", "run-guest", OutcomeKind.KernelRefuses, Itself, Itself },
        { "pkernfs-rfc", "exhaust-table-region", "guest-goes-on", OutcomeKind.KernelRefuses, Itself, Itself },
        { "save-restore", "exhaust-table-region", "freeze-mappings", OutcomeKind.KernelRefuses, Itself, Itself },
        { "container-file", "exhaust-table-region", "run-guest", OutcomeKind.KernelRefuses, Itself, Itself },
        { "pkernfs-rfc", "fill-volume", "run-guest", OutcomeKind.KernelRefuses, "save-vm", "save-vm" },
        { "pkernfs-rfc", "fill-volume", "save-vm", OutcomeKind.Survives, null, null },
        { "save-restore", "fill-volume", "run-guest", OutcomeKind.DmaFaults, "set-root-pointer-b", "create-fixed-domain" },
        { "container-file", "fill-volume", "run-guest", OutcomeKind.KernelRefuses, "save-vm", "save-vm" },
        { "pkernfs-rfc", "collide-domain-id", "start-vmm-b", OutcomeKind.SilentCorruption, Itself, null },
        { "save-restore", "collide-domain-id", "start-vmm-b", OutcomeKind.Survives, null, null },
        { "container-file", "collide-domain-id", "start-vmm-b", OutcomeKind.SilentCorruption, Itself, "open-container-file-b" },
        { "container-file", "collide-domain-id", "resume-vcpus", OutcomeKind.Survives, null, null },
        { "pkernfs-rfc", "crash-vmm", "run-guest", OutcomeKind.KernelRefuses, "restore-vm", "restore-vm" },
        { "pkernfs-rfc", "crash-vmm", "save-vm", OutcomeKind.DmaFaults, Itself, null },
        { "pkernfs-rfc", "crash-vmm", "guest-goes-on", OutcomeKind.KernelRefuses, Itself, null },
        { "save-restore", "crash-vmm", "run-guest", OutcomeKind.KernelRefuses, "restore-vm", "restore-vm" },
        { "container-file", "crash-vmm", "guest-goes-on", OutcomeKind.KernelRefuses, Itself, null },
        { "pkernfs-rfc", "inode-format-skew", "jump", OutcomeKind.DmaFaults, "set-root-pointer-b", "adopt-root-table" },
        { "save-restore", "inode-format-skew", "jump", OutcomeKind.DmaFaults, "set-root-pointer-b", "adopt-root-table" },
        { "container-file", "inode-format-skew", "jump", OutcomeKind.DmaFaults, "set-root-pointer-b", "adopt-root-table" },
        { "pkernfs-rfc", "leave-out-liveupdate", "load-kernel-b", OutcomeKind.SilentCorruption, "start-queue-b", "adopt-root-table" },
        { "save-restore", "leave-out-liveupdate", "load-kernel-b", OutcomeKind.SilentCorruption, "start-queue-b", "adopt-root-table" },
        { "container-file", "leave-out-liveupdate", "load-kernel-b", OutcomeKind.SilentCorruption, "start-queue-b", "adopt-root-table" },
        { "pkernfs-rfc", "lose-magic", "relocate-kernel", OutcomeKind.DmaFaults, "set-root-pointer-b", "adopt-root-table" },
        { "save-restore", "lose-magic", "relocate-kernel", OutcomeKind.DmaFaults, "set-root-pointer-b", "adopt-root-table" },
        { "container-file", "lose-magic", "relocate-kernel", OutcomeKind.DmaFaults, "set-root-pointer-b", "adopt-root-table" },
        { "pkernfs-rfc", "leave-out-memmap", "load-kernel-b", OutcomeKind.SilentCorruption, "boot-memory-b", null },
        { "save-restore", "leave-out-memmap", "load-kernel-b", OutcomeKind.SilentCorruption, "boot-memory-b", null },
        { "container-file", "leave-out-memmap", "load-kernel-b", OutcomeKind.SilentCorruption, "boot-memory-b", null },
        { "pkernfs-rfc", "garbage-descriptor", "open-container-b", OutcomeKind.KernelRefuses, Itself, Itself },
        { "save-restore", "garbage-descriptor", "open-device-b", OutcomeKind.KernelRefuses, Itself, Itself },
        { "container-file", "garbage-descriptor", "create-container-file", OutcomeKind.KernelRefuses, Itself, Itself },
        { "pkernfs-rfc", "overlapping-range", "map-memory-b", OutcomeKind.KernelRefuses, Itself, Itself },
        { "save-restore", "overlapping-range", "map-memory-b", OutcomeKind.KernelRefuses, Itself, Itself },
        { "container-file", "overlapping-range", "guest-goes-on", OutcomeKind.KernelRefuses, Itself, Itself },
        { "pkernfs-rfc", "foreign-range", "map-memory-b", OutcomeKind.KernelRefuses, Itself, Itself },
        { "save-restore", "foreign-range", "map-memory-b", OutcomeKind.KernelRefuses, Itself, Itself },
        { "container-file", "foreign-range", "guest-goes-on", OutcomeKind.KernelRefuses, Itself, Itself },
        { "kho", "redrive-other-layout", "start-vmm-b", OutcomeKind.KernelRefuses, "switch-domain", "switch-domain" },
        { "kho", "zap-hits-assigned", "freeze-sessions", OutcomeKind.DmaFaults, Itself, "enable-fault-events-b" },
        { "kho", "claim-blocks-device", "bind-vfio-b", OutcomeKind.KernelRefuses, Itself, Itself },
        { "kho", "reset-on-open", "open-device-b", OutcomeKind.DmaFaults, Itself, null },
        { "kho", "lose-pins", "switch-domain", OutcomeKind.SilentCorruption, Itself, null },
        { "kho", "other-driver-first", "start-vmm-b", OutcomeKind.KernelRefuses, Itself, Itself },
        // The iommufd refuses to hand over areas that are no file's, so neither it nor the device is; the guest's RAM is.
        { "kho", "exhaust-table-region", "run-guest", OutcomeKind.DmaFaults, "pci-shutdown", "preserve-iommufd" },
        { "kho", "exhaust-table-region", "save-vm", OutcomeKind.KernelRefuses, Itself, Itself },
        { "kho", "collide-domain-id", "start-vmm-b", OutcomeKind.Survives, null, null },
        { "kho", "crash-vmm", "run-guest", OutcomeKind.KernelRefuses, "start-queue-b", "start-queue-b" },
        // The VMM's session is undone with it, so nothing is handed over; once it is frozen it is the kernel's, and so is what is in it.
        { "kho", "crash-vmm", "preserve-iommufd", OutcomeKind.KernelRefuses, "start-queue-b", "start-queue-b" },
        { "kho", "crash-vmm", "save-vm", OutcomeKind.KernelRefuses, "start-queue-b", "start-queue-b" },
        { "kho", "crash-vmm", "freeze-sessions", OutcomeKind.Survives, null, null },
        { "kho", "crash-vmm", "open-device-b", OutcomeKind.KernelRefuses, "finish-session", "finish-session" },
        { "kho", "leave-out-liveupdate", "pause-vcpus", OutcomeKind.SilentCorruption, "start-queue-b", "start-queue-b" },
        { "kho", "garbage-descriptor", "open-device-b", OutcomeKind.KernelRefuses, Itself, Itself },
        { "kho", "overlapping-range", "map-memory-b", OutcomeKind.KernelRefuses, Itself, Itself },
        { "kho", "foreign-range", "map-memory-b", OutcomeKind.KernelRefuses, Itself, Itself },
        { "kho", "handover-version-skew", "relocate-kernel", OutcomeKind.SilentCorruption, "start-queue-b", "populate-handover" },
        // The next kernel chooses the same place by luck, so the guest goes on; that nothing named it any more is what is wrong.
        { "pkernfs-dynamic", "handover-version-skew", "relocate-kernel", OutcomeKind.SilentCorruption, Itself, "populate-handover" },
        { "kho", "orchestrator-version-skew", "relocate-kernel", OutcomeKind.Panic, "start-handover-b", "start-handover-b" },
        { "kho", "resize-memory-file", "run-guest", OutcomeKind.KernelRefuses, Itself, Itself },
        { "kho", "finish-too-early", "open-session", OutcomeKind.KernelRefuses, Itself, Itself },
        { "kho", "retrieve-twice", "open-session", OutcomeKind.KernelRefuses, Itself, Itself },
        { "kho", "scratch-holds-no-kernel", "load-kernel-a", OutcomeKind.KernelRefuses, "load-kernel-b", "load-kernel-b" },
        { "kho", "scratch-too-small-to-boot", "load-kernel-a", OutcomeKind.Panic, "boot-memory-b", "boot-memory-b" },
        { "kho", "huge-pages-at-boot", "load-kernel-b", OutcomeKind.KernelRefuses, "boot-memory-b", "boot-memory-b" },
        // The records are in low memory, whose page structs are initialised at once; guest RAM is not.
        { "kho", "deferred-struct-pages", "decompress-kernel-b", OutcomeKind.Panic, "retrieve-guest-ram", "retrieve-guest-ram" },
        { "kho", "guest-ram-in-scratch", "create-guest-ram", OutcomeKind.SilentCorruption, "relocate-kernel", null },
        { "kho", "split-preserved-folio", "create-guest-ram", OutcomeKind.Survives, null, null },
        { "kho", "split-preserved-folio", "run-guest", OutcomeKind.KernelRefuses, Itself, Itself },
        { "kho", "split-preserved-folio", "retrieve-guest-ram", OutcomeKind.Survives, null, null },
        { "kho", "crash-kernel-revives-handover", "run-guest", OutcomeKind.Panic, Itself, Itself },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_fault_s_outcome_is_known(string scenario, string fault, string after, OutcomeKind kind, string? firstShown, string? noticed)
    {
        var run = FaultRuns.Of(scenario);
        Assert.True(run.TryFind(after, out var moment));
        Assert.True(Catalogue<Fault>.Find(fault)!.MayStrike(Explorer.SiteOf(run, moment.Step.Index)), $"{fault} may not strike after {after}.");
        var cell = Explorer.Try(run, Catalogue<Fault>.Find(fault)!, moment.Step.Index);
        string? Named(string? step) => step == Itself ? $"fault-{fault}" : step;
        Assert.Equal((kind, Named(firstShown), Named(noticed)), (cell.Outcome.Kind, cell.Outcome.FirstShown, cell.Outcome.Noticing?.Step));
    }

    /// <summary>Whoever adds a fault or an approach says here what comes of it.</summary>
    [Fact]
    public void Every_fault_that_may_strike_in_an_approach_has_a_row_for_it()
    {
        var missing = new List<string>();
        foreach (string scenario in Core.Costs.CostSubjects.BuiltIn.Select(subject => subject.Scenario.Name))
        {
            var run = FaultRuns.Of(scenario);
            var rows = Rows.Select(row => row.Data).Where(row => FaultRuns.Of(row.Item1).Plan.Approach == run.Plan.Approach).Select(row => row.Item2).ToHashSet();
            missing.AddRange(Explorer.Sites(run).Select(site => site.Fault.Id).Distinct().Except(rows).Select(fault => $"{run.Plan.Approach}: {fault}"));
        }
        Assert.Empty(missing);
    }
}
