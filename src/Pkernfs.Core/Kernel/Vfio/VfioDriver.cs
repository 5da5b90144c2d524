using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>VFIO's container ioctls and its type1 backend, with the series' additions (RFC 13/18, 16/18, 18/18).</summary>
public sealed partial class VfioDriver(KernelContext kernel)
{
    private readonly IommuDriver _iommu = new(kernel);

    /// <summary>vfio-pci takes the function over from whatever driver had it.</summary>
    public void Bind(PciAddress function) =>
        kernel.State = kernel.State with { Drivers = kernel.State.Drivers.SetItem(function, "vfio-pci") };

    /// <summary>Opens /dev/vfio/vfio and adds groups to it.</summary>
    public int OpenContainer(params ImmutableArray<int> groups)
    {
        int id = kernel.State.Containers.Length + 1;
        kernel.State = kernel.State with { Containers = kernel.State.Containers.Add(new(id, groups, null, null, [])) };
        return id;
    }

    /// <summary>VFIO_CONTAINER_SET_PERSISTENT_PGTABLES: EBADF unless the file is one of domain page tables.</summary>
    public SystemCall SetPersistentTables(int container, InodeNumber file)
    {
        if (!new PkernfsDriver(kernel).TryVolume(out var volume, out string? problem)
            || !volume.TryGetTables(file, InodeFlags.IommuDomainTables, out _, out problem))
            return SystemCall.Failed(Errno.EBADF, problem ?? "The file is not one of domain page tables.");
        Change(container, current => current with { PersistentTables = file });
        return SystemCall.Success;
    }

    /// <summary>VFIO_SET_IOMMU: makes the container's domain, over the persistent tables where a file was handed over before.</summary>
    public SystemCall SetIommu(int container)
    {
        var current = Container(container);
        if (current.DomainId is not null) return SystemCall.Failed(Errno.EBUSY, "The container has its IOMMU set already.");
        string name = $"VFIO container {container}";
        IommuDomain? domain;
        if (current.File is { } own)
        {
            if (!TryContainerBlock(own, out var block, out string? problem)) return SystemCall.Failed(Errno.EBADF, problem);
            if (!_iommu.TryMakePersistentDomain(block, name, out domain, out problem)) return SystemCall.Failed(Errno.EIO, problem);
        }
        else if (current.PersistentTables is { } file)
        {
            if (!new PkernfsDriver(kernel).TryVolume(out var volume, out string? problem)
                || !volume.TryGetTables(file, InodeFlags.IommuDomainTables, out var block, out problem))
                return SystemCall.Failed(Errno.EBADF, problem ?? "The persistent tables cannot be used.");
            if (!_iommu.TryMakePersistentDomain(block, name, out domain, out problem)) return SystemCall.Failed(Errno.EIO, problem);
        }
        else
        {
            domain = _iommu.MakeDomain(DomainKind.Vfio, name);
        }
        if (domain is null) return SystemCall.Failed(Errno.ENOMEM, "No free frame is left for the domain's top table.");
        return Keep(container, current with { DomainId = domain.DomainId });
    }

    /// <summary>Attaches the container's groups to its domain: the functions' context entries.</summary>
    /// <param name="outcome">That an entry was written, where one was.</param>
    public SystemCall AttachGroups(int container, out AttachOutcome outcome)
    {
        outcome = AttachOutcome.Failed;
        var current = Container(container);
        if (Domain(current) is null || current.Groups.IsEmpty) return SystemCall.Failed(Errno.EINVAL, "The container has no IOMMU set, so its group cannot be attached.");
        foreach (var function in current.Groups.SelectMany(_iommu.Group))
        {
            var attached = _iommu.Attach(function.Address, Domain(current)!, out string? problem);
            if (outcome != AttachOutcome.EntryWritten || attached == AttachOutcome.Failed) outcome = attached;
            if (attached == AttachOutcome.Failed) return SystemCall.Failed(Errno.ENOMEM, problem ?? "The context entry could not be written.");
        }
        return Keep(container, current);
    }

