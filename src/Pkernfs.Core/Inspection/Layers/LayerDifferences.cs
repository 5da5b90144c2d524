using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection.Layers;

/// <summary>Where software's records, the tables that hardware walks and pkernfs' bytes say different things at one moment.</summary>
public static class LayerDifferences
{
    /// <param name="region">Where pkernfs is; null where there is none.</param>
    public static ImmutableArray<LayerDifference> Of(MachineState machine, OwnershipMap ownership, TableReach reach, PhysicalRange? region) =>
    [
        .. AgainstRecords(machine, reach, region),
        .. AgainstDomains(machine, reach),
        .. WithoutOwner(ownership),
        .. OnMedium(machine.Platform, region),
    ];

    private static IEnumerable<LayerDifference> AgainstRecords(MachineState machine, TableReach reach, PhysicalRange? region)
    {
        foreach (var device in reach.Devices)
        {
            var container = machine.Kernel?.Containers.FirstOrDefault(container => GroupOf(machine.Platform, device.Device) is { } group && container.Groups.Contains(group));
            bool persistent = region?.Contains(device.TopTable) == true;
            // Only tables that outlive their kernel can reach memory that its VFIO never heard of.
            var areas = machine.Kernel is { } kernel ? DmaRecords.Behind(kernel, device.Device) : [];
            if (container is null && areas.IsEmpty && !persistent) continue;
            if (container is { DomainId: null, Mappings.IsEmpty: true } && !persistent) continue;
            ulong recorded = container?.Mappings.Aggregate(0UL, (sum, mapping) => sum + mapping.PinnedPages) ?? areas.Aggregate(0UL, (sum, record) => sum + record.PinnedPages);
            if (recorded == device.Pages) continue;
            yield return new(
                LayerDifferenceKind.ReachAgainstRecords,
                string.Create(CultureInfo.InvariantCulture, $"Tables map {device.Pages:N0} pages for {device.Device}, {(machine.Kernel is { Iommufds.IsEmpty: false } ? "areas of an IOAS" : "vfio_dma records")} cover {recorded:N0}."),
                device.Ranges);
        }
    }

    private static IEnumerable<LayerDifference> AgainstDomains(MachineState machine, TableReach reach)
    {
        if (machine.Kernel is not { } kernel || kernel.Iommu == IommuState.None) yield break;
        var unit = machine.Platform.Unit;
        if (unit.TranslationEnabled && kernel.Iommu.RootTable != default && kernel.Iommu.RootTable != unit.RootTable)
        {
            yield return new(
                LayerDifferenceKind.RootTable,
                $"The unit walks the root table at {unit.RootTable}, the kernel keeps one at {kernel.Iommu.RootTable}.",
                [new(unit.RootTable, ByteCount.Page), new(kernel.Iommu.RootTable, ByteCount.Page)]);
        }
        foreach (var device in reach.Devices)
        {
            var table = new PhysicalRange(device.TopTable, ByteCount.Page);
            if (kernel.Iommu.DomainOf(device.Device) is not { } domain)
                yield return new(LayerDifferenceKind.NoDomain, $"Hardware translates for {device.Device}, kernel {kernel.Release} has no iommu_domain for it.", [table]);
            else if (domain.DomainId != device.DomainId)
                yield return new(LayerDifferenceKind.DomainId, $"The context entry of {device.Device} says domain id {device.DomainId}, kernel {kernel.Release} says {domain.DomainId}.", [table]);
        }
    }

    private static IEnumerable<LayerDifference> WithoutOwner(OwnershipMap ownership) =>
        ownership.Extents
            .Where(extent => extent is { Class: OwnerClass.Stale, ReachableBy: not null })
            .GroupBy(extent => extent.ReachableBy!)
            .Select(group =>
            {
                var ranges = RangeSet.Join(group.Select(extent => extent.Range));
                return new LayerDifference(LayerDifferenceKind.ReachWithoutOwner, $"{group.Key} reaches {RangeSet.Total(ranges)} that nobody owns.", ranges);
            });

    private static IEnumerable<LayerDifference> OnMedium(PlatformState platform, PhysicalRange? region)
    {
        if (region is not { } carveOut) yield break;
        var reader = new PkernfsReader(platform.Memory, carveOut);
        if (!reader.IsAccessible || !reader.HasMagic) yield break;
        foreach (var problem in reader.Problems)
        {
            var blocks = problem.FirstBlock is { } first && reader.IsInRegion(first)
                ? new PhysicalRange(reader.BlockAddress(first), new(PkernfsLayout.BlockSize * problem.BlockCount)).Intersect(carveOut)
                : problem.Bytes;
            yield return new(LayerDifferenceKind.Medium, problem.Sentence, [blocks]);
        }
    }

    private static int? GroupOf(PlatformState platform, PciAddress function) =>
        platform.Functions.TryGetValue(function, out var state) ? state.Description.IommuGroup : null;
}
