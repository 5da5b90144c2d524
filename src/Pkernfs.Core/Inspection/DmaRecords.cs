using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection;

/// <summary>What the running kernel believes that user space mapped for DMA, and pinned: a container's vfio_dma or an IOAS's area.</summary>
/// <param name="Holder">Who keeps it: "container 1", "IOAS 2 of iommufd 1".</param>
/// <param name="Virtual">The process's address of the first byte; null where the record was restored without a process.</param>
public sealed record DmaRecord(string Holder, IovaRange Range, VirtualAddress? Virtual, AccessRights Rights, ulong PinnedPages);

/// <summary>A kernel's records of DMA mappings, whichever interface they were made through.</summary>
public static class DmaRecords
{
    /// <summary>Every record, in the order made.</summary>
    public static IEnumerable<DmaRecord> All(KernelState kernel) =>
    [
        .. kernel.Containers.SelectMany(Of),
        .. from context in kernel.Iommufds from ioas in context.Ioases from record in Of(context, ioas) select record,
    ];

    /// <summary>The records behind what a function is attached to: its container's, or those of the IOAS that its HWPT follows, also while a fixed copy stands in for that in hardware. Empty where user space has none.</summary>
    public static ImmutableArray<DmaRecord> Behind(KernelState kernel, PciAddress function)
    {
        if (kernel.Iommu.DomainOf(function) is not { } domain) return [];
        if (kernel.Containers.FirstOrDefault(container => container.DomainId == domain.DomainId) is { } container) return [.. Of(container)];
        foreach (var context in kernel.Iommufds)
        {
            int? attached = context.Devices.FirstOrDefault(device => device.Function == function)?.HwptId;
            if (context.Hwpts.FirstOrDefault(hwpt => hwpt.Id == attached || hwpt.DomainId == domain.DomainId) is not { } hwpt) continue;
            return [.. context.Ioases.Where(ioas => ioas.Id == hwpt.IoasId).SelectMany(ioas => Of(context, ioas))];
        }
        return [];
    }

    private static IEnumerable<DmaRecord> Of(VfioContainer container) =>
        container.Mappings.Select(mapping => new DmaRecord($"container {container.Id}", mapping.Range, mapping.Virtual, mapping.Rights, mapping.PinnedPages));

    private static IEnumerable<DmaRecord> Of(IommufdContext context, Ioas ioas) =>
        ioas.Areas.Select(area => new DmaRecord($"IOAS {ioas.Id} of iommufd {context.Id}", area.Range, area.Virtual, area.Rights, area.PinnedPages));
}