    /// <summary>
    /// VFIO_IOMMU_MAP_DMA: finds and pins the process's frames, records the range, and writes the domain's entries; with LIVE_UPDATE (RFC 16/18) the
    /// entries are taken for granted and not even looked at.
    /// </summary>
    public SystemCall MapDma(int container, AddressSpace process, IovaRange iova, VirtualAddress virtualAddress, uint flags)
    {
        var current = Container(container);
        var rights = ((flags & VfioContainer.FlagRead) != 0 ? AccessRights.Read : 0) | ((flags & VfioContainer.FlagWrite) != 0 ? AccessRights.Write : 0);
        if (iova.IsEmpty || rights == AccessRights.None || !iova.Start.IsAligned(ByteCount.Page) || !virtualAddress.IsAligned(ByteCount.Page) || (iova.Length.Value & 0xfff) != 0)
            return SystemCall.Failed(Errno.EINVAL, $"MAP_DMA of {iova}: address and size must be multiples of 4 KiB, not empty, and readable or writable.");
        if (!iova.HasEnd || !new VirtualRange(virtualAddress, iova.Length).HasEnd)
            return SystemCall.Failed(Errno.EINVAL, $"MAP_DMA of {iova} from {virtualAddress} on: the range wraps around the end of its address space.");
        if (Domain(current) is not { } domain) return SystemCall.Failed(Errno.EINVAL, "MAP_DMA before SET_IOMMU: the container has no domain yet.");
        if ((flags & VfioContainer.FlagVirtual) != 0) return GiveAddress(container, process, iova, virtualAddress);
        if (current.Mappings.FirstOrDefault(record => record.Range.Overlaps(iova)) is { } taken)
            return SystemCall.Failed(Errno.EEXIST, $"MAP_DMA of {iova}: {taken.Range} is mapped already. Unmap it first.");
        if (process.Frames(kernel, new(virtualAddress, iova.Length)) is not { } frames)
            return SystemCall.Failed(Errno.EFAULT, $"MAP_DMA of {iova}: the process has not all of {new VirtualRange(virtualAddress, iova.Length)} mapped.");
        var kept = current.File is null ? null : RecordOf(process, iova, virtualAddress, rights);
        if (current.File is not null && kept is null)
            return SystemCall.Failed(Errno.EINVAL, $"MAP_DMA of {iova}: a container that is a file maps nothing but files of pkernfs, since other memory would be gone after a kexec.");

        if ((flags & VfioContainer.FlagLiveUpdate) == 0 && _iommu.MapFrames(domain, iova.Start, frames, rights) is { } problem)
            return SystemCall.Failed(Errno.ENOMEM, problem);
        kernel.Memory.Count(WorkKind.PagesPinned, iova.Length.PagesRoundedUp);
        var result = Keep(container, current with { Mappings = current.Mappings.Add(new(iova, virtualAddress, rights, iova.Length.PagesRoundedUp) { Kept = kept }) });
        // A mapping that the file cannot hold would be lost to the next kernel: it is taken back.
        if (!result.Succeeded) _iommu.Unmap(domain, iova);
        return result;
    }

    /// <summary>VFIO_IOMMU_UNMAP_DMA of one whole record: its entries are cleared, its pins given back.</summary>
    public SystemCall UnmapDma(int container, IovaRange iova)
    {
        var current = Container(container);
        if (Domain(current) is not { } domain || !current.Mappings.Any(record => record.Range == iova))
            return SystemCall.Failed(Errno.EINVAL, $"UNMAP_DMA of {iova}: no record has exactly this range.");
        var result = _iommu.Unmap(domain, iova);
        if (!result.Succeeded) return SystemCall.Failed(Errno.EINVAL, result.Problem!);
        return Keep(container, current with { Mappings = [.. current.Mappings.Where(record => record.Range != iova)] });
    }

    /// <summary>
    /// Opens a vfio-pci device. A first boot resets the function; with <c>liveupdate</c> neither bus mastering nor the function's state is touched (RFC 18/18).
    /// </summary>
    public void OpenDevice(PciAddress function)
    {
        if (kernel.State.CommandLine.LiveUpdate) return;
        kernel.Hardware.SetBusMaster(function, false);
        new PciCore(kernel).Reset(function);
    }

    private VfioContainer Container(int id) => kernel.State.Containers[id - 1];

    private IommuDomain? Domain(VfioContainer container) =>
        container.DomainId is { } id ? kernel.State.Iommu.Domains.FirstOrDefault(domain => domain.DomainId == id) : null;

    private void Change(int id, Func<VfioContainer, VfioContainer> change) =>
        kernel.State = kernel.State with { Containers = kernel.State.Containers.SetItem(id - 1, change(Container(id))) };
}
