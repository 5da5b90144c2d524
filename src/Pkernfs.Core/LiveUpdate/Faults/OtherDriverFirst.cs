using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F9: the DMA API's driver gets the device before vfio-pci does.</summary>
public sealed class OtherDriverFirst : Fault
{
    public override string Id => "other-driver-first";

    public override int Order => 90;

    public override string Number => "F9";

    public override string Title => "Another driver binds the device first";

    public override string Description => "Nothing marks the function as persistent, so its ordinary driver probes it: it maps buffers through the DMA API and programs the device with their bus addresses. The deferred attach finds a present entry and keeps it.";

    public override string Source => "Gunthorpe on RFC 11/18 and on iommufd persistence 11/13";

    public override string Expectation => "The device uses bus addresses of the host through the guest's tables: they fault, or they hit guest RAM. The guest's rings are gone.";

    public override Actor Actor => Actor.Kernel;

    public override bool MayStrike(FaultSite site) => site.Boot == 2 && site.Machine.Kernel is { Iommu.RootTable: var root } && root != default && Claimed.ByNobody(site) && site.Machine.Kernel.Iommu.Queue != default;

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (Targets.Assigned(operation.Plan) is not { } function)
        {
            operation.Say("No device is passed through.");
            return;
        }
        string driver = kernel.Hardware.Functions[function].Description.Driver;
        if (!new PciCore(kernel).TryStartDriver(function, driver is "" or "vfio-pci" ? "host driver" : driver, out string? problem)) operation.Report(SystemCall.FromSentence(problem!));
    });
}
