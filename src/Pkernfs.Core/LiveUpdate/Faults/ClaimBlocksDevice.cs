using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F7: VFIO's claim moves the group to a blocking domain.</summary>
public sealed class ClaimBlocksDevice : Fault
{
    public override string Id => "claim-blocks-device";

    public override int Order => 70;

    public override string Number => "F7";

    public override string Title => "VFIO's claim attaches a blocking domain";

    public override string Description => "When VFIO takes a group, mainline attaches a blocking domain until a container has one for it: the context entry is cleared. The series has no guard for a group that translates already.";

    public override string Source => "Gunthorpe, replies to RFC 00/18 and to iommufd persistence 11/13";

    public override string Expectation => "The device's DMA faults until the next attach. That attach finds no entry to keep, so it writes a new one. A temporary domain of the driver's own refuses to be replaced.";

    public override Actor Actor => Actor.Kernel;

    public override bool MayStrike(FaultSite site) =>
        site.Boot == 2 && site.Phase == Phase.UserspaceRestore && Claimed.ByVfio(site) && Targets.Context(site.Machine, Targets.Assigned(site.Plan)) is { Present: true };

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (Targets.Assigned(operation.Plan) is not { } function || new IommuDriver(kernel).ReadContext(function) is not { Present: true } entry) operation.Say("The device has no entry, so it is blocked already.");
        else if (kernel.State.Iommu.DomainOf(function) is { IsSealed: true } held)
            operation.Report(SystemCall.Failed(Errno.EBUSY, $"{function} is held by {held.Name}: only a domain that translates identically may take its place, and a blocking domain does not."));
        else new IommuDriver(kernel).ClearContext(function, entry.DomainId);
    });
}
