using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Inspection.Restore;

/// <summary>
/// Whether a live update brought back what Gunthorpe asks for (RFC 00/18, replies): for each device carried across a mapping of the VM's pages, an IO address
/// space over it, a hardware page table for that, and a domain in hardware for that. Read from the machine before and after, whatever the approach.
/// </summary>
/// <param name="Before">The last step before the update is prepared, the guest running.</param>
/// <param name="Restored">The last step before the guest or its VMM change mappings again; <paramref name="After"/> where nothing followed.</param>
/// <param name="After">The run's last step.</param>
/// <param name="Devices">Those that are carried across, then the host's own that translate through a domain.</param>
public sealed record FullRestore(Step Before, Step Restored, Step After, ImmutableArray<DeviceRestore> Devices)
{
    /// <summary>Those that the update must not disturb.</summary>
    public IEnumerable<DeviceRestore> Carried => Devices.Where(device => device.IsCarried);

    /// <summary>True when every device that is carried across has all four as before.</summary>
    public bool IsFull => Carried.All(device => device.IsFull);

    /// <summary>Null where the guest never ran, or no device is to be carried across.</summary>
    public static FullRestore? Of(RunInspection run)
    {
        var moments = run.Timeline.Moments;
        var devices = run.Timeline.Plan.Devices.OrderByDescending(device => device.Persistent).ToArray();
        var before = moments.LastOrDefault(moment => moment.Step.Phase <= Phase.Running && run.Timeline.Plan.GuestsRun(moment.Machine));
        if (before is null || devices is not [{ Persistent: true }, ..]) return null;
        var after = moments[^1];
        var restored = moments.Last(moment => moment.Step.Phase < Phase.Resumed);
        if (restored.Step.Index < before.Step.Index) restored = after;
        var (old, then, now) = (Inspect(run, before), Inspect(run, restored), Inspect(run, after));
        return new(before.Step, restored.Step, after.Step,
        [
            .. devices.Select(device => DeviceRestore.Compare(device, DeviceStructures.Read(old, device), DeviceStructures.Read(then, device), DeviceStructures.Read(now, device)) with
            {
                Meanwhile = moments.Skip(before.Step.Index + 1).Aggregate(DmaCounts.None, (sum, moment) => sum + (moment.Step.DmaByDevice.GetValueOrDefault(device.Address)?.Counts ?? DmaCounts.None)),
            }).Where(device => device.IsCarried || !device.Parts[0].Facts.IsEmpty),
        ]);
    }

    /// <summary>No question here is about the owners of memory, which would take every moment before.</summary>
    private static MomentInspection Inspect(RunInspection run, Moment moment) => new(moment.Machine, run.Region, new OwnershipMap([]));
}

/// <summary>A device's structures: all four of one that is carried across, the domain of one that the host itself drives.</summary>
public sealed record DeviceRestore(DevicePlan Device, ImmutableArray<RestorePart> Parts)
{
    /// <summary>True for a device that the update must not disturb; the others' drivers stop and start again.</summary>
    public bool IsCarried => Device.Persistent;

    /// <summary>True when all are as before. What became of accesses in between is another question: see <see cref="Failed"/>.</summary>
    public bool IsFull => Parts.All(part => part.Outcome == RestoreOutcome.Restored);

    /// <summary>What the device did from the one moment to the other.</summary>
    public DmaCounts Meanwhile { get; init; } = DmaCounts.None;

    /// <summary>Accesses of those that were refused, lost, misdirected or late.</summary>
    public int Failed => Meanwhile.Faults + Meanwhile.Lost + Meanwhile.Misdirected + Meanwhile.Late;

    internal static DeviceRestore Compare(DevicePlan device, DeviceStructures before, DeviceStructures restored, DeviceStructures after) => new(device, !device.Persistent
        ? [RestorePart.Compare("iommu_domain", "A domain in hardware for the buffers of the host's own driver", before.Domain, restored.Domain, after.Domain)]
        :
    [
        RestorePart.Compare("mmap", "The VM's physical pages, mapped by its VMM", before.Mapping, restored.Mapping, after.Mapping),
        RestorePart.Compare("IOAS", "An IO address space over that mapping", before.AddressSpace, restored.AddressSpace, after.AddressSpace),
        RestorePart.Compare("HWPT", "A hardware page table for that address space", before.HardwareTable, restored.HardwareTable, after.HardwareTable),
        RestorePart.Compare("iommu_domain", "A domain in hardware for that page table", before.Domain, restored.Domain, after.Domain),
    ]);
}
