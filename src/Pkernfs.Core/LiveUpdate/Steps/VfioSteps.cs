using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>What the VMM asks of VFIO, in both boots.</summary>
internal static class VfioSteps
{
    /// <param name="held">Whether in boot 2 the IOMMU driver holds the function's translation.</param>
    public static StepDefinition Bind(int boot, bool held = false) => new(
        "bind-vfio-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Admin, boot, boot == 1 ? 9 : 23,
        "Bind vfio-pci",
        boot == 1
            ? "The function's host driver is replaced by vfio-pci. Its group keeps the default domain until user space takes it."
            : held
            ? "vfio-pci takes the function. No other driver could: the group is held by its temporary domain, which stays attached. There is no blocking domain in between and no reset."
            : "vfio-pci takes the function before any other driver can: a DMA API driver that came first would attach its own domain over the live one. Mainline's VFIO would move the group to a blocking domain here; the series has no guard against that.",
        boot == 1 ? "RFC 18/18" : held ? "RFC 00/18, replies" : "RFC 11/18, replies",
        operation => operation.WithKernel(kernel =>
        {
            foreach (var device in operation.Plan.CarriedDevices)
            {
                new VfioDriver(kernel).Bind(device.Address);
                operation.CountRound();
            }
        }));

    /// <param name="found">Whether the file of tables was found by discovery, and is not known by its name.</param>
    public static IEnumerable<StepDefinition> OpenContainer(LiveUpdatePlan plan, int boot, bool found = false)
    {
        yield return Bind(boot);
        yield return new(
            "open-container-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Vmm, boot, boot == 1 ? 10 : 23,
            "Open a VFIO container",
            "The VMM opens a container and adds the function's group" + (plan.Devices.Count(device => device.Persistent) > 1 ? ", or the groups of all its functions: they share one domain" : "") + ". The container is an object of this kernel: nothing of it will be there after the next jump.",
            "RFC 13/18",
            operation => operation.WithEachDriver((kernel, vmm) =>
            {
                int[] groups = [.. operation.AssignedFunctions.Select(function => kernel.Hardware.Functions[function].Description.IommuGroup).Distinct()];
                if (groups.Length == 0) return;
                vmm.SetContainer(new VfioDriver(kernel).OpenContainer([.. groups]));
                if (groups.Length > 1) operation.Say($"{groups.Length} groups share it, and one domain.");
            }));
        yield return new(
            "set-persistent-tables-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Vmm, boot, boot == 1 ? 10 : 23,
            found ? "Hand over the tables that were found" : $"Hand over {GuestSteps.TablesOf(plan, "iommu/")}",
            "VFIO_CONTAINER_SET_PERSISTENT_PGTABLES gives the container the file that its page tables are to live in. Only the reference is kept; the file's type is all that is checked.",
            "RFC 13/18",
            operation => WithEachContainer(operation, (kernel, vmm, container) =>
            {
                if (DiscoverySteps.FileOf(operation, kernel, vmm) is { } file) operation.Report(new VfioDriver(kernel).SetPersistentTables(container, file));
            }))
        {
            Arguments = found ? [] : [.. plan.Guests.Where(plan.HasDevices).Select(guest => StepArgument.File("file", guest.DomainPath, "the file whose descriptor is handed over").Of(guest))],
        };
        if (boot == 2) yield break;
        yield return SetIommu(GuestSteps.TablesOf(plan));
    }

    /// <param name="tables">The file that the tables are in, as people call it.</param>
    public static StepDefinition SetIommu(string tables) => new(
        "set-iommu-a", Phase.VmStart, Actor.Vmm, 1, 10,
        "Set the container's IOMMU",
        $"VFIO_SET_IOMMU makes an iommu_domain whose top table is page 1 of {tables} and whose lower tables will come from the same block: this is the shim in the allocator.",
        "RFC 13/18, 14/18",
        operation => WithEachContainer(operation, (kernel, _, container) =>
        {
            operation.Report(new VfioDriver(kernel).SetIommu(container));
            if (operation.IsWell) operation.Say($"Domain id {kernel.State.Iommu.Domains[^1].DomainId}, top table {kernel.State.Iommu.Domains[^1].Root.Table}.");
        }));

