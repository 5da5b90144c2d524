using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.LiveUpdate.Steps;

/// <summary>A VFIO container that is a pkernfs file: made in one boot, opened in the next.</summary>
internal static class ContainerFileSteps
{
    /// <summary>The file that is the container.</summary>
    public const string File = "container-0";

    public const string Path = $"/{PkernfsLayout.IommuDirectoryName}/{File}";

    public static StepDefinition Create() => new(
        "create-container-file", Phase.VmStart, Actor.Vmm, 1, 10,
        $"Create iommu/{File}",
        "The VMM asks VFIO for a container that is a file, and adds the function's group. VFIO makes the file itself, of one 2 MiB block: page 0 is the bitmap of its pages, page 1 will be the top table, page 2 begins with the container's header. It has no mmap, read or write: what stands in it comes from the kernel alone.",
        "RFC 00/18, 16/18 name it; the format is ours",
        operation => operation.WithVmm((kernel, vmm) =>
        {
            if (operation.Assigned is not { } function) return;
            int group = kernel.Hardware.Functions[function].Description.IommuGroup;
            if (operation.Report(new VfioDriver(kernel).CreateContainerFile(operation.Argument("file").Value, group, out int container))) vmm.SetContainer(container);
        }))
    {
        Arguments = [StepArgument.File("file", File, "the name of the container's file")],
    };

    /// <param name="found">Whether the file was found by discovery, and is not known by its name.</param>
    public static StepDefinition Open(bool found = false) => new(
        "open-container-file-b", Phase.UserspaceRestore, Actor.Vmm, 2, 23,
        found ? "Open the container that was found" : $"Open iommu/{File}",
        "One system call in place of many: VFIO reads the header and the records, checks them, and has its container back with every mapping, the group and an iommu_domain over page 1, under the domain id that the unit's caches know. The VMM repeats nothing, so it can get nothing wrong. Checked are magic, version and checksum, that each record's file still has its part, and that the tables map exactly what the records say. Pins are counted from the files' blocks: the records have no virtual address, since that was another process's.",
        "RFC 00/18, 16/18 name it; the checks are ours",
        operation => operation.WithVmm((kernel, vmm) =>
        {
            if (DiscoverySteps.FileOf(operation, kernel, vmm) is not { } file || !operation.Report(new VfioDriver(kernel).OpenContainerFile(file, out int container))) return;
            vmm.SetContainer(container);
            var restored = kernel.State.Containers[^1];
            operation.Say($"{restored.Mappings.Length} records, {restored.Mappings.Aggregate(0UL, (sum, record) => sum + record.PinnedPages)} pages pinned, domain id {restored.DomainId}.");
            if (restored.Mappings.IsEmpty) operation.Fail("The container has no mapping: the device's memory is lost.");
        }))
    {
        Arguments = found ? [] : [StepArgument.File("file", Path, "the file that is opened")],
    };

    public static StepDefinition GiveAddresses() => new(
        "give-addresses-b", Phase.Finish, Actor.Vmm, 2, null,
        "Give the records their addresses",
        "While the guest runs again, MAP_DMA with VFIO_DMA_MAP_FLAG_VADDR tells VFIO where the new process has each record's memory. DMA does not need it: only what reads guest memory by the CPU would. It maps nothing and pins nothing, and an address behind which other frames stand is refused.",
        "vfio.h, VADDR; RFC 00/18",
        operation => VfioSteps.WithContainer(operation, (kernel, vmm, container) =>
        {
            foreach (var record in kernel.State.Containers[container - 1].Mappings)
            {
                if (record.Kept is not { } kept) continue;
                uint flags = VfioContainer.FlagVirtual | (kept.Rights.HasFlag(AccessRights.Read) ? VfioContainer.FlagRead : 0) | (kept.Rights.HasFlag(AccessRights.Write) ? VfioContainer.FlagWrite : 0);
                operation.Report(new VfioDriver(kernel).MapDma(container, vmm.Process.Memory, kept.Range, vmm.Process.GuestRam.Start + kept.Offset, flags));
            }
        }));
}
