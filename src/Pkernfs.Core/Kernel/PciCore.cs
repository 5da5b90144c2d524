using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>The PCI core and the host's own drivers: default domains, bus mastering, shutdown.</summary>
public sealed class PciCore(KernelContext kernel)
{
    /// <summary>Pages that a host driver gives its device for rings and buffers.</summary>
    private const ulong DriverBufferPages = 16;

    /// <summary>The DMA API hands out IOVAs from below 4 GiB downwards; the topmost pages hold this driver's buffers.</summary>
    private static readonly Iova DriverBufferIova = new(0x1_0000_0000 - (DriverBufferPages << FrameNumber.Shift));

    /// <summary>Firmware's 16 MiB for the ISA bridge: a direct mapping that the kernel keeps for its whole group.</summary>
    private static readonly ByteCount IsaWindow = ByteCount.FromMiB(16);

    private readonly IommuDriver _iommu = new(kernel);

    /// <summary>Gives a group its default domain and attaches every function of it.</summary>
    public bool TryAttachDefaultDomain(int group, out string? problem)
    {
        problem = null;
        var functions = _iommu.Group(group).ToArray();
        if (functions.Select(function => kernel.State.Iommu.DomainOf(function.Address)).FirstOrDefault(held => held is { IsSealed: true }) is { } held)
        {
            problem = $"EBUSY: group {group} is held by {held.Name}: it gets no default domain.";
            return false;
        }
        string name = $"default domain of {functions[0].Address}";
        var kind = kernel.State.CommandLine.PassThrough ? DomainKind.Identity : DomainKind.Default;
        if (_iommu.MakeDomain(kind, name) is not { } domain)
        {
            problem = $"No free frame is left for the {name}.";
            return false;
        }
        if (kind == DomainKind.Default && functions.Any(IsIsaBridge))
            _iommu.Map(domain, new(default, IsaWindow), default, AccessRights.ReadWrite, maxLeafLevel: 1);
        foreach (var function in functions)
        {
            if (_iommu.Attach(function.Address, Current(domain), out problem) == AttachOutcome.Failed) return false;
        }
        return true;
    }

    /// <summary>
    /// A host driver starts its device: buffers in ordinary RAM, mapped by the DMA API into the default domain, the engine
    /// programmed with their bus addresses, bus mastering on. A function without a domain gets it now: the deferred attach.
    /// </summary>
    public bool TryStartDriver(PciAddress function, string driver, out string? problem)
    {
        var description = kernel.Hardware.Functions[function].Description;
        if (kernel.State.Iommu.DomainOf(function) is { IsSealed: true } held)
        {
            problem = $"EBUSY: {driver} cannot have {function}, which is held by {held.Name}: only VFIO may take it over.";
            return false;
        }
        kernel.State = kernel.State with { Drivers = kernel.State.Drivers.SetItem(function, driver) };
        if (kernel.State.Iommu.DomainOf(function) is null && !TryAttachDefaultDomain(description.IommuGroup, out problem)) return false;
        var buffers = ByteCount.Page * DriverBufferPages;
        if (!kernel.TryAllocateScattered(buffers, ByteCount.FromKiB(64), OwnerClass.KernelData, $"DMA buffers of {function}", out var place))
        {
            problem = $"No free run of {buffers} is left for the buffers of {function}.";
            return false;
        }
        var domain = kernel.State.Iommu.DomainOf(function)!;
        var bus = domain.Kind == DomainKind.Identity ? new IovaRange(new(place.Start.Value), buffers) : new IovaRange(DriverBufferIova, buffers);
        if (domain.Kind != DomainKind.Identity)
        {
            var mapped = _iommu.Map(domain, bus, place.Start, AccessRights.ReadWrite, maxLeafLevel: 1);
            if (!mapped.Succeeded)
            {
                problem = mapped.Problem;
                return false;
            }
        }
        kernel.Memory.TryFill(place, Frame.Zero);
        var hardware = kernel.Hardware;
        hardware.Ledger = hardware.Ledger.Withdraw(contract => contract.Device == function)
            .With(new DmaContract(function, bus, place.Start, $"{driver} of kernel {kernel.State.Release}"));
        hardware.Program(function, DmaEngine.Programmed([new(bus, AccessRights.ReadWrite)]));
        hardware.SetBusMaster(function, true);
        problem = null;
        return true;
    }

    /// <summary>A reset, as a driver does before it sets a device up: the engine stops and forgets its buffers.</summary>
    public void Reset(PciAddress function) => kernel.Hardware.Program(function, null);

    /// <summary>
    /// device_shutdown at kexec. The PCI core would clear Bus Master Enable on every function; with pkernfs enabled it leaves all of them on (RFC 17/18),
    /// with the orchestrator those that are handed over.
    /// </summary>
    public int Shutdown()
    {
        int cleared = 0;
        if (kernel.State.CommandLine.Pkernfs is not null) return cleared;
        foreach (var function in kernel.Hardware.Functions.Values.Where(function => function.BusMaster && !new PciHandover(kernel).IsOutgoing(function.Address)))
        {
            kernel.Hardware.SetBusMaster(function.Address, false);
            cleared++;
        }
        return cleared;
    }

    private IommuDomain Current(IommuDomain domain) => kernel.State.Iommu.Domains.First(current => current.DomainId == domain.DomainId);

    private static bool IsIsaBridge(BoardFunction function) => function.ClassCode >> 8 == 0x0601;
}
