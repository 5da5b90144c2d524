using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F7, the other half: a function-level reset.</summary>
public sealed class ResetOnOpen : Fault
{
    public override string Id => "reset-on-open";

    public override int Order => 71;

    public override string Number => "F7b";

    public override string Title => "The device is reset when it is opened";

    public override string Description => "vfio-pci opens a device as it always did: bus mastering off, function-level reset. The device forgets its rings.";

    public override string Source => "RFC 18/18; Gunthorpe on iommufd persistence 11/13";

    public override string Expectation => "No fault is recorded and no call fails. The device stands still, and the guest's driver, which set it up in another boot, is not told.";

    public override Actor Actor => Actor.Kernel;

    public override bool MayStrike(FaultSite site) =>
        site.Boot == 2 && site.Phase == Phase.UserspaceRestore && Claimed.ByVfio(site) && Targets.Assigned(site.Plan) is { } function && site.Machine.Platform.Functions[function].Running;

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (Targets.Assigned(operation.Plan) is not { } function)
        {
            operation.Say("No device is passed through.");
            return;
        }
        kernel.Hardware.SetBusMaster(function, false);
        new PciCore(kernel).Reset(function);
    });
}
