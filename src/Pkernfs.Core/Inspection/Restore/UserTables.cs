using System.Collections.Immutable;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection.Restore;

/// <summary>What user space holds of a device's translation, whichever interface it used.</summary>
/// <param name="IsIommufd">True for an iommufd, false for a VFIO container.</param>
/// <param name="AddressSpace">Its number: "IOAS 2 of iommufd 1", "container 1".</param>
/// <param name="HardwareTable">The HWPT's number; null in a container, which has none.</param>
/// <param name="DomainId">The id of the domain behind it; null before there is one.</param>
internal sealed record UserTables(bool IsIommufd, string AddressSpace, string? HardwareTable, ushort? DomainId, bool Frozen, ImmutableArray<DmaRecord> Records)
{
    /// <summary>The iommufd that the device is bound to, with the HWPT that was made for it, attached or not; else its group's container; null where user space has neither.</summary>
    public static UserTables? Of(KernelState? kernel, PlatformState platform, PciAddress function)
    {
        if (kernel is null) return null;
        foreach (var context in kernel.Iommufds)
        {
            if (context.Devices.FirstOrDefault(device => device.Function == function) is not { } device) continue;
            var hwpt = context.Hwpts.FirstOrDefault(hwpt => hwpt.Id == device.HwptId) ?? context.Hwpts.LastOrDefault();
            var ioas = hwpt is null ? context.Ioases.LastOrDefault() : context.Ioases.FirstOrDefault(ioas => ioas.Id == hwpt.IoasId);
            if (ioas is null) return null;
            string name = $"IOAS {ioas.Id} of iommufd {context.Id}";
            return new(true, name, hwpt is null ? null : $"HWPT {hwpt.Id}", hwpt?.DomainId, ioas.Frozen, [.. DmaRecords.All(kernel).Where(record => record.Holder == name)]);
        }
        int? group = platform.Functions.TryGetValue(function, out var state) ? state.Description.IommuGroup : null;
        return kernel.Containers.LastOrDefault(container => group is { } number && container.Groups.Contains(number)) is { } container
            ? new(false, $"container {container.Id}", null, container.DomainId, false, [.. DmaRecords.All(kernel).Where(record => record.Holder == $"container {container.Id}")])
            : null;
    }
}
