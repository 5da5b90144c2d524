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
        return
        [
            .. from container in kernel.Containers
               where container.Group == state.Description.IommuGroup
               from record in container.Mappings
               orderby record.Range.Start.Value
               select new DmaRecord(record.Range, record.Virtual, record.Rights, record.PinnedPages, $"container {container.Id}"),
        ];
    }

    /// <summary>
    /// True where the running kernel must have on record all that a carried function reaches: in boot 1 once the function has a domain of user space's,
    /// in boot 2 once user space has repeated its mappings.
    /// </summary>
    public bool RecordsAreDue(PciAddress function) => Kernel is { } kernel
        && (HasJumped ? MappingsRestored : kernel.Iommu.DomainOf(function) is { Kind: not (DomainKind.Default or DomainKind.Identity) });
}

/// <summary>A mapping on record, whoever keeps it.</summary>
/// <param name="Virtual">The VMM's address of the first byte.</param>
/// <param name="PinnedPages">4 KiB pages counted as pinned for it.</param>
/// <param name="Keeper">"container 1".</param>
public sealed record DmaRecord(IovaRange Range, VirtualAddress Virtual, AccessRights Rights, ulong PinnedPages, string Keeper);
