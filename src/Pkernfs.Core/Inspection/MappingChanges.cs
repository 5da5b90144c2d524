using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection;

/// <summary>
/// Whether a VMM could map or unmap memory for a function right now, by what software has: an iommu_domain of this kernel that the function
/// is attached to, and records beside it that know all that its tables hold. Memory hotplug in the guest needs that; its absence is what an
/// update costs beside the blackout.
/// </summary>
public static class MappingChanges
{
    /// <summary>Why it cannot, in a few words; null where it can.</summary>
    /// <param name="guest">The guest that the function is passed through to; null for that of the first VMM.</param>
    public static string? Obstacle(MachineState machine, PciAddress function, GuestPlan? guest = null) => Obstacle(machine, function, guest, new());

    /// <param name="trees">What was read of tables for the moments before.</param>
    internal static string? Obstacle(MachineState machine, PciAddress function, GuestPlan? guest, TreeReadings trees)
    {
        if (machine.Kernel is not { } kernel) return "no kernel runs";
        if (kernel.Panic is not null) return "the kernel has panicked";
        if ((guest is null ? machine.Vmm : machine.VmmOf(guest)) is not { } vmm) return "no VMM runs";
        if (kernel.Iommu.DomainOf(function) is not { } domain) return "no iommu_domain of this kernel is attached";
        if (domain.IsSealed) return "the function is attached to a domain whose mappings stay as they are";
        if (vmm.Iommufd is { } handles) return OfIommufd(machine, domain, kernel.Iommufds[handles.Context - 1], trees);
        return vmm.Container is { } id ? OfContainer(machine, domain, kernel.Containers[id - 1], trees) : "the VMM has neither a container nor an iommufd";
    }

    private static string? OfContainer(MachineState machine, IommuDomain domain, VfioContainer container, TreeReadings trees) =>
        container.DomainId != domain.DomainId ? "the function is attached to a domain that is not the container's"
        : KnowsAll(machine, domain, container.Mappings.Select(record => record.Range), trees) ? null : "the container has no record of some of what is mapped";

    private static string? OfIommufd(MachineState machine, IommuDomain domain, IommufdContext context, TreeReadings trees)
    {
        if (context.Hwpts.FirstOrDefault(hwpt => hwpt.DomainId == domain.DomainId) is not { } table) return "the function is attached to a domain that is no HWPT's of the VMM";
        var space = context.Ioases.First(ioas => ioas.Id == table.IoasId);
        if (space.Frozen) return "the IOAS is frozen";
        return KnowsAll(machine, domain, space.Areas.Select(area => area.Range), trees) ? null : "the IOAS has no area for some of what is mapped";
    }

    private static bool KnowsAll(MachineState machine, IommuDomain domain, IEnumerable<IovaRange> records, TreeReadings trees)
    {
        var known = RangesOf(records);
        return trees.Of(machine.Platform.Memory, domain.Root, machine.Platform.Unit.SecondStageLimits).Runs.All(leaf => known.Any(range => range.Contains(new IovaRange(leaf.Input, leaf.Length))));
    }

    /// <summary>The ranges by address, neighbours joined: a run of leaves may go over several records.</summary>
    private static List<IovaRange> RangesOf(IEnumerable<IovaRange> ranges)
    {
        var joined = new List<IovaRange>();
        foreach (var range in ranges.Order())
        {
            if (joined.Count > 0 && joined[^1].End == range.Start) joined[^1] = IovaRange.FromTo(joined[^1].Start, range.End);
            else joined.Add(range);
        }
        return joined;
    }
}