    /// <summary>Boot 2's SET_IOMMU: a fresh domain over tables that are full and in use.</summary>
    public static StepDefinition AdoptDomain(LiveUpdatePlan plan) => new(
        "set-iommu-b", Phase.UserspaceRestore, Actor.Vmm, 2, 23,
        plan.Guests.Length == 1 ? "Adopt the domain" : "Adopt the domains",
        $"A new iommu_domain takes page 1 of {GuestSteps.TablesOf(plan)} for its top table, with all that is below. The function is attached to it; its context entry is present, so it is left alone. Entry and allocator now disagree about the domain id: invalidations by the new id miss what hardware cached under the old one. One check here is ours, for as posted there is none: a region whose bitmap has a table's page free is refused, since the next table would be written over that one."
            + Lifted.Words(plan, LiftedLimits.SeveralRegions, "The first region's list says which others the domain has; each is mapped and looked at like the first. A table in a block that is on no list is refused, too: the kernel has no address for it."),
        Lifted.Source(plan, "RFC 13/18, 14/18", (LiftedLimits.SeveralRegions, "the list of regions")),
        operation => WithEachContainer(operation, (kernel, _, container) =>
        {
            var vfio = new VfioDriver(kernel);
            operation.Report(vfio.SetIommu(container));
            if (!operation.IsWell) return;
            operation.Report(vfio.AttachGroups(container, out var outcome));
            var domain = kernel.State.Iommu.Domains[^1];
            var entries = operation.AssignedFunctions.Select(new IommuDriver(kernel).ReadContext).OfType<ContextEntry>().ToArray();
            if (outcome == AttachOutcome.EntryWritten)
                operation.Fail($"There was no context entry to keep, so a new one was written with domain id {domain.DomainId}: the device's translation had been lost.");
            else if (entries.Length > 0) operation.Say($"{(entries.Length == 1 ? "Entry" : $"{entries.Length} entries")}: domain id {string.Join(", ", entries.Select(kept => kept.DomainId).Distinct())}. Allocator: {domain.DomainId}.");
            if (!PageTable<SecondStage, Iova>.Leaves(kernel.Memory, domain.Root, new IommuDriver(kernel).Limits).Any())
                operation.Fail($"The adopted top table at {domain.Root.Table} maps nothing: the device's mappings are lost.");
        }));

    /// <summary>One MAP_DMA for each run of guest RAM; with LIVE_UPDATE in boot 2.</summary>
    public static IEnumerable<StepDefinition> MapGuest(LiveUpdatePlan plan, int boot)
    {
        foreach (var slots in SlotArguments.ByName(plan))
        {
            var slot = slots.First().Slot;
            yield return new(
                $"map-{slot.Name.Replace(' ', '-').ToLowerInvariant()}-{StepNames.OfBoot(boot)}", PhaseOf(boot), Actor.Vmm, boot, boot == 1 ? 11 : 24,
                boot == 1 ? $"Map {slot.Name}" : $"Map {slot.Name}, LIVE_UPDATE",
                boot == 1
                    ? $"VFIO_IOMMU_MAP_DMA of {SlotArguments.Words(slots)}: VFIO finds and pins the frames behind the VMM's mapping, records the range, and the IOMMU driver writes the entries, with the largest pages that alignment allows."
                        + Lifted.Words(plan, LiftedLimits.SeveralRegions, "As posted MAP_DMA fails once the 510 tables of the domain's region are taken. Here another block becomes a region of the domain, and the list in the first region's bitmap page names it.")
                    : $"The VMM repeats MAP_DMA for {SlotArguments.Words(slots)} with the flag LIVE_UPDATE: frames are found, pins are counted and the record is made, but no entry is written, or even looked at. That user space repeats exactly what it did before is taken on trust.",
                boot == 1 ? Lifted.Source(plan, "RFC 13/18, 14/18", (LiftedLimits.SeveralRegions, "further regions")) : "RFC 16/18",
                operation => WithEachContainer(operation, (kernel, vmm, container) =>
                {
                    if (!slots.Any(entry => entry.Guest == operation.GuestPlan)) return;
                    uint flags = (slot.Rights.HasFlag(AccessRights.Read) ? VfioContainer.FlagRead : 0)
                        | (slot.Rights.HasFlag(AccessRights.Write) ? VfioContainer.FlagWrite : 0)
                        | (boot == 2 ? VfioContainer.FlagLiveUpdate : 0);
                    operation.Report(new VfioDriver(kernel).MapDma(container, vmm.Process.Memory, SlotArguments.Range(operation), SlotArguments.Virtual(operation, vmm.Process), flags));
                }))
            {
                Arguments = [.. slots.SelectMany(entry => SlotArguments.Of(entry.Slot).Select(argument => argument.Of(entry.Guest)))],
            };
        }
    }

    public static StepDefinition AttachAssigned(string tables) => new(
        "attach-assigned", Phase.VmStart, Actor.Kernel, 1, 12,
        $"Point the context entry to {tables}",
        $"The group leaves its default domain for the container's: the context entry is cleared and flushed, then written with {tables}'s top table and the new domain id. In 16 bytes this is the link from the device to everything that must survive.",
        "RFC 09/18, 14/18",
        operation => WithEachContainer(operation, (kernel, _, container) =>
        {
            operation.Report(new VfioDriver(kernel).AttachGroups(container, out AttachOutcome _));
            foreach (var function in operation.AssignedFunctions)
            {
                if (new IommuDriver(kernel).ReadContext(function) is { } entry) operation.Say($"{OfSeveral(operation, function)}Context entry 0x{entry.High:x16}:{entry.Low:x16}.");
            }
        }));

