using System.Collections.Immutable;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>The VT-d driver's objects.</summary>
/// <param name="Queue">The invalidation queue's page; zero while there is none.</param>
/// <param name="WaitStatus">Where wait descriptors have the unit write that it is done; zero while there is no queue.</param>
/// <param name="QueueTail">The next descriptor's index.</param>
/// <param name="GlobalCommand">The driver's shadow of GCMD's level bits.</param>
/// <param name="RootTable">The root table page; zero while there is none.</param>
/// <param name="Domains">Its iommu_domains, in the order they were made.</param>
public sealed record IommuState(
    PhysicalAddress Queue,
    PhysicalAddress WaitStatus,
    int QueueTail,
    uint GlobalCommand,
    PhysicalAddress RootTable,
    ImmutableArray<IommuDomain> Domains)
{
    /// <summary>Domain ids 0 and 1 are the driver's own (IDA_START_DID): 0 tags not-present entries under caching mode, 1 is pass-through's.</summary>
    public const ushort FirstDomainId = 2;

    /// <summary>True where new context tables come from ordinary RAM: this driver has no shim in its allocator. The root table that it adopted may lie elsewhere.</summary>
    public bool OrdinaryTables { get; init; }

    /// <summary>The root table that the unit still reads, once <see cref="RootTable"/> is a copy of it: entries are written in both until the unit takes the copy. Zero at other times.</summary>
    public PhysicalAddress FormerRootTable { get; init; }

    /// <summary>Domain ids that a handover's devices have in their context entries: no new domain gets one.</summary>
    public ImmutableArray<ushort> ReservedIds { get; init; } = [];

    /// <summary>True once the unit's tables were taken over from a handover: its translation is on for good reason.</summary>
    public bool WasHandedOver { get; init; }

    public static IommuState None { get; } = new(default, default, 0, 0, default, []);

    /// <summary>The domain that the driver believes a function to be attached to; null where there is none.</summary>
    public IommuDomain? DomainOf(PciAddress function) => Domains.FirstOrDefault(domain => domain.Functions.Contains(function));

    /// <summary>The lowest domain id that no domain of this kernel has.</summary>
    public ushort NextDomainId
    {
        get
        {
            ushort id = FirstDomainId;
            while (ReservedIds.Contains(id) || Domains.Any(domain => domain.DomainId == id)) id++;
            return id;
        }
    }
}

/// <summary>An iommu_domain: software's owner of a tree of second-stage tables.</summary>
/// <param name="DomainId">The id that this kernel's allocator gave it; the one in a context entry may be another.</param>
/// <param name="Region">The page-table region that its tables come from; null where they come from ordinary RAM.</param>
/// <param name="Functions">The functions attached to it.</param>
public sealed record IommuDomain(
    ushort DomainId,
    DomainKind Kind,
    PageTableRoot Root,
    PhysicalAddress? Region,
    string Name,
    ImmutableArray<PciAddress> Functions)
{
    /// <summary>True where mappings stay as they are and only an identical domain may take its place.</summary>
    public bool IsSealed => Kind is DomainKind.Fixed or DomainKind.Restored;
}

/// <summary>What a domain is for.</summary>
public enum DomainKind
{
    /// <summary>The DMA API's, made by the kernel for each group.</summary>
    Default,

    /// <summary>iommu=pt: physical addresses as they are.</summary>
    Identity,

    /// <summary>User space's, through a VFIO container or an iommufd HWPT.</summary>
    Vfio,

    /// <summary>A copy in the persistent region, made before a kexec: it translates as the domain that it stands in for did, and no mapping of it changes.</summary>
    Fixed,

    /// <summary>Temporary, owned by the driver: made in the next kernel from a context entry that survived, until an identical domain takes its place. No mapping of it changes.</summary>
    Restored,
}
