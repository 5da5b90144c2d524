using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>The guest's life: its files, its VMM, its vCPUs, before and after.</summary>
internal static class GuestSteps
{
    public static StepDefinition Mount(int boot) => new(
        boot == 1 ? "mount-a" : "mount-b", boot == 1 ? Phase.VmStart : Phase.UserspaceRestore, Actor.Admin, boot, boot == 1 ? 6 : 21,
        "Mount pkernfs",
        boot == 1
            ? "User space is up, the initial ramdisk is given back, and pkernfs is mounted. The region was initialised long before; the mount only gives VFS its super block and the root directory's inode, all of it ephemeral."
            : "User space is up again, mounts pkernfs and looks its files up. VFS objects are made anew from the persisted inodes. File sizes are not among what persists, so the files look empty though their blocks are all there.",
        "RFC 01/18, 02/18",
        operation => operation.WithKernel(kernel =>
        {
            BootSequence.FreeRamdisk(kernel);
            new PkernfsDriver(kernel).MountFileSystem();
            var files = new PkernfsReader(kernel.Memory, kernel.State.CommandLine.Pkernfs ?? default).Files();
            operation.Say(files.IsEmpty ? "No file is in it." : $"Files: {string.Join(", ", files.Select(file => file.Path))}.");
            if (boot == 1 || !kernel.State.Pkernfs.Initialised) return;
            var paths = files.Select(file => file.Path).ToHashSet();
            operation.ForEachGuest(
                () => operation.Fail($"/{operation.GuestPlan.RamFile} is not in the filesystem: guest RAM is lost."),
                guest => !paths.Contains("/" + guest.RamFile));
        }));

    public static StepDefinition CreateGuestRam(LiveUpdatePlan plan) => new(
        "create-guest-ram", Phase.VmStart, Actor.Admin, 1, 7,
        "Create the guest RAM file",
        "touch takes an inode and a mappings block; truncate to the guest's size hands out one 2 MiB block after another and notes each in the mappings block. That block is what makes the next kernel find the same frames."
            + Lifted.Words(plan, LiftedLimits.GiganticBlocks, "As posted one mappings block ends at 512 GiB. Here the file is made of pieces of 1 GiB at multiples of 1 GiB, and each entry names one: an inode flag says so to the next kernel.")
            + Lifted.Words(plan, LiftedLimits.WholeBitmap, "As posted the allocator looks at the first 2 TiB of the region; here at as much as the bitmap has bits for, 16 TiB."),
        Lifted.Source(plan, "RFC 02/18 to 04/18", (LiftedLimits.GiganticBlocks, "pieces of 1 GiB"), (LiftedLimits.WholeBitmap, "the whole bitmap")),
        operation => operation.ForEachGuest(() => WithVolume(operation, (kernel, volume) =>
        {
            if (!volume.TryCreateFile(operation.GuestPlan.RamFile, out var file, out string? problem)
                || !new PkernfsDriver(kernel).TryTruncate(file, new(operation.Argument("size").Number), out problem))
            {
                operation.Fail(problem);
                return;
            }
            var reader = new PkernfsReader(kernel.Memory, kernel.State.CommandLine.Pkernfs!.Value);
            var inode = reader.ReadInode(file)!;
            var runs = reader.FileRuns(inode);
            operation.Say(runs.IsEmpty ? "It has no block." : $"{new ByteCount(operation.Argument("size").Number)} in {runs.Aggregate(0UL, (sum, run) => sum + run.Count)} blocks, {runs[0].First} to {runs[^1].Last}{(inode.IsGigantic ? $", as {inode.MappingCount} pieces of 1 GiB" : "")}.");
        })))
    {
        Arguments = [.. plan.Guests.Select(guest => StepArgument.Size("size", guest.Memory.Value, "the size of the guest RAM file").Of(guest))],
    };

