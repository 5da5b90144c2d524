using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F12: two domains, one tag.</summary>
public sealed class CollideDomainId : Fault
{
    public override string Id => "collide-domain-id";

    public override int Order => 120;

    public override string Number => "F12";

    public override string Title => "A new domain gets the live entry's id";

    public override string Description => "The next kernel's id allocator knows nothing of ids in inherited context entries. Domains are made until one has the id of the passed-through device's entry; a host device is attached to it and given a buffer whose bus address is also one of the guest's.";

    public override string Source => "RFC 09/18, domain ids";

    public override string Expectation => "The IOTLB tags by domain id alone: each device finds the other's translations. The host's payloads land in guest RAM, or the guest's in the host's. An allocator that was told of the live ids passes over them.";

    public override Actor Actor => Actor.Kernel;

    public override bool MayStrike(FaultSite site) =>
        site.Boot == 2 && site.Machine.Kernel is { Panic: null } kernel && kernel.Iommu.Queue != default && Targets.Host(site.Plan) is { } host && kernel.Drivers.ContainsKey(host)
        && Targets.Context(site.Machine, Targets.Assigned(site.Plan)) is { Present: true };

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        var iommu = new IommuDriver(kernel);
        if (Targets.Assigned(operation.Plan) is not { } assigned || Targets.Host(operation.Plan) is not { } host || iommu.ReadContext(assigned) is not { Present: true } live)
        {
            operation.Say("There is no live entry whose id could be given out again.");
            return;
        }
        // An id that an allocator knows of is passed over: then the last domain has another one, and nothing collides.
        IommuDomain? made = null;
        do made = iommu.MakeDomain(DomainKind.Default, $"default domain of {host}, again");
        while (made is not null && made.DomainId != live.DomainId && kernel.State.Iommu.NextDomainId <= live.DomainId);
        if (made is null) operation.Fail("No free frame is left for another domain.");
        else Give(operation, kernel, iommu, host, made);
    });

    /// <summary>Attaches the host's device to the domain and has its driver use a bus address of the guest's first high buffer.</summary>
    private static void Give(Operation operation, KernelContext kernel, IommuDriver iommu, PciAddress host, IommuDomain domain)
    {
        var bus = operation.Guest.DeviceBuffers[^1].Range;
        if (iommu.Attach(host, domain, out string? problem) == AttachOutcome.Failed
            || !kernel.TryAllocateScattered(bus.Length, ByteCount.FromKiB(64), OwnerClass.KernelData, $"DMA buffers of {host}, again", out var place))
        {
            operation.Fail(problem ?? $"No free run of {bus.Length} is left for the buffers of {host}.");
            return;
        }
        var mapped = iommu.Map(domain, bus, place.Start, AccessRights.ReadWrite, maxLeafLevel: 1);
        if (!mapped.Succeeded)
        {
            operation.Fail(mapped.Problem);
            return;
        }
        var hardware = kernel.Hardware;
        hardware.Ledger = hardware.Ledger.Withdraw(contract => contract.Device == host).With(new DmaContract(host, bus, place.Start, $"host driver of kernel {kernel.State.Release}"));
        hardware.Program(host, DmaEngine.Programmed([new(bus, AccessRights.ReadWrite)]));
        hardware.SetBusMaster(host, true);
        operation.Say($"{host} translates under domain id {domain.DomainId} and uses {bus.Start}, as the guest's device does under its own.");
    }
}
