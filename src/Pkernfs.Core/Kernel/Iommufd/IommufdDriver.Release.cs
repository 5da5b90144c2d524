namespace Pkernfs.Core.Kernel;

/// <summary>What happens when an iommufd and the devices in it are closed, by their owner or by the kernel at the owner's exit.</summary>
public sealed partial class IommufdDriver
{
    /// <summary>
    /// Closes a context: its devices are stopped and leave its hardware page tables, which are freed with all pins. A device that still translates through a domain
    /// of the driver's own, a fixed or a temporary one, stays in that: nobody else may decide about it.
    /// </summary>
    public void Close(int context)
    {
        var current = Context(context);
        foreach (var function in current.Devices.SelectMany(device => GroupOf(device.Function)))
        {
            kernel.Hardware.SetBusMaster(function, false);
            new PciCore(kernel).Reset(function);
            if (kernel.State.Iommu.DomainOf(function) is not { } domain || current.Hwpts.All(hwpt => hwpt.DomainId != domain.DomainId)) continue;
            _iommu.Detach(function);
            _iommu.ClearContext(function, domain.DomainId);
            if (_iommu.DefaultDomainOf(function) is { } former) _iommu.Attach(function, former, out _);
        }
        // A restored domain whose device was never bound here still has it: dropping it would free tables that hardware walks.
        foreach (var hwpt in current.Hwpts.Where(hwpt => kernel.State.Iommu.Domains.All(domain => domain.DomainId != hwpt.DomainId || domain.Functions.IsEmpty))) _iommu.Drop(hwpt.DomainId);
        Change(context, closed => closed with { Ioases = [], Hwpts = [], Devices = [] });
    }
}
