using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>From loading the next kernel until it is in place: the part in which nobody is in charge.</summary>
internal static class KexecSteps
{
    /// <param name="plan">Whether the kernel chose the region itself and hands it over.</param>
    public static StepDefinition LoadNextKernel(LiveUpdatePlan plan) => new(
        "load-kernel-b", Phase.PauseAndSerialise, Actor.Admin, 1, 14,
        "Load kernel B",
        plan.Variants.Memory == PersistentMemory.Dynamic
            ? "kexec_file_load stages the next kernel, its ramdisk, boot parameters and command line in free pages and writes a list of where each page belongs: all in scratch. The boot parameters' setup_data gets Kexec HandOver's node, which leads to the root tree and to the scratch areas: without it the next kernel would choose another place for the region and use this one as ordinary RAM."
            : "kexec_file_load stages the next kernel, its ramdisk, boot parameters and command line in free pages and writes a list of where each page belongs. The command line repeats memmap= and pkernfs= to the letter and adds liveupdate: were it to differ, the next kernel would use the region as ordinary RAM.",
        "RFC 00/18",
        operation => operation.WithKernel(kernel =>
        {
            if (kernel.State.Handover is not null && !new HandoverDriver(kernel).TryFinalise(out string? unfinished)) operation.Fail(unfinished);
            var loaded = KexecLoader.Load(kernel, operation.Plan.KernelB.Release, operation.Plan.KernelB.CommandLine, out string? problem);
            if (loaded is null) operation.Fail(problem);
            else operation.Say($"Page list at {loaded.PageList}, entry {loaded.Entry}.{(kernel.State.Handover is { } handover ? $" Root tree at {handover.Tree}." : "")}");
        }));

    public static StepDefinition PciShutdown() => new(
        "pci-shutdown", Phase.Kexec, Actor.Kernel, 1, 15,
        "PCI shutdown",
        "kexec -e. Drivers' shutdown callbacks run. The PCI core would clear Bus Master Enable on every function now; with pkernfs enabled it leaves it on, and for every function, since it cannot tell the persistent ones. Only the IOMMU stands between the host's devices and memory that is about to change hands.",
        "RFC 17/18",
        operation => operation.WithKernel(kernel =>
        {
            int cleared = new PciCore(kernel).Shutdown();
            int on = kernel.Hardware.Functions.Values.Count(function => function.BusMaster);
            operation.Say($"Bus mastering: {on} on, {cleared} turned off.");
        }));

    /// <summary>RFC 10/18's shutdown path: translation stays on, so context entries are cleared; one step for each device of the run, one for the other functions.</summary>
    public static IEnumerable<StepDefinition> ZapContexts(LiveUpdatePlan plan)
    {
        if (plan.Guests.Length > 1) yield return ZapHostDevices(plan);
        foreach (var device in plan.Devices.Where(device => !device.Persistent && plan.Guests.Length == 1))
        {
            yield return new(
                $"zap-{ProbeSteps.Name(device)}", Phase.Kexec, Actor.Kernel, 1, 16,
                $"Zap the context of {device.Address}",
                $"The unit stays on, so {device.Address} would go on writing into memory that the next kernel will use for something else. Its context entry is cleared, then the context cache is flushed for the device and the IOTLB for its domain. From now on each of its requests is refused with fault 0x2.",
                "RFC 10/18",
                operation => operation.WithKernel(kernel => Zap(kernel, device.Address)));
        }
        yield return new(
            "zap-host-functions", Phase.Kexec, Actor.Kernel, 1, 16,
            "Zap all other host contexts",
            "The same for every other function of the host, whether it does DMA or not.",
            "RFC 10/18",
            operation => operation.WithKernel(kernel =>
            {
                var acting = plan.Devices.Select(device => device.Address).ToHashSet();
                var others = kernel.State.Iommu.Domains.SelectMany(domain => domain.Functions).Where(function => !acting.Contains(function)).ToArray();
                foreach (var function in others) Zap(kernel, function);
                operation.Say($"{others.Length} entries cleared.");
            }));
        if (plan.Guests.Length > 1) yield return KeepAssigned(plan);
        foreach (var device in plan.Devices.Where(device => device.Persistent && plan.Guests.Length == 1))
        {
            yield return new(
                $"keep-{ProbeSteps.Name(device)}", Phase.Kexec, Actor.Kernel, 1, 16,
                plan.Options.ZapEveryDevice ? $"Zap the context of {device.Address}, too" : $"Keep the context of {device.Address}",
                plan.Options.ZapEveryDevice
                    ? $"As posted the walk over the unit's domains has no test for persistence: {device.Address}'s entry is cleared like every other. Its DMA is refused from here on, and what the guest's device writes during the update is lost."
                    : $"The intent of the series: a persistent domain is passed over, so that {device.Address} goes on as if nothing happened. The posted walk lacks this test and clears its entry like every other; a later series states the intent in words.",
                "RFC 10/18, iommufd persistence 03/13",
                operation => operation.WithKernel(kernel =>
                {
                    if (plan.Options.ZapEveryDevice) Zap(kernel, device.Address);
                }));
        }
    }

