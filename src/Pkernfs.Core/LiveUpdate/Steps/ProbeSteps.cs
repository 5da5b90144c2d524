using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>Devices found, given domains, and started by the host's own drivers.</summary>
internal static class ProbeSteps
{
    /// <summary>Boot 1 attaches every group at probe: one step for each group that does DMA in this run, one for all others.</summary>
    /// <param name="tablesInRegion">Whether context tables come from the root region.</param>
    public static IEnumerable<StepDefinition> DefaultDomains(LiveUpdatePlan plan, bool tablesInRegion = true)
    {
        var acting = plan.Devices.Select(device => GroupOf(plan, device.Address)).ToHashSet();
        yield return new(
            "attach-host-functions", Phase.Boot1, Actor.Kernel, 1, 5,
            "Attach host functions",
            tablesInRegion
                ? "Each IOMMU group gets a default domain with page tables in ordinary RAM. For each function the driver takes the bus's context table (a page of the root region, made when the bus is met first) and writes its context entry: second-stage table, width, domain id. Context tables of all functions lie in the persistent region, whoever owns the function."
                : "Each IOMMU group gets a default domain with page tables in ordinary RAM. For each function the driver takes the bus's context table (an ordinary page, made when the bus is met first) and writes its context entry: second-stage table, width, domain id.",
            "RFC 09/18",
            operation => Attach(operation, Groups(plan).Where(group => !acting.Contains(group))));
        if (plan.Guests.Length > 1)
        {
            yield return new(
                "attach-devices-default", Phase.Boot1, Actor.Kernel, 1, 5,
                "Attach the run's devices to their default domains",
                $"The {plan.Devices.Length} devices that do DMA in this run, those that are going to be passed through among them: at probe they are functions like any other, and each gets a default domain with tables in ordinary RAM, and a context entry with that domain's id.",
                "RFC 09/18",
                operation => Attach(operation, plan.Devices.OrderBy(device => device.Address).Select(device => GroupOf(plan, device.Address)).Distinct(), apart: true));
            yield break;
        }
        foreach (var device in plan.Devices.OrderBy(device => device.Address))
        {
            yield return new(
                $"attach-{Name(device)}-default", Phase.Boot1, Actor.Kernel, 1, 5,
                $"Attach {device.Address} to its default domain",
                device.Persistent
                    ? $"{device.Address} is going to be passed through, but at probe it is a function like any other: it gets a default domain with tables in ordinary RAM, and a context entry with that domain's id."
                    : $"{device.Address} stays the host's own. Its domain's tables are in ordinary RAM and die with this kernel.",
                "RFC 09/18",
                operation => Attach(operation, [GroupOf(plan, device.Address)]));
        }
    }

    public static StepDefinition DeferAttach() => new(
        "defer-attach", Phase.Boot2, Actor.Kernel, 2, 20,
        "Probe, attach deferred",
        "Functions are found, but since translation was on already none is attached: the attach is put off until a function's first DMA mapping. For the passed-through device this means that hardware translates through tables that no software object owns. Gunthorpe calls it undefined land; to Gowans it is leaving the domain alone until user space comes back.",
        "RFC 11/18, replies",
        operation => operation.WithKernel(kernel =>
            operation.Say($"{kernel.Hardware.Functions.Count} functions, {kernel.State.Iommu.Domains.Length} iommu_domains.")));

    /// <summary>Boot 2 where a domain is restored for what must go on: every other group is attached at probe, as in any boot.</summary>
    /// <param name="held">Whether the driver has restored it by now; else user space will have it do so.</param>
    public static StepDefinition ProbeAround(LiveUpdatePlan plan, bool held = true) => new(
        "probe-host-functions", Phase.Boot2, Actor.Kernel, 2, 20,
        "Probe, attach host functions",
        "Functions are found and attached as in any boot: each IOMMU group gets a default domain with tables in ordinary RAM, and its context entries. "
            + (held
                ? "The group that the driver holds is passed over, and a driver of the host's own that asked for it would be refused. So there is no time in which hardware translates and no software object says what."
                : "The group whose entry was there already is left alone: its attach is put off until user space hands the saved tables over."),
        "RFC 00/18, replies",
        operation => operation.WithKernel(kernel =>
        {
            var held = plan.Devices.Where(device => device.Persistent).Select(device => GroupOf(plan, device.Address)).ToHashSet();
            Attach(operation, Groups(plan).Where(group => !held.Contains(group)));
            operation.Say($"{kernel.Hardware.Functions.Count} functions, {kernel.State.Iommu.Domains.Length} iommu_domains.");
        }));

