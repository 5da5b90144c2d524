using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F13: the VMM is gone.</summary>
public sealed class CrashVmm : Fault
{
    public override string Id => "crash-vmm";

    public override int Order => 130;

    public override string Number => "F13";

    public override string Title => "The VMM crashes";

    public override string Description => "The VMM process is killed. Its kernel closes what it had open: the device is stopped and leaves the domain, records are unmapped, pins given back, its memory freed. Files stay.";

    public override string Source => "Gunthorpe on iommufd persistence 11/13";

    public override string Expectation => "The guest is gone with its VMM, and nothing is corrupted by that. What a later VMM can still find depends on what was saved by then: a restored guest has a device that was stopped behind its back.";

    public override Actor Actor => Actor.Vmm;

    public override bool MayStrike(FaultSite site) => site.Machine is { Kernel.Panic: null, Vmm: not null };

    public override void Strike(Operation operation) => operation.WithVmm((kernel, vmm) =>
    {
        VmmExit.Of(kernel, vmm.Process);
        operation.StartVmm(null);
        operation.Say($"Process {vmm.Process.Pid} has exited.");
    });
}