    public static StepDefinition CreateDomainFile(LiveUpdatePlan plan) => new(
        "create-domain-file", Phase.VmStart, Actor.Admin, 1, 8,
        $"Create {TablesOf(plan, "iommu/")}",
        "A file made in iommu/ is one cleared 2 MiB block: the pool for all page tables of one domain. As for root-pgtables, page 0 is its bitmap and page 1 will be the top table."
            + (plan.Guests.Length == 1 ? "" : " Each guest with a device of its own gets one: two guests never share a table.")
            + Lifted.Words(plan, LiftedLimits.SeveralRegions, "As posted that is all that the domain will ever have, 510 tables. Here page 0 also has room for a list of further blocks, for when they are taken."),
        Lifted.Source(plan, "RFC 12/18", (LiftedLimits.SeveralRegions, "the list of regions")),
        operation => operation.ForEachGuest(
            () => WithVolume(operation, (_, volume) =>
            {
                if (!volume.TryCreateDomainTables(operation.GuestPlan.DomainFile, out var file, out string? problem)
                    || !volume.TryTruncate(file, ByteCount.FromMiB(2), out problem)) operation.Fail(problem);
            }),
            plan.HasDevices));

    /// <summary>The page-table files of a plan's guests as people call them: "dom-0", "each guest's tables".</summary>
    /// <param name="folder">What stands before a file's name: "iommu/".</param>
    public static string TablesOf(LiveUpdatePlan plan, string folder = "") => plan.Guests.Length == 1 ? folder + plan.Guest.DomainFile : "each guest's tables";

    public static StepDefinition StartVmm(LiveUpdatePlan plan, int boot) => StartVmm(plan, boot, retrieves: boot == 2 && plan.Variants.Discovery == Discovery.LuoSession);

    private static StepDefinition StartVmm(LiveUpdatePlan plan, int boot, bool retrieves) => new(
        boot == 1 ? "start-vmm-a" : "start-vmm-b", boot == 1 ? Phase.VmStart : Phase.UserspaceRestore, Actor.Vmm, boot, boot == 1 ? 9 : 22,
        "Start the VMM, map guest RAM",
        boot == 1
            ? (plan.Options.Lifts(LiftedLimits.LargeMappings)
                ? "The VMM maps the RAM file as the guest's memory. pkernfs fills in every page table entry at once, so that VFIO can find the frames; they have no page structs. As posted the entries are of 4 KiB, which the author calls wrong; here they are as large as the file's blocks allow."
                : "The VMM maps the RAM file as the guest's memory. pkernfs fills in every page table entry at once, with 4 KiB entries, so that VFIO can find the frames; they have no page structs.")
            : (plan.Variants.VmmLayout == VmmLayout.Same
                ? "A new VMM maps the same file at the address that is built into each build of it. The mappings block gives the same frames. Nothing needs the address to be the same, but what was recorded with it before would still be true."
                : "A new VMM, perhaps another build, maps the same file. The mappings block gives the same frames, at whatever virtual address this process got: nothing depends on the old one.")
                + (retrieves ? " It takes the file out of its session by the token that the old VMM gave it; a token is good once." : ""),
        Lifted.Source(plan, "RFC 05/18", (LiftedLimits.LargeMappings, "large entries")),
        operation => operation.ForEachGuest(() => operation.WithKernel(kernel =>
        {
            var vmm = operation.MakeVmm(kernel, boot == 1 ? "vmm 8.2.0" : "vmm 8.2.1");
            if (vmm is null)
            {
                operation.Fail("System RAM is too small for the VMM's own memory.");
                return;
            }
            InodeNumber file;
            if (retrieves ? !DiscoverySteps.TryRetrieve(operation, kernel, out file) : !WithFile(operation, kernel, operation.Argument("file").Value, out file)) return;
            string name = retrieves ? operation.GuestPlan.RamFile : operation.Argument("file").Value;
            if (!vmm.TryMapGuestRam(new PkernfsBacking(file), name, out string? problem, operation.Plan.Variants.VmmLayout == VmmLayout.Same))
            {
                operation.Fail(problem);
                return;
            }
            operation.StartVmm(vmm);
            operation.Say($"Process {vmm.Process.Pid}, guest RAM at {vmm.Process.GuestRam}, {Entries(kernel, vmm)} entries.");
        })))
    {
        Arguments = boot == 1 ? RamFiles(plan) : DiscoverySteps.GuestRamArguments(plan),
    };

    /// <summary>Which file each VMM maps as its guest's RAM.</summary>
    public static ImmutableArray<StepArgument> RamFiles(LiveUpdatePlan plan) =>
        [.. plan.Guests.Select(guest => StepArgument.File("file", guest.RamFile, "the file that is mapped as guest RAM").Of(guest))];