    /// <param name="alone">Whether no container has the function's group yet.</param>
    public static StepDefinition OpenDevice(int boot, bool alone = false) => new(
        "open-device-" + StepNames.OfBoot(boot), PhaseOf(boot), Actor.Vmm, boot, boot == 1 ? 12 : 25,
        "Open the device",
        boot == 1
            ? "vfio-pci enables the function for the VMM: bus mastering off, reset, configuration saved."
            : "With liveupdate vfio-pci neither clears bus mastering nor tries a reset; it assumes that a reset would work. It does so for every function, since nothing marks the persistent ones."
                + (alone ? " The VMM opens the function's cdev, which needs no container; the device stays on the domain that hardware has, of which no software knows, and the descriptor gives no access to it until a container has its group." : ""),
        "RFC 18/18",
        operation => operation.WithEachDriver((kernel, _) =>
        {
            foreach (var function in operation.AssignedFunctions)
            {
                new VfioDriver(kernel).OpenDevice(function);
                // The guest itself counts as one.
                if (function != operation.Assigned) operation.CountRound();
                var iommu = new IommuDriver(kernel);
                if (alone && kernel.State.Iommu.DomainOf(function) is null && iommu.ReadContext(function) is { Present: true } entry)
                    operation.Say($"{function} translates under domain id {entry.DomainId} through {entry.SecondStageTable}; it is in no iommu_domain of this kernel.");
            }
        }));

    /// <summary>After the update mapping goes on as usual, in the tables that persist: the guest makes its shadowed ROM writable.</summary>
    public static IEnumerable<StepDefinition> RemapRom(string tables)
    {
        yield return new(
            "unmap-rom", Phase.Resumed, Actor.Vmm, 2, 26,
            "Unmap the shadowed ROM",
            $"The guest unlocks its shadow RAM, so the VMM takes the read-only mapping away: 64 entries of {tables} are cleared, the record goes, the IOTLB is flushed by this kernel's id of the domain.",
            "RFC 14/18",
            operation => WithEachContainer(operation, (kernel, _, container) =>
                operation.Report(new VfioDriver(kernel).UnmapDma(container, RomSlot(operation).Iova))));
        yield return new(
            "map-rom-writable", Phase.Resumed, Actor.Vmm, 2, 26,
            "Map it writable",
            "A plain MAP_DMA again: entries are written into the persistent tables while the device works beside them. From here on mapping goes on as if there had been no update.",
            "RFC 14/18",
            operation => WithEachContainer(operation, (kernel, vmm, container) =>
            {
                var slot = RomSlot(operation);
                operation.Report(new VfioDriver(kernel).MapDma(container, vmm.Process.Memory, slot.Iova, vmm.Process.GuestRam.Start + slot.Offset, VfioContainer.FlagRead | VfioContainer.FlagWrite));
                SayWhereFlushesMiss(operation, kernel);
            }));
    }

    /// <summary>What an update leaves behind where the entry that was kept tags the unit's caches with another id than this kernel flushes by.</summary>
    private static void SayWhereFlushesMiss(Operation operation, KernelContext kernel)
    {
        var iommu = new IommuDriver(kernel);
        foreach (var function in operation.AssignedFunctions)
        {
            if (kernel.State.Iommu.DomainOf(function) is { } domain && iommu.ReadContext(function) is { Present: true } entry && entry.DomainId != domain.DomainId)
                operation.Say($"{OfSeveral(operation, function)}But one thing stays until the entry is written anew: this kernel flushes by domain id {domain.DomainId}, and what the unit caches for the device is tagged {entry.DomainId}, so an unmapping may live on in the IOTLB.");
        }
    }

    internal static MemorySlot RomSlot(Operation operation) => operation.Guest.Slots.First(slot => slot.Rights == AccessRights.Read);

    private static string OfSeveral(Operation operation, PciAddress function) => operation.AssignedFunctions.Length > 1 ? $"{function}: " : "";

    private static void WithEachContainer(Operation operation, Action<KernelContext, Vmm, int> act) => operation.ForEachGuest(() => WithContainer(operation, act), operation.Plan.HasDevices);

    internal static void WithContainer(Operation operation, Action<KernelContext, Vmm, int> act) => operation.WithVmm((kernel, vmm) =>
    {
        if (vmm.Process.Container is { } container) act(kernel, vmm, container);
        else operation.Fail("The VMM has no VFIO container: it could not be opened before.");
    });

    private static Phase PhaseOf(int boot) => boot == 1 ? Phase.VmStart : Phase.UserspaceRestore;
}