    /// <summary>The host's own devices start: in boot 2 after a reset, and with the deferred attach where that is how the approach attaches.</summary>
    public static IEnumerable<StepDefinition> StartHostDevices(LiveUpdatePlan plan, int boot, bool deferred = true)
    {
        if (plan.Guests.Length > 1)
        {
            yield return new(
                "start-host-devices-" + StepNames.OfBoot(boot), boot == 1 ? Phase.Boot1 : Phase.Boot2, Actor.Kernel, boot, boot == 1 ? 5 : 20,
                "Start the host's devices",
                boot == 1
                    ? "The host's drivers allocate buffers, map them through the DMA API, give their bus addresses to their devices and turn bus mastering on. From now on these read and write between any two steps."
                    : "The host's drivers reset their devices, which were refused all this while, and set them up anew. "
                        + (deferred ? "The first mapping of each makes the deferred attach happen: a new default domain, a new context entry, buffers in this kernel's RAM." : "Their default domains are there since the probe; their buffers are in this kernel's RAM."),
                boot == 2 && deferred ? "RFC 11/18" : "DMA API",
                operation => operation.WithKernel(kernel =>
                {
                    foreach (var device in plan.Devices.Where(device => !device.Persistent)) Start(operation, kernel, device, apart: true);
                }));
            yield break;
        }
        foreach (var device in plan.Devices.Where(device => !device.Persistent))
        {
            yield return new(
                $"start-{Name(device)}-{StepNames.OfBoot(boot)}", boot == 1 ? Phase.Boot1 : Phase.Boot2, Actor.Kernel, boot, boot == 1 ? 5 : 20,
                $"Start {device.Address}",
                boot == 1
                    ? $"The host's driver allocates buffers, maps them through the DMA API, gives their bus addresses to {device.Address} and turns bus mastering on. From now on it reads and writes between any two steps."
                    : $"The host's driver resets {device.Address}, which was refused all this while, and sets it up anew. "
                        + (deferred ? "Its first mapping makes the deferred attach happen: a new default domain, a new context entry, buffers in this kernel's RAM." : "Its default domain is there since the probe; its buffers are in this kernel's RAM."),
                boot == 2 && deferred ? "RFC 11/18" : "DMA API",
                operation => operation.WithKernel(kernel => Start(operation, kernel, device)));
        }
    }

    /// <param name="apart">Whether it is one of several that the step is about.</param>
    private static void Start(Operation operation, KernelContext kernel, DevicePlan device, bool apart = false)
    {
        var pci = new PciCore(kernel);
        pci.Reset(device.Address);
        operation.CountRound();
        var driver = kernel.Hardware.Functions[device.Address].Description.Driver;
        if (!pci.TryStartDriver(device.Address, driver.Length > 0 ? driver : "host driver", out string? problem))
        {
            operation.Fail(problem);
            return;
        }
        string fact = $"Domain id {kernel.State.Iommu.DomainOf(device.Address)!.DomainId}.";
        if (apart) operation.SayOf(device.Address.ToString(), fact);
        else operation.Say(fact);
    }

    /// <summary>A function's name in a step's id: 01-00.0, since a colon has a meaning in some links.</summary>
    public static string Name(DevicePlan device) => device.Address.ToString().Replace(':', '-');

    /// <param name="apart">Whether each is one of several that the step is about.</param>
    private static void Attach(Operation operation, IEnumerable<int> groups, bool apart = false) => operation.WithKernel(kernel =>
    {
        var pci = new PciCore(kernel);
        foreach (int group in groups)
        {
            if (!pci.TryAttachDefaultDomain(group, out string? problem))
            {
                operation.Fail(problem);
                return;
            }
            var domain = kernel.State.Iommu.Domains[^1];
            if (apart)
            {
                operation.CountRound();
                operation.SayOf(string.Join(", ", domain.Functions), $"Group {group}, domain id {domain.DomainId}.");
            }
            else operation.Say($"Group {group}: {string.Join(", ", domain.Functions)}, domain id {domain.DomainId}.");
        }
    });

    private static IEnumerable<int> Groups(LiveUpdatePlan plan) => plan.Board.Functions.Select(function => function.IommuGroup).Distinct().Order();

    private static int GroupOf(LiveUpdatePlan plan, PciAddress address) => plan.Board.Functions.First(function => function.Address == address).IommuGroup;
}