    private static ulong Entries(KernelContext kernel, Vmm vmm) => kernel.Options.Lifts(LiftedLimits.LargeMappings)
        ? PageTable<X86Paging, VirtualAddress>.Leaves(kernel.Memory, vmm.Process.Memory.Tables, KernelContext.ProcessorLimits, true, vmm.Process.GuestRam)
            .Aggregate(0UL, (sum, run) => sum + (run.Length.Value / run.PageSize.Value))
        : vmm.Process.GuestRam.Length.PagesRoundedUp;

    public static StepDefinition LoadGuest() => new(
        "load-guest", Phase.VmStart, Actor.Vmm, 1, 9,
        "Load the guest's kernel",
        "The VMM writes the guest's kernel into guest RAM, through its own mapping. From here on the frames hold something worth keeping.",
        "RFC 00/18",
        operation => operation.WithEachVmm((_, vmm) =>
        {
            if (!vmm.TryLoadGuest(out string? problem)) operation.Fail(problem);
        }));

    public static StepDefinition StartDriver() => new(
        "start-guest-driver", Phase.VmStart, Actor.Device, 1, 12,
        "The guest starts its device",
        "The guest's driver programs the passed-through device with buffers in guest RAM, by guest physical address, and turns bus mastering on. These addresses are what the device puts on the bus: the IOMMU's IOVAs. The descriptors are in the device now, so no kexec of the host will stop it.",
        "RFC 00/18",
        operation => operation.WithEachDriver((kernel, vmm) =>
        {
            var functions = operation.AssignedFunctions;
            for (int i = 0; i < functions.Length; i++) Program(operation, kernel, vmm, functions[i], operation.Guest.BuffersOf(i));
        }));

    private static void Program(Operation operation, KernelContext kernel, Vmm vmm, PciAddress function, ImmutableArray<DmaBuffer> buffers)
    {
        if (buffers.IsEmpty)
        {
            operation.Fail($"The guest has no memory left for buffers of {function}.");
            return;
        }
        var hardware = kernel.Hardware;
        // Where the guest's memory is, by the page tables that the guest runs on.
        foreach (var buffer in buffers)
        {
            var bus = buffer.Range.Start;
            foreach (var place in vmm.Process.Memory.Frames(kernel, new(vmm.Process.GuestRam.Start + operation.Guest.OffsetOf(bus), buffer.Range.Length)) ?? [])
            {
                hardware.Ledger = hardware.Ledger.With(new DmaContract(function, new(bus, place.Length), place.Start, "guest driver"));
                bus += place.Length;
            }
        }
        hardware.Program(function, DmaEngine.Programmed(buffers));
        hardware.SetBusMaster(function, true);
        operation.Say(operation.AssignedFunctions.Length == 1 ? $"{buffers.Length} buffers of {buffers[0].Range.Length}." : $"{function}: {buffers.Length} buffers of {buffers[0].Range.Length}.");
    }

    public static StepDefinition StartProcessors() => new(
        "start-vcpus", Phase.VmStart, Actor.Vmm, 1, null,
        "Start the vCPUs",
        "The guest runs. Each vCPU writes numbered heartbeats into its own page of guest RAM, through the CPU's page tables, as the device writes numbered payloads through the IOMMU's.",
        "RFC 00/18",
        operation => operation.WithEachVmm((_, vmm) =>
        {
            vmm.CreateProcessors(operation.GuestPlan.VirtualCpus);
            vmm.Run(true);
        }));

    public static StepDefinition RunGuest() => new(
        "run-guest", Phase.Running, Actor.Vmm, 1, null,
        "The guest runs",
        "Nothing but the guest and its device: this is the state that the live update must bring back.",
        "RFC 00/18",
        operation => operation.WithEachVmm((_, _) => { }));

    public static StepDefinition PauseProcessors() => new(
        "pause-vcpus", Phase.PauseAndSerialise, Actor.Vmm, 1, 13,
        "Pause the vCPUs",
        "The blackout begins: the guest executes nothing until the end of the update. Its device is not stopped and does not know; that is the point.",
        "RFC 00/18",
        operation => operation.WithEachVmm((_, vmm) => vmm.Run(false)));

