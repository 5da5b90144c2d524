using System.Collections.Immutable;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>iommufd and the VFIO cdev: a device is bound to a context, an address space is filled, a hardware page table made of it, the device attached.</summary>
public sealed partial class IommufdDriver(KernelContext kernel)
{
    private readonly IommuDriver _iommu = new(kernel);

    /// <summary>Opens /dev/iommu.</summary>
    public int Open()
    {
        int id = kernel.State.Iommufds.Length + 1;
        kernel.State = kernel.State with { Iommufds = kernel.State.Iommufds.Add(new(id, [], [])) };
        return id;
    }

    /// <summary>
    /// Opens the function's cdev and binds it (VFIO_DEVICE_BIND_IOMMUFD): ENODEV unless vfio-pci holds it, EINVAL where it is bound already. A function whose
    /// translation an earlier kernel left is taken as it runs: neither bus mastering nor its state is touched.
    /// </summary>
    public SystemCall Bind(int context, PciAddress function, out int device)
    {
        device = 0;
        if (kernel.State.Drivers.GetValueOrDefault(function) != "vfio-pci") return SystemCall.Failed(Errno.ENODEV, $"{function} has no VFIO cdev: vfio-pci does not hold it.");
        if (kernel.State.Iommufds.Any(open => open.Devices.Any(bound => bound.Function == function)))
            return SystemCall.Failed(Errno.EINVAL, $"{function} is bound to an iommufd already.");
        if (kernel.State.Iommu.DomainOf(function) is not { Kind: DomainKind.Restored })
        {
            kernel.Hardware.SetBusMaster(function, false);
            new PciCore(kernel).Reset(function);
        }
        int id = device = Context(context).NextObject;
        Change(context, current => current with { Devices = current.Devices.Add(new(id, function, null)) });
        return SystemCall.Success;
    }

    /// <summary>IOMMU_HWPT_ALLOC: a paging domain with tables in ordinary memory, filled from the address space's areas.</summary>
    public SystemCall AllocateHwpt(int context, int device, int ioas, out int hwpt)
    {
        hwpt = 0;
        if (Find(context, device, out IommufdDevice bound) is { } unbound) return unbound;
        if (Find(context, ioas, out Ioas space) is { } missing) return missing;
        if (_iommu.MakeDomain(DomainKind.Vfio, $"HWPT of {bound.Function}, iommufd {context}") is not { } domain)
            return SystemCall.Failed(Errno.ENOMEM, "No free frame is left for the domain's top table.");
        foreach (var area in space.Areas)
        {
            if (_iommu.MapFrames(domain, area.Range.Start, area.Frames, area.Rights) is not { } problem) continue;
            _iommu.Forget(domain);
            return SystemCall.Failed(Errno.ENOMEM, problem);
        }
        int id = hwpt = Context(context).NextObject;
        Change(context, current => current with { Hwpts = current.Hwpts.Add(new(id, ioas, domain.DomainId)) });
        return SystemCall.Success;
    }

    /// <summary>VFIO_DEVICE_ATTACH_IOMMUFD_PT for a device that translates through nothing worth keeping: its group's context entries are written.</summary>
    public SystemCall Attach(int context, int device, int hwpt)
    {
        if (Find(context, device, out IommufdDevice bound) is { } unbound) return unbound;
        if (Find(context, hwpt, out Hwpt table) is { } missing) return missing;
        if (bound.HwptId is not null) return SystemCall.Failed(Errno.EINVAL, $"{bound.Function} is attached already: replace what it has.");
        foreach (var function in GroupOf(bound.Function))
        {
            if (_iommu.Attach(function, DomainOf(table), out string? problem) == AttachOutcome.Failed)
                return SystemCall.Failed(Errno.EBUSY, problem ?? "The context entry could not be written.");
        }
        SetHwpt(context, device, hwpt);
        return SystemCall.Success;
    }

    /// <summary>
    /// The hitless switch: the HWPT's domain takes the place of the one that the group translates through, be it another HWPT's or a temporary one. EINVAL, with
    /// the first difference, unless both translate identically over the whole of the IOVA space; nothing is written then.
    /// </summary>
    public SystemCall Replace(int context, int device, int hwpt)
    {
        if (Find(context, device, out IommufdDevice bound) is { } unbound) return unbound;
        if (Find(context, hwpt, out Hwpt table) is { } missing) return missing;
        foreach (var function in GroupOf(bound.Function))
        {
            if (!_iommu.TryReplace(function, DomainOf(table), out string? problem)) return SystemCall.Failed(Errno.EINVAL, problem);
        }
        SetHwpt(context, device, hwpt);
        return SystemCall.Success;
    }

    private IEnumerable<PciAddress> GroupOf(PciAddress function) =>
        _iommu.Group(kernel.Hardware.Functions[function].Description.IommuGroup).Select(member => member.Address);

    private IommuDomain DomainOf(Hwpt hwpt) => kernel.State.Iommu.Domains.First(domain => domain.DomainId == hwpt.DomainId);

    private void SetHwpt(int context, int device, int hwpt) => Change(context, current => current with
    {
        Devices = [.. current.Devices.Select(bound => bound.Id == device ? bound with { HwptId = hwpt } : bound)],
    });

    private IommufdContext Context(int id) => kernel.State.Iommufds[id - 1];

    private void Change(int id, Func<IommufdContext, IommufdContext> change) =>
        kernel.State = kernel.State with { Iommufds = kernel.State.Iommufds.SetItem(id - 1, change(Context(id))) };

    private SystemCall? Find(int context, int id, out IommufdDevice device) => Found(device = Context(context).Devices.FirstOrDefault(known => known.Id == id)!, id, "device");

    private SystemCall? Find(int context, int id, out Hwpt hwpt) => Found(hwpt = Context(context).Hwpts.FirstOrDefault(known => known.Id == id)!, id, "HWPT");

    private SystemCall? Find(int context, int id, out Ioas ioas) => Found(ioas = Context(context).Ioases.FirstOrDefault(known => known.Id == id)!, id, "IOAS");

    private static SystemCall? Found(object? found, int id, string kind) => found is null ? SystemCall.Failed(Errno.ENOENT, $"Object {id} of this iommufd is no {kind}.") : null;
}
