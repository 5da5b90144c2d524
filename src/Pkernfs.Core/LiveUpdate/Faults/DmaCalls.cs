using Pkernfs.Core.Kernel;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>The call by which a VMM maps memory for DMA: a VFIO container's MAP_DMA, or IOAS_MAP of an iommufd.</summary>
internal static class DmaCalls
{
    /// <summary>True where the VMM of a machine can call it.</summary>
    public static bool CanMap(MachineState machine) => machine is { Kernel: { Panic: null } kernel, Vmm: { } vmm }
        && (kernel.Containers.Any(container => container.Id == vmm.Container && container.DomainId is not null)
            || kernel.Iommufds.Any(context => context.Id == vmm.Iommufd?.Context && context.Ioases.Any(ioas => ioas.Id == vmm.Iommufd.Ioas)));

    /// <summary>True where it has mapped something already.</summary>
    public static bool HasMapped(MachineState machine) => machine is { Kernel: { Panic: null } kernel, Vmm: { } vmm }
        && (kernel.Containers.Any(container => container.Id == vmm.Container && container is { DomainId: not null, Mappings.IsEmpty: false })
            || kernel.Iommufds.Any(context => context.Id == vmm.Iommufd?.Context && context.Ioases.Any(ioas => ioas.Id == vmm.Iommufd.Ioas && !ioas.Areas.IsEmpty)));

    /// <summary>Calls it, readable and writable, and says what came of it; false where it was refused, or where the VMM has nothing open to call it on.</summary>
    /// <param name="entriesKept">True where a container's call may say LIVE_UPDATE, as the VMM of a live update does.</param>
    public static bool TryMap(Operation operation, KernelContext kernel, Vmm vmm, IovaRange iova, VirtualAddress at, bool entriesKept)
    {
        if (Map(kernel, vmm, iova, at, entriesKept) is { } result) return operation.Report(result);
        operation.Say("The VMM has nothing open to map in.");
        return false;
    }

    private static SystemCall? Map(KernelContext kernel, Vmm vmm, IovaRange iova, VirtualAddress at, bool entriesKept)
    {
        var process = vmm.Process;
        if (process.Iommufd is { Ioas: { } ioas } handles) return new IommufdDriver(kernel).Map(handles.Context, ioas, process.Memory, iova, at, AccessRights.ReadWrite);
        if (process.Container is not { } container) return null;
        uint flags = VfioContainer.FlagRead | VfioContainer.FlagWrite | (entriesKept && kernel.State.CommandLine.LiveUpdate ? VfioContainer.FlagLiveUpdate : 0);
        return new VfioDriver(kernel).MapDma(container, process.Memory, iova, at, flags);
    }
}