    private static StepDefinition ZapHostDevices(LiveUpdatePlan plan) => new(
        "zap-host-devices", Phase.Kexec, Actor.Kernel, 1, 16,
        "Zap the contexts of the host's devices",
        "The unit stays on, so the host's devices would go on writing into memory that the next kernel will use for something else. The context entry of each is cleared, then the context cache is flushed for the device and the IOTLB for its domain. From now on each of their requests is refused with fault 0x2.",
        "RFC 10/18",
        operation => operation.WithKernel(kernel =>
        {
            foreach (var device in plan.Devices.Where(device => !device.Persistent))
            {
                Zap(kernel, device.Address);
                operation.CountRound();
                operation.SayOf(device.Address.ToString(), "Cleared.");
            }
        }));

    private static StepDefinition KeepAssigned(LiveUpdatePlan plan) => new(
        "keep-assigned", Phase.Kexec, Actor.Kernel, 1, 16,
        plan.Options.ZapEveryDevice ? "Zap the contexts of the guests' devices, too" : "Keep the contexts of the guests' devices",
        plan.Options.ZapEveryDevice
            ? "As posted the walk over the unit's domains has no test for persistence: the guests' devices lose their entries like every other. Their DMA is refused from here on, and what they write during the update is lost."
            : "The intent of the series: persistent domains are passed over, so that the guests' devices go on as if nothing happened. The posted walk lacks this test and clears their entries like every other; a later series states the intent in words.",
        "RFC 10/18, iommufd persistence 03/13",
        operation => operation.WithKernel(kernel =>
        {
            foreach (var device in plan.Devices.Where(device => device.Persistent))
            {
                if (plan.Options.ZapEveryDevice) Zap(kernel, device.Address);
                operation.CountRound();
                operation.SayOf(device.Address.ToString(), $"{(plan.Options.ZapEveryDevice ? "Cleared" : "Kept")}, of {device.Guest}.");
            }
        }));

    public static StepDefinition Jump() => new(
        "jump", Phase.Kexec, Actor.Kernel, null, 17,
        "Jump, no kernel",
        "Every software record of kernel A is gone: container, vfio_dma, pins, iommu_domain, VFS inodes, the VMM itself. Their bytes still lie in RAM, but nobody owns them. RTADDR, the TE bit, context cache and IOTLB do not notice.",
        "RFC 00/18, 10/18",
        operation => operation.WithKernel(kernel =>
        {
            if (kernel.State.NextKernel is not { } next)
            {
                operation.Fail("No kernel is loaded: there is nothing to jump to.");
                return;
            }
            var hardware = operation.Hardware;
            hardware.Processor = new(next.PageList, next.BootParameters, next.Entry);
            // The buffers of the host's drivers belonged to this kernel; a payload that still lands there is late.
            var host = operation.Plan.Devices.Where(device => !device.Persistent).Select(device => device.Address).ToHashSet();
            hardware.Ledger = hardware.Ledger.Withdraw(contract => host.Contains(contract.Device));
            operation.DropSoftware();
        }));

    public static StepDefinition Relocate() => new(
        "relocate-kernel", Phase.Kexec, Actor.Firmware, null, 17,
        "Copy kernel B into place",
        "A page of code that belongs to neither kernel follows the page list and copies each staged page to its destination, over whatever of kernel A lay there. Then the processor enters kernel B with the address of its boot parameters in a register, and nothing else.",
        "kexec",
        operation =>
        {
            var hardware = operation.Hardware;
            if (KimageList.Relocate(hardware.Memory, hardware.Processor.InstructionPointer, out string? problem) is not { } pages)
            {
                operation.Fail(problem);
                return;
            }
            hardware.Processor = new(hardware.Processor.Next, hardware.Processor.BootParameters);
            operation.Say($"{pages} pages copied.");
        });

    private static void Zap(KernelContext kernel, PciAddress function)
    {
        if (kernel.State.Iommu.DomainOf(function) is { } domain) new IommuDriver(kernel).ClearContext(function, domain.DomainId);
    }
}
