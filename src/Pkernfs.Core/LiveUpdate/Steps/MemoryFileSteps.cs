using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>The guest's life where its RAM is a memfd of ordinary memory.</summary>
internal static class MemoryFileSteps
{
    private const string Memfd = "memfd_create(2)";

    private const MemoryFileSeals Sealed = MemoryFileSeals.Seal | MemoryFileSeals.Shrink | MemoryFileSeals.Grow;

    public static StepDefinition StartUserspace(int boot) => new(
        "start-userspace-" + StepNames.OfBoot(boot), boot == 1 ? Phase.VmStart : Phase.UserspaceRestore, Actor.Admin, boot, boot == 1 ? 6 : 21,
        "Start user space",
        boot == 1
            ? "User space is up, and the initial ramdisk is given back. There is no filesystem to mount: what will be handed over are file descriptors."
            : "User space is up again. It has no descriptor yet, only what it remembers: names and tokens that it chose, its device.",
        "Linux init/initramfs.c",
        operation => operation.WithKernel(BootSequence.FreeRamdisk));

    public static StepDefinition CreateGuestRam(LiveUpdatePlan plan) => new(
        "create-guest-ram", Phase.VmStart, Actor.Vmm, 1, 7,
        "Create the guest RAM memfd",
        "memfd_create and fallocate: guest RAM is ordinary memory, in folios of 2 MiB where memory is whole enough. None is in scratch, since the pages will be pinned for long. The file is sealed against growing, shrinking and further seals, which iommufd asks for later.",
        Memfd,
        operation => operation.WithKernel(kernel =>
        {
            var files = new MemoryFileDriver(kernel);
            int file = files.Create(operation.Plan.Guest.RamFile);
            if (!operation.Report(files.Allocate(file, new(operation.Argument("size").Number), OwnerClass.GuestRam))) return;
            files.Seal(file, Sealed);
            var folios = files.Find(file)!.Folios;
            operation.Say($"{folios.Count(folio => folio.Order > 0)} folios of 2 MiB, {folios.Count(folio => folio.Order == 0)} single pages.");
        }))
    {
        Arguments = [StepArgument.Size("size", plan.Guest.Memory.Value, "the size of the guest RAM file")],
    };

    public static StepDefinition StartVmm(LiveUpdatePlan plan, int boot) => new(
        boot == 1 ? "start-vmm-a" : "start-vmm-b", boot == 1 ? Phase.VmStart : Phase.UserspaceRestore, Actor.Vmm, boot, boot == 1 ? 9 : 22,
        "Start the VMM, map guest RAM",
        NamedRegionSteps.AreUsed(plan)
            ? $"{(boot == 1 ? "The VMM" : "A new VMM, perhaps another build,")} opens {NamedRegionBacking.Folder} by the region's name and maps it as the guest's memory, at an address of its own choice."
                + (boot == 1 ? "" : " It had to find nothing: the kernel reserved the region at boot, and the name is in both command lines.")
            : boot == 1
                ? "The VMM maps the memfd as the guest's memory, at an address of its own choice."
                : "A new VMM, perhaps another build, maps the memfd that it retrieved. The folios are where they were; the virtual address is this process's own.",
        NamedRegionSteps.AreUsed(plan) ? "DAX over a carve-out, replies; the device file is ours" : Memfd,
        operation => operation.WithKernel(kernel =>
        {
            if (operation.MakeVmm(kernel, boot == 1 ? "vmm 8.2.0" : "vmm 8.2.1") is not { } vmm)
            {
                operation.Fail("System RAM is too small for the VMM's own memory.");
                return;
            }
            if (GuestRam(operation, kernel, boot, out string name) is not { } file)
            {
                operation.Fail(boot == 1 ? $"There is no {name} to map." : "The memfd of guest RAM was not retrieved, so there is nothing to map.");
                return;
            }
            if (!vmm.TryMapGuestRam(file, name, out string? problem, operation.Plan.Variants.VmmLayout == VmmLayout.Same))
            {
                operation.Fail(problem);
                return;
            }
            operation.StartVmm(vmm);
            operation.Say($"Process {vmm.Process.Pid}, guest RAM at {vmm.Process.GuestRam}.");
        }))
    {
        Arguments = boot == 1 ? [StepArgument.File("file", plan.Guest.RamFile, $"the {(NamedRegionSteps.AreUsed(plan) ? "region" : "memfd")} that is mapped as guest RAM")] : [],
    };

