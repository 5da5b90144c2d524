using Pkernfs.Core.Kernel;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>The IOMMU and the devices on both sides of the jump, with Kexec HandOver.</summary>
internal static class HandoverIommuSteps
{
    private const string Series = "VT-d live update, proposed 2025 and 2026 [P]";

    public static StepDefinition LoadNextKernel() => new(
        "load-kernel-b", Phase.Prepare, Actor.Admin, 1, 14,
        "Load kernel B into scratch",
        "kexec_file_load places the next kernel, its ramdisk, boot parameters, command line and a copy of the array of scratch areas inside scratch and nowhere else, from the top down. The boot parameters get a node of setup_data that says where the root tree and the areas are. The tree is not copied: the next kernel reads the page as it is at the jump.",
        "Linux kernel/kexec_file.c",
        operation => operation.WithKernel(kernel =>
        {
            var loaded = KexecLoader.Load(kernel, operation.Plan.KernelB.Release, operation.Plan.KernelB.CommandLine, out string? problem);
            if (loaded is null) operation.Fail(problem);
            else operation.Say($"Page list at {loaded.PageList}, entry {loaded.Entry}, boot parameters at {loaded.BootParameters}.");
        }));

    public static StepDefinition PciShutdown() => new(
        "pci-shutdown", Phase.Kexec, Actor.Kernel, 1, 15,
        "PCI shutdown",
        "Drivers' shutdown callbacks run. The PCI core clears Bus Master Enable on every function, but for those that are handed over. So the host's own devices are silent before their memory changes hands.",
        "PCI live update, later patches [P]",
        operation => operation.WithKernel(kernel =>
        {
            int cleared = new PciCore(kernel).Shutdown();
            int on = kernel.Hardware.Functions.Values.Count(function => function.BusMaster);
            operation.Say($"Bus mastering: {on} on, {cleared} turned off.");
        }));

    /// <summary>Shutdown of the unit: translation stays on, entries of what is not handed over go.</summary>
    public static IEnumerable<StepDefinition> PruneContexts(LiveUpdatePlan plan)
    {
        foreach (var device in plan.Devices.Where(device => !device.Persistent))
        {
            yield return new(
                $"zap-{ProbeSteps.Name(device)}", Phase.Kexec, Actor.Kernel, 1, 16,
                $"Clear the context of {device.Address}",
                $"The unit stays on. {device.Address} is not handed over, so its context entry is cleared, in the table that the next kernel takes over; then the caches are flushed for it.",
                Series,
                operation => operation.WithKernel(kernel => Clear(kernel, [device.Address])));
        }
        yield return new(
            "zap-host-functions", Phase.Kexec, Actor.Kernel, 1, 16,
            "Clear all other host contexts",
            "The same for every other function that is not handed over. Then root entries whose context table was made after the unit was handed over are zeroed: their tables are not in the record.",
            Series,
            operation => operation.WithKernel(kernel =>
            {
                var acting = plan.Devices.Select(device => device.Address).ToHashSet();
                var others = kernel.State.Iommu.Domains.SelectMany(domain => domain.Functions).Where(function => !acting.Contains(function)).ToArray();
                Clear(kernel, others);
                int dropped = kernel.State.Orchestrator is null ? 0 : new IommuHandover(kernel).DropLaterContextTables();
                operation.Say($"{others.Length} entries cleared, {dropped} root entries zeroed.");
            }));
        foreach (var device in plan.Devices.Where(device => device.Persistent))
        {
            yield return new(
                $"keep-{ProbeSteps.Name(device)}", Phase.Kexec, Actor.Kernel, 1, 16,
                $"Keep the context of {device.Address}",
                $"{device.Address} has a device object, so its entry stays. A function without one would be cut off like all others.",
                Series,
                operation => operation.WithKernel(kernel =>
                {
                    if (kernel.State.Orchestrator is not null && new IommuHandover(kernel).IsPreserved(device.Address)) return;
                    Clear(kernel, [device.Address]);
                    operation.Fail($"{device.Address} is not handed over, so its context entry is cleared: its DMA is refused from here on.");
                }));
        }
    }

