using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>The running kernel's own objects, which a kexec drops: what software believes beside what the tables say.</summary>
internal static class KernelDifferences
{
    /// <summary>More drivers than this are counted, not named.</summary>
    private const int NamedDrivers = 2;

    public static IEnumerable<Difference?> Of(ComparedMoment left, ComparedMoment right, ImmutableArray<PciAddress> functions)
    {
        yield return Told("running kernel", left, right, kernel => kernel.Panic is { } panic ? $"{kernel.Release}, panicked: {panic}" : kernel.Release, OwnerClass.KernelImage);
        yield return Told("iommu_domains of other functions", left, right, kernel => Counted(kernel.Iommu.Domains.Count(domain => !domain.Functions.Any(functions.Contains))), OwnerClass.KernelData);
        foreach (int? group in Groups(left).Union(Groups(right)).Order())
        {
            yield return Told(
                group is { } number ? $"VFIO container of group {number}" : "VFIO container without a group", left, right,
                kernel => Words(kernel.Containers.Where(container => group is { } number ? container.Groups.Contains(number) : container.Groups.IsEmpty).ToList()), OwnerClass.KernelData);
        }
        yield return Told("iommufd, IO address spaces", left, right, kernel => Ioases([.. kernel.Iommufds.SelectMany(context => context.Ioases)]), OwnerClass.KernelData);
        yield return Told("iommufd, HWPTs", left, right, kernel => Hwpts([.. kernel.Iommufds.SelectMany(context => context.Hwpts)]), OwnerClass.KernelData);
        foreach (var difference in Drivers(left, right)) yield return difference;
        yield return Told("staged next kernel", left, right, kernel => kernel.NextKernel is { } next ? $"page list at {next.PageList}" : null, OwnerClass.KernelImage);
        yield return Told("pkernfs as the kernel has it", left, right, kernel => kernel.Pkernfs switch
        {
            { Mounted: true } => "mounted",
            { Initialised: true } => "adopted, not mounted",
            _ => null,
        }, OwnerClass.KernelData);
    }

    /// <summary>The domains that the kernel believes the functions to be attached to.</summary>
    public static IEnumerable<Difference?> Domains(ComparedMoment left, ComparedMoment right, ImmutableArray<PciAddress> functions) =>
        functions.Select(function => Told($"iommu_domain of {function}", left, right, kernel => Words(kernel.Iommu.DomainOf(function)), OwnerClass.KernelData));

    private static Difference? Told(string what, ComparedMoment left, ComparedMoment right, Func<KernelState, string?> words, OwnerClass kind) =>
        Difference.Between(DifferenceTopic.Kernel, kind, what, left.Kernel is { } was ? words(was) : null, right.Kernel is { } now ? words(now) : null);

    private static string? Words(IommuDomain? domain) => domain is null ? null
        : string.Create(CultureInfo.InvariantCulture, $"id {domain.DomainId}, {domain.Kind.ToString().ToLowerInvariant()}, tables at {domain.Root.Table}");

    private static string? Words(List<VfioContainer> containers)
    {
        if (containers.Count == 0) return null;
        var mappings = containers.SelectMany(container => container.Mappings).ToList();
        ulong pins = mappings.Aggregate(0UL, (sum, mapping) => sum + mapping.PinnedPages);
        string domain = containers[0].DomainId is { } id ? $", domain {id}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{mappings.Count} vfio_dma, {pins:N0} pins{domain}");
    }

    private static string? Ioases(ImmutableArray<Ioas> ioases)
    {
        if (ioases.IsEmpty) return null;
        var areas = ioases.SelectMany(ioas => ioas.Areas).ToList();
        ulong pins = areas.Aggregate(0UL, (sum, area) => sum + area.PinnedPages);
        string frozen = ioases.Any(ioas => ioas.Frozen) ? ", frozen" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{ioases.Length}, {areas.Count} areas, {pins:N0} pins{frozen}");
    }

    private static string? Hwpts(ImmutableArray<Hwpt> hwpts) => hwpts.IsEmpty ? null
        : string.Join(", ", hwpts.Select(hwpt => string.Create(CultureInfo.InvariantCulture, $"domain {hwpt.DomainId}")));

    private static IEnumerable<int?> Groups(ComparedMoment side) => side.Kernel?.Containers.SelectMany(container => container.Groups.Select(group => (int?)group).DefaultIfEmpty(null)) ?? [];

    private static string? Counted(int count) => count == 0 ? null : count.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<Difference?> Drivers(ComparedMoment left, ComparedMoment right)
    {
        var all = (left.Kernel?.Drivers.Keys ?? []).Union(right.Kernel?.Drivers.Keys ?? []);
        var differing = all.Where(function => DriverOf(left, function) != DriverOf(right, function)).Order().ToList();
        if (differing.Count > NamedDrivers)
        {
            yield return new(
                DifferenceTopic.Kernel, Kind(left, right, differing), OwnerClass.KernelData, $"drivers of {differing.Count} functions",
                Bound(left, differing), Bound(right, differing), [], []);
            yield break;
        }
        foreach (var function in differing)
            yield return Told($"driver of {function}", left, right, kernel => kernel.Drivers.GetValueOrDefault(function), OwnerClass.KernelData);
    }

    private static string? DriverOf(ComparedMoment side, PciAddress function) => side.Kernel?.Drivers.GetValueOrDefault(function);

    private static DifferenceKind Kind(ComparedMoment left, ComparedMoment right, List<PciAddress> functions) =>
        functions.All(function => DriverOf(left, function) is null) ? DifferenceKind.Appeared
            : functions.All(function => DriverOf(right, function) is null) ? DifferenceKind.Vanished : DifferenceKind.Changed;

    private static string Bound(ComparedMoment side, List<PciAddress> functions)
    {
        var bound = functions.Select(function => DriverOf(side, function)).OfType<string>().GroupBy(driver => driver).Select(group => $"{group.Count()} {group.Key}").Order(StringComparer.Ordinal).ToList();
        return bound.Count == 0 ? "none" : string.Join(", ", bound.Take(3)) + (bound.Count > 3 ? ", others" : "");
    }
}