    /// <summary>Guest RAM in an address space of iommufd, by its file.</summary>
    public static IEnumerable<StepDefinition> MapGuest(LiveUpdatePlan plan, int boot)
    {
        foreach (var slot in plan.LayoutOf(plan.Guest).Slots)
        {
            yield return new(
                $"map-{slot.Name.Replace(' ', '-').ToLowerInvariant()}-{StepNames.OfBoot(boot)}", boot == 1 ? Phase.VmStart : Phase.Finish, Actor.Vmm, boot, boot == 1 ? 11 : 24,
                $"Map {slot.Name}",
                $"IOMMU_IOAS_MAP_FILE of [{slot.Iova.Start}, {slot.Iova.End}): the {(NamedRegionSteps.AreUsed(plan) ? "pages of that part of the region" : "folios behind that part of the memfd")} are pinned and the area is recorded"
                    + (boot == 1 ? ", and the HWPT's entries are written with the largest pages that alignment allows. Only areas of files can be handed over." : ", as in the first boot. Hardware is not touched."),
                NamedRegionSteps.AreUsed(plan) ? "iommufd; that it takes the region's device file is ours" : "iommufd",
                operation => operation.WithVmm((kernel, vmm) =>
                {
                    if (vmm.Process.Iommufd is not { Ioas: { } ioas } handles) operation.Fail("The VMM has no IOAS: it could not be allocated before.");
                    else if (RamOf(vmm) is not { } file) operation.Fail("Guest RAM is no file that can be handed over, so it cannot be mapped by its file.");
                    else operation.Report(new IommufdDriver(kernel).MapFile(handles.Context, ioas, file, SlotArguments.Offset(operation), SlotArguments.Range(operation), SlotArguments.Virtual(operation, vmm.Process), slot.Rights));
                }))
            {
                Arguments = SlotArguments.Of(slot),
            };
        }
    }

    public static StepDefinition SaveVm() => new(
        "save-vm", Phase.PauseAndSerialise, Actor.Vmm, 1, 13,
        "Save the VM's state",
        "What is in no guest RAM, vCPU registers and device models, goes into a second memfd, which joins the session under a token of its own. This is within the blackout, so it is small.",
        "LUO; the file's layout is ours",
        operation => operation.WithVmm((kernel, vmm) =>
        {
            var files = new MemoryFileDriver(kernel);
            int file = files.Create(operation.GuestPlan.StateFile);
            if (!operation.Report(files.Allocate(file, ByteCount.FromMiB(2), OwnerClass.VmState))) return;
            if (!vmm.TrySave(new MemoryFileBacking(file), $"memfd:{operation.GuestPlan.StateFile}", out string? problem)) operation.Fail(problem);
            else if (kernel.State.Orchestrator is null) operation.Fail("The orchestrator is off, so the state cannot be handed over.");
            else if (operation.Report(new OrchestratorDriver(kernel).Preserve(OrchestratorSteps.SessionName, new OpenMemoryFile(file), OrchestratorSteps.StateToken)))
                operation.Say($"{vmm.Process.Processors.Length} vCPUs, next heartbeat {vmm.Process.Processors.FirstOrDefault()?.Sequence}.");
        }));

    public static StepDefinition RestoreVm(LiveUpdatePlan plan) => new(
        "restore-vm", Phase.UserspaceRestore, Actor.Vmm, 2, 26,
        "Restore the VM's state",
        $"{HandedOverFileSteps.Call(plan)} gives the second memfd; the new VMM maps it and makes the vCPUs from it. Guest RAM needs no restoring: it never moved.",
        "LUO; the file's layout is ours",
        operation => operation.WithVmm((kernel, vmm) =>
        {
            if (!HandedOverFileSteps.Retrieve(operation, kernel, out OpenMemoryFile? file)) return;
            if (!vmm.TryRestore(new MemoryFileBacking(file!.Id), $"memfd:{operation.GuestPlan.StateFile}", out string? problem)) operation.Fail("The VM cannot be restored: " + problem);
            else operation.Say($"{vmm.Process.Processors.Length} vCPUs, next heartbeat {vmm.Process.Processors.FirstOrDefault()?.Sequence}.");
        }))
    {
        Arguments = [HandedOverFileSteps.Name(plan, OrchestratorSteps.StateToken, "the file with the VM's state")],
    };

    public static StepDefinition GoOn(LiveUpdatePlan plan) => new(
        "guest-goes-on", Phase.Resumed, Actor.Vmm, 2, 27,
        "The guest goes on",
        (NamedRegionSteps.AreUsed(plan) ? "Guest RAM is where it was, in a region that stays reserved and is handed over already for the next update; the" : "Guest RAM is a memfd of ordinary memory again, the")
            + " device's tables are ordinary pages of this kernel, and nothing that the update needed is left but the former root tree's page. The next update can begin from here.",
        "LUO",
        operation => operation.WithVmm((_, _) => { }));

    /// <summary>What the VMM maps as guest RAM; null where it has no such file.</summary>
    private static FileBacking? GuestRam(Operation operation, KernelContext kernel, int boot, out string name)
    {
        string file = boot == 1 ? operation.Argument("file").Value : operation.Plan.Guest.RamFile;
        name = NamedRegionSteps.AreUsed(operation.Plan) ? $"{NamedRegionBacking.Folder}/{file}" : $"memfd:{file}";
        if (NamedRegionSteps.AreUsed(operation.Plan)) return new NamedRegionBacking(file);
        int? id = boot == 1 ? new MemoryFileDriver(kernel).Find(file)?.Id : OrchestratorSteps.Retrieved<OpenMemoryFile>(kernel, OrchestratorSteps.RamToken)?.Id;
        return id is { } open ? new MemoryFileBacking(open) : null;
    }

    private static FileBacking? RamOf(Vmm vmm) =>
        vmm.Process.Memory.Mappings.FirstOrDefault(mapping => mapping.Range == vmm.Process.GuestRam)?.File is { } file and (MemoryFileBacking or NamedRegionBacking) ? file : null;
}
