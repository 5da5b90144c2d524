using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>What happens when the last descriptor of a container is closed, by its owner or by the kernel at the owner's exit.</summary>
public sealed partial class VfioDriver
{
    /// <summary>
    /// Closes a container: its devices are stopped, its groups leave the domain and go back to their default domains where they have one, records are unmapped and
    /// pins given back, and the domain goes. The persistent tables' file stays, with what unmapping left of its entries.
    /// </summary>
    public void Close(int container)
    {
        var current = Container(container);
        foreach (var function in current.Groups.SelectMany(_iommu.Group))
        {
            kernel.Hardware.SetBusMaster(function.Address, false);
            new PciCore(kernel).Reset(function.Address);
        }
        if (Domain(current) is { } domain)
        {
            foreach (var function in domain.Functions) Detach(function, domain);
            // A container that is a file outlives whoever had it open: its records and entries are the file's.
            foreach (var record in current.File is null ? current.Mappings : []) _iommu.Unmap(domain, record.Range);
            _iommu.Drop(domain.DomainId);
        }
        Change(container, closed => closed with { Groups = [], PersistentTables = null, DomainId = null, Mappings = [], File = null });
    }

    private void Detach(PciAddress function, IommuDomain domain)
    {
        _iommu.Detach(function);
        _iommu.ClearContext(function, domain.DomainId);
        if (_iommu.DefaultDomainOf(function) is { } former)
            _iommu.Attach(function, former, out _);
    }
}
