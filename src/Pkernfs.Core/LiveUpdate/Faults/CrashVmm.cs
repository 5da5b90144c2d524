using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F13: the VMM is gone.</summary>
public sealed class CrashVmm : Fault
{
    public override string Id => "crash-vmm";

    public override int Order => 130;

    public override string Number => "F13";

    public override string Title => "The VMM crashes";

    public override string Description => "The VMM process is killed. Its kernel closes what it had open: the device is stopped and leaves the domain, records are unmapped, pins given back, its memory freed. Files stay. What a session of the orchestrator holds goes by the session.";

    public override string Source => "Gunthorpe on iommufd persistence 11/13";

    public override string Expectation => "The guest is gone with its VMM, and nothing is corrupted by that. What a later VMM can still find depends on what was saved by then: a restored guest has a device that was stopped behind its back. A session of the orchestrator is undone when its owner goes, so nothing of it is handed over and the next kernel sets the unit up anew; once reboot() has frozen it, it is the kernel's, the device runs on, and the crash costs nothing. In the next boot closing means finishing: where that is refused the session is stuck, and the device runs on for nobody.";

    public override Actor Actor => Actor.Vmm;

    public override bool MayStrike(FaultSite site) => site.Machine is { Kernel.Panic: null, Vmm: not null };

    public override void Strike(Operation operation) => operation.WithVmm((kernel, vmm) =>
    {
        VmmExit.Of(kernel, vmm.Process);
        operation.StartVmm(null);
        operation.Say($"Process {vmm.Process.Pid} has exited.");
    });
}
