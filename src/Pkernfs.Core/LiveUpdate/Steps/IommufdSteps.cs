using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>What the VMM asks of iommufd and the device's cdev, in both boots.</summary>
internal static class IommufdSteps
{
    private const string Replies = "RFC 00/18, replies";

    /// <summary>In the next kernel, where something is done with an iommufd before there is a device in it; else the device's step opens it.</summary>
    public static ImmutableArray<StepDefinition> OpenFirst(LiveUpdatePlan plan) => plan.Variants is not ({ Order: RestoreOrder.MappingsFirst } or { Discovery: Discovery.ReinjectedFile }) ? [] : [Open()];

    /// <summary>In the next kernel, with no device.</summary>
    public static StepDefinition Open() => new(
        "open-iommufd-b", Phase.UserspaceRestore, Actor.Vmm, 2, null,
        "Open an iommufd",
        "The VMM opens /dev/iommu with no device in it yet. An IO address space and its areas need none: only an HWPT is made for a device.",
        "iommufd",
        operation => operation.WithVmm((kernel, vmm) => vmm.SetIommufd(new(new IommufdDriver(kernel).Open(), 0))));

    /// <param name="found">Whether the device is the one that a retrieved file's temporary domain holds, and is not known by its address.</param>
    public static StepDefinition OpenDevice(int boot, bool found = false) => new(
        "open-device-" + StepNames.OfBoot(boot), boot == 1 ? Phase.VmStart : Phase.UserspaceRestore, Actor.Vmm, boot, boot == 1 ? 12 : 25,
        "Open the device and bind it to an iommufd",
        boot == 1
            ? "The VMM opens /dev/iommu and the function's cdev and binds the one to the other (VFIO_DEVICE_BIND_IOMMUFD). vfio-pci enables the function for it: bus mastering off, reset, configuration saved."
            : "The VMM opens /dev/iommu and the function's cdev and binds them. Since the function is in a restored domain, vfio-pci takes it as it runs: bus mastering stays on, and there is no reset."
                + (found ? " Which function it is the VMM did not have to know: it is the one that the temporary domain over the retrieved file holds." : ""),
        boot == 1 ? "iommufd" : Replies,
        operation => operation.WithVmm((kernel, vmm) =>
        {
            if (operation.Assigned is not { } function) return;
            var iommufd = new IommufdDriver(kernel);
            if (found && (DiscoverySteps.FoundBy(operation, vmm) is not { } file || !operation.Report(iommufd.FindDevice(file, out function)))) return;
            var handles = vmm.Process.Iommufd ?? new(iommufd.Open(), 0);
            if (!operation.Report(iommufd.Bind(handles.Context, function, out int device))) return;
            vmm.SetIommufd(handles with { Device = device });
            if (found) operation.Say($"The device is {function}.");
        }));

    public static StepDefinition AllocateIoas(int boot) => new(
        "allocate-ioas-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Vmm, boot, null,
        "Allocate an IOAS",
        "IOMMU_IOAS_ALLOC: an empty IO address space. It knows of user space's memory and of IOVAs, and of no hardware.",
        "iommufd",
        operation => WithIommufd(operation, (kernel, vmm, handles) => vmm.SetIommufd(handles with { Ioas = new IommufdDriver(kernel).AllocateIoas(handles.Context) })));

    public static StepDefinition AllocateHwpt(int boot) => new(
        "allocate-hwpt-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Vmm, boot, null,
        "Allocate an HWPT",
        boot == 1
            ? "IOMMU_HWPT_ALLOC: an iommu_domain for this address space behind this device's IOMMU, its tables in ordinary memory. Whatever is mapped in the address space from now on is written into it."
            : "IOMMU_HWPT_ALLOC makes a domain for the address space and fills it from the areas: tables in ordinary memory, frames that this kernel pinned. Hardware does not use them yet.",
        "iommufd",
        operation => WithIoas(operation, (kernel, vmm, handles, ioas) =>
        {
            if (!operation.Report(new IommufdDriver(kernel).AllocateHwpt(handles.Context, handles.Device, ioas, out int hwpt))) return;
            vmm.SetIommufd(handles with { Hwpt = hwpt });
            operation.Say($"Domain id {kernel.State.Iommu.Domains[^1].DomainId}, top table {kernel.State.Iommu.Domains[^1].Root.Table}.");
        }));

    /// <summary>One IOAS_MAP for each run of guest RAM, the same in both boots.</summary>
    public static IEnumerable<StepDefinition> MapGuest(LiveUpdatePlan plan, int boot)
    {
        foreach (var slot in plan.LayoutOf(plan.Guest).Slots)
        {
            yield return new(
                $"map-{slot.Name.Replace(' ', '-').ToLowerInvariant()}-{StepNames.OfBoot(boot)}", PhaseOf(boot), Actor.Vmm, boot, boot == 1 ? 11 : 24,
                $"Map {slot.Name}",
                $"IOMMU_IOAS_MAP of [{slot.Iova.Start}, {slot.Iova.End}): iommufd finds and pins the frames behind the VMM's mapping and records the area"
                    + (boot == 1 ? "; the entries are written into the HWPT, with the largest pages that alignment allows." : ", as in the first boot. Nothing is taken over: pins and records are this kernel's own, made by its ordinary code. Hardware is not touched."),
                boot == 1 ? "iommufd" : Replies,
                operation => WithIoas(operation, (kernel, vmm, handles, ioas) => operation.Report(new IommufdDriver(kernel).Map(
                    handles.Context, ioas, vmm.Process.Memory, SlotArguments.Range(operation), SlotArguments.Virtual(operation, vmm.Process), slot.Rights))))
            {
                Arguments = SlotArguments.Of(slot),
            };
        }
    }