    public static StepDefinition AdoptTables() => new(
        "adopt-root-table", Phase.Boot2, Actor.Kernel, 2, 19,
        "Take over root and context tables",
        "DMAR start-up asks the orchestrator for the IOMMU's objects and finds the unit by its register base. So translation is not turned off. The root table and each context table are taken over where they are, and the domain id of each device is taken. A unit that is not among the objects is set up anew, as in any boot. What is among them and cannot be taken over makes the kernel panic: translation was on, so DMA may have done anything.",
        Series,
        operation => operation.WithKernel(kernel =>
        {
            if (new IommuRestore(kernel).TryAdoptTables(out string? problem))
            {
                operation.Say($"Root table {kernel.State.Iommu.RootTable}, as before the jump; domain ids taken: {string.Join(", ", kernel.State.Iommu.ReservedIds)}.");
                if (operation.Assigned is { } function && new IommuDriver(kernel).ReadContext(function) is not { Present: true })
                    operation.Fail($"No present context entry for {function}: its translation did not survive.");
                return;
            }
            if (problem is not null)
            {
                operation.Panic($"{problem[..1].ToUpperInvariant()}{problem[1..]}");
                return;
            }
            operation.Fail($"{(kernel.State.Orchestrator is not null && new OrchestratorDriver(kernel).Incoming(IommuRecord.Compatible, out _) is not null ? "This unit is not among what was handed over" : "No IOMMU was handed over")}, so the driver sets it up anew: an empty root table, and every device's DMA is refused until it is attached.");
            if (!new IommuDriver(kernel).TryMakeRootTable(out problem)) operation.Fail(problem);
        }));

    public static StepDefinition RestoreDomain() => new(
        "restore-temporary-domain", Phase.Boot2, Actor.Kernel, 2, null,
        "Restore the device's domain",
        "The PCI core has marked the function as handed over. When its group gets its first domain, the one that was handed over is taken instead of a default domain: each page of its tables is taken over, and the device is attached without a write to its context entry, which is right already. The driver owns the domain: no mapping changes, no other driver. Should that fail, there is a warning and a default domain, and the device's DMA is cut off.",
        "IOMMU live update, proposed 2026 [P]",
        operation => operation.WithKernel(kernel =>
        {
            if (operation.Assigned is not { } function) return;
            if (!new PciHandover(kernel).IsIncoming(function, out string? problem)) operation.Fail($"The PCI core does not have {function} as handed over{(problem is null ? "" : $": {problem}")}");
            if (new IommuRestore(kernel).RestoreDomain(function, out problem) is { } domain)
            {
                operation.Say($"Domain id {domain.DomainId}, top table {domain.Root.Table}.");
                if (!PageTable<SecondStage, Iova>.Leaves(kernel.Memory, domain.Root, new IommuDriver(kernel).Limits).Any())
                    operation.Fail($"The domain's top table at {domain.Root.Table} maps nothing: the device's mappings are lost.");
                return;
            }
            operation.Fail($"The domain of {function} cannot be restored: {problem} It gets a default domain, which cuts its DMA off.");
            CutOff(operation, kernel, function);
        }));

    private static void CutOff(Operation operation, KernelContext kernel, Platform.PciAddress function)
    {
        var iommu = new IommuDriver(kernel);
        foreach (var member in iommu.Group(kernel.Hardware.Functions[function].Description.IommuGroup))
        {
            if (iommu.ReadContext(member.Address) is { Present: true } entry) iommu.ClearContext(member.Address, entry.DomainId);
        }
        if (!new PciCore(kernel).TryAttachDefaultDomain(kernel.Hardware.Functions[function].Description.IommuGroup, out string? problem)) operation.Fail(problem);
    }

    private static void Clear(KernelContext kernel, IEnumerable<Platform.PciAddress> functions)
    {
        foreach (var function in functions)
        {
            if (kernel.State.Iommu.DomainOf(function) is { } domain) new IommuDriver(kernel).ClearContext(function, domain.DomainId);
        }
    }
}
