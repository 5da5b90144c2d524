using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Invariants;

/// <summary>What the running kernel has on record of mappings that user space made.</summary>
public sealed partial class InvariantScope
{
    /// <summary>What is on record as mapped for a function, by IOVA; nothing while no kernel runs.</summary>
    public ImmutableArray<DmaRecord> DmaRecords(PciAddress function)
    {
        if (Kernel is not { } kernel || !Platform.Functions.TryGetValue(function, out var state)) return [];
        var containers =
            from container in kernel.Containers
            where container.Groups.Contains(state.Description.IommuGroup)
            from record in container.Mappings
            select new DmaRecord(record.Range, record.Virtual, record.Rights, record.PinnedPages, $"container {container.Id}");
        var spaces =
            from context in kernel.Iommufds
            from device in context.Devices
            where device.Function == function
            from hwpt in context.Hwpts
            where hwpt.Id == device.HwptId
            from ioas in context.Ioases
            where ioas.Id == hwpt.IoasId
            from area in ioas.Areas
            select new DmaRecord(area.Range, area.Virtual, area.Rights, area.PinnedPages, $"IOAS {ioas.Id} of iommufd {context.Id}");
        return [.. containers.Concat(spaces).OrderBy(record => record.Range.Start.Value)];
    }

    /// <summary>
    /// True where the running kernel must have on record all that a carried function reaches: in boot 1 once the function has a domain of user space's,
    /// in boot 2 once user space has restored its mappings.
    /// </summary>
    public bool RecordsAreDue(PciAddress function) => Kernel is { } kernel
        && (HasJumped ? MappingsRestored(function) : kernel.Iommu.DomainOf(function) is { Kind: not (DomainKind.Default or DomainKind.Identity) });
}

/// <summary>A mapping on record, whoever keeps it.</summary>
/// <param name="Virtual">The VMM's address of the first byte; null where no process gave one yet.</param>
/// <param name="PinnedPages">4 KiB pages counted as pinned for it.</param>
/// <param name="Keeper">"container 1", "IOAS 2 of iommufd 1".</param>
public sealed record DmaRecord(IovaRange Range, VirtualAddress? Virtual, AccessRights Rights, ulong PinnedPages, string Keeper);