    public static StepDefinition AttachAssigned() => new(
        "attach-assigned", Phase.VmStart, Actor.Kernel, 1, 12,
        "Attach the device to the HWPT",
        "The group leaves its default domain for the HWPT's: the context entry is cleared and flushed, then written with the top table in ordinary memory and the new domain id.",
        "iommufd",
        operation => WithHwpt(operation, (kernel, handles, hwpt) =>
        {
            operation.Report(new IommufdDriver(kernel).Attach(handles.Context, handles.Device, hwpt));
            if (operation.Assigned is { } function && new IommuDriver(kernel).ReadContext(function) is { } entry)
                operation.Say($"Context entry 0x{entry.High:x16}:{entry.Low:x16}.");
        }));

    public static StepDefinition Freeze() => new(
        "freeze-mappings", Phase.Prepare, Actor.Vmm, 1, null,
        "Freeze the address map",
        "From here until the switch at the end nothing may change what the device can reach: IOAS_MAP and IOAS_UNMAP are answered with EBUSY. The guest runs on and its device works; all that has to wait is memory hotplug.",
        Replies,
        operation => WithIoas(operation, (kernel, _, handles, ioas) => operation.Report(new IommufdDriver(kernel).Freeze(handles.Context, ioas))));

    /// <param name="forget">False where the temporary domain is its file's to give back.</param>
    public static StepDefinition Switch(bool forget = true) => new(
        "switch-domain", Phase.Finish, Actor.Kernel, 2, null,
        "Switch to the HWPT's domain",
        "The HWPT takes the temporary domain's place, if and only if both translate identically over the whole of the IOVA space: address, permission, page size. The 16 bytes of the context entry are exchanged at once and the caches are flushed by the old domain id, so the device notices nothing. Mapping changes are possible again.",
        Replies,
        operation => WithHwpt(operation, (kernel, handles, hwpt) =>
        {
            if (!operation.Report(new IommufdDriver(kernel).Replace(handles.Context, handles.Device, hwpt))) return;
            var iommu = new IommuDriver(kernel);
            foreach (var left in kernel.State.Iommu.Domains.Where(domain => forget && domain is { Kind: DomainKind.Restored, Functions.IsEmpty: true })) iommu.Forget(left);
            if (operation.Assigned is { } function && iommu.ReadContext(function) is { } entry) operation.Say($"Entry: domain id {entry.DomainId}, top table {entry.SecondStageTable}.");
        }));

    /// <summary>After the update mapping goes on as usual: the guest makes its shadowed ROM writable.</summary>
    public static IEnumerable<StepDefinition> RemapRom()
    {
        yield return new(
            "unmap-rom", Phase.Resumed, Actor.Vmm, 2, 26,
            "Unmap the shadowed ROM",
            "The guest unlocks its shadow RAM, so the VMM takes the read-only mapping away: IOAS_UNMAP clears 64 entries of the domain in ordinary memory, gives the pins back and flushes the IOTLB by the id that hardware has, too.",
            "iommufd",
            operation => WithIoas(operation, (kernel, _, handles, ioas) =>
                operation.Report(new IommufdDriver(kernel).Unmap(handles.Context, ioas, VfioSteps.RomSlot(operation).Iova))));
        yield return new(
            "map-rom-writable", Phase.Resumed, Actor.Vmm, 2, 26,
            "Map it writable",
            "A plain IOAS_MAP again, through tables that this kernel made itself. From here on this machine is like one that was never updated.",
            "iommufd",
            operation => WithIoas(operation, (kernel, vmm, handles, ioas) =>
            {
                var slot = VfioSteps.RomSlot(operation);
                operation.Report(new IommufdDriver(kernel).Map(handles.Context, ioas, vmm.Process.Memory, slot.Iova, vmm.Process.GuestRam.Start + slot.Offset, PageTables.AccessRights.ReadWrite));
            }));
    }

    private static void WithIommufd(Operation operation, Action<KernelContext, Vmm, IommufdHandles> act) => operation.WithVmm((kernel, vmm) =>
    {
        if (vmm.Process.Iommufd is { } handles) act(kernel, vmm, handles);
        else operation.Fail("The VMM has no device bound to an iommufd: that could not be done before.");
    });

    private static void WithIoas(Operation operation, Action<KernelContext, Vmm, IommufdHandles, int> act) => WithIommufd(operation, (kernel, vmm, handles) =>
    {
        if (handles.Ioas is { } ioas) act(kernel, vmm, handles, ioas);
        else operation.Fail("The VMM has no IOAS: it could not be allocated before.");
    });

    private static void WithHwpt(Operation operation, Action<KernelContext, IommufdHandles, int> act) => WithIommufd(operation, (kernel, _, handles) =>
    {
        if (handles.Hwpt is { } hwpt) act(kernel, handles, hwpt);
        else operation.Fail("The VMM has no HWPT: it could not be allocated before.");
    });

    private static Phase PhaseOf(int boot) => boot == 1 ? Phase.VmStart : Phase.Finish;
}
