using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Kernel;

/// <summary>What a domain maps. A sealed one takes no change.</summary>
public sealed partial class IommuDriver
{
    /// <summary>Maps in a domain; the largest leaves that alignment and the unit allow, unless smaller ones are asked for, here or by intel_iommu=sp_off.</summary>
    public MapResult Map(IommuDomain domain, IovaRange iova, PhysicalAddress physical, AccessRights rights, int maxLeafLevel = 3)
    {
        if (domain.IsSealed) return MapResult.Refused(Sealed(domain, iova));
        var result = PageTable<SecondStage, Iova>.Map(kernel.Memory, domain.Root, Limits, iova, physical, rights, TablePages(domain), kernel.State.CommandLine.Superpages ? maxLeafLevel : 1);
        if (result.Succeeded && Capability.CachingMode) FlushIotlbRange(domain.DomainId, iova);
        return result;
    }

    /// <summary>Maps frames one after another; all of them, or nothing and a sentence.</summary>
    public string? MapFrames(IommuDomain domain, Iova start, IEnumerable<PhysicalRange> frames, AccessRights rights)
    {
        var at = start;
        foreach (var run in frames)
        {
            var result = Map(domain, new(at, run.Length), run.Start, rights);
            if (!result.Succeeded)
            {
                if (at > start) Unmap(domain, IovaRange.FromTo(start, at));
                return result.Problem;
            }
            at += run.Length;
        }
        return null;
    }

    /// <summary>Unmaps in a domain and flushes the IOTLB by the domain id that this kernel knows, which hardware may not use.</summary>
    public UnmapResult Unmap(IommuDomain domain, IovaRange iova)
    {
        if (domain.IsSealed) return UnmapResult.Refused(Sealed(domain, iova));
        var result = PageTable<SecondStage, Iova>.Unmap(kernel.Memory, domain.Root, Limits, iova, TablePages(domain));
        FlushIotlbRange(domain.DomainId, iova);
        return result;
    }

    private static string Sealed(IommuDomain domain, IovaRange iova) => $"{domain.Name} takes no mapping changes, so {iova} stays as it is until an identical domain has replaced it.";

    private ITablePages TablePages(IommuDomain domain) => domain.Region is { } block
        ? new RegionTablePages(RegionsOf(block))
        : new KernelTablePages(kernel, $"second-stage tables of {domain.Name}");
}