    public static StepDefinition SaveVm() => new(
        "save-vm", Phase.PauseAndSerialise, Actor.Vmm, 1, 13,
        "Save the VM's state",
        "What is in no guest RAM, vCPU registers and device models, must go somewhere that survives. The series names no place; here it is one more pkernfs file, written through a mapping since there is no write().",
        "RFC 00/18; the file is ours",
        operation => operation.WithEachVmm((kernel, vmm) => WithVolume(operation, (_, volume) =>
        {
            string name = operation.GuestPlan.StateFile;
            if (!volume.TryCreateFile(name, out var file, out string? problem)
                || !new PkernfsDriver(kernel).TryTruncate(file, ByteCount.FromMiB(2), out problem)
                || !vmm.TrySave(new PkernfsBacking(file), name, out problem)) operation.Fail(problem);
            else operation.Say($"{vmm.Process.Processors.Length} vCPUs, next heartbeat {vmm.Process.Processors.FirstOrDefault()?.Sequence}.");
        })));

    public static StepDefinition RestoreVm(LiveUpdatePlan plan) => new(
        "restore-vm", Phase.UserspaceRestore, Actor.Vmm, 2, 26,
        "Restore the VM's state",
        "The new VMM maps the saved state and makes the vCPUs from it. Guest RAM needs no restoring: it never moved.",
        "RFC 00/18; the file is ours",
        operation => operation.WithEachVmm((kernel, vmm) =>
        {
            string name = operation.Argument("file").Value;
            if (!WithFile(operation, kernel, name, out var file)) return;
            if (!vmm.TryRestore(new PkernfsBacking(file), name, out string? problem)) operation.Fail("The VM cannot be restored: " + problem);
            else operation.Say($"{vmm.Process.Processors.Length} vCPUs, next heartbeat {vmm.Process.Processors.FirstOrDefault()?.Sequence}.");
        }))
    {
        Arguments = [.. plan.Guests.Select(guest => StepArgument.File("file", guest.StateFile, "the file that the state is read from").Of(guest))],
    };

    public static StepDefinition ResumeProcessors() => new(
        "resume-vcpus", Phase.UserspaceRestore, Actor.Vmm, 2, 26,
        "Resume the vCPUs",
        "The blackout ends. The guest sees a pause and a device that went on meanwhile.",
        "RFC 00/18",
        operation => operation.WithEachVmm((_, vmm) =>
        {
            if (vmm.Process.Processors.IsEmpty) operation.Fail("There are no vCPUs to resume: their state was not restored.");
            vmm.Run(true);
        }));

    /// <param name="tablesStay">Whether the IOMMU's tables live on in the region.</param>
    public static StepDefinition GoOn(bool tablesStay = true) => new(
        "guest-goes-on", Phase.Resumed, Actor.Vmm, 2, 27,
        "The guest goes on",
        tablesStay
            ? "Nothing is ever moved back into ordinary memory: tables and guest RAM stay in pkernfs, and the next update repeats from the pause. That they live there forever is what surprised Gunthorpe."
            : "Guest RAM is in pkernfs, where it was from the start; of the IOMMU nothing is there any more. Mapping, address space, hardware page table and domain are what they were before the update, and the next one can begin from here.",
        "RFC 00/18, replies",
        operation => operation.WithEachVmm((_, _) => { }));

    private static void WithVolume(Operation operation, Action<KernelContext, PkernfsVolume> act) => operation.WithKernel(kernel =>
    {
        if (new PkernfsDriver(kernel).TryVolume(out var volume, out string? problem)) act(kernel, volume);
        else operation.Fail(problem);
    });

    private static bool WithFile(Operation operation, KernelContext kernel, string name, out InodeNumber file)
    {
        file = default;
        if (!new PkernfsDriver(kernel).TryVolume(out _, out string? problem))
        {
            operation.Fail(problem);
            return false;
        }
        var inode = new PkernfsReader(kernel.Memory, kernel.State.CommandLine.Pkernfs!.Value).Lookup("/" + name);
        if (inode is null) operation.Fail($"ENOENT: /{name} is not in the filesystem.");
        else file = inode.Number;
        return inode is not null;
    }
}
