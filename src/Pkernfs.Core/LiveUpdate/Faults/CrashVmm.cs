using Pkernfs.Core.Userspace;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F13: the VMM is gone.</summary>
public sealed class CrashVmm : Fault
{
    public override string Id => "crash-vmm";

    public override int Order => 130;

    public override string Number => "F13";

    public override string Title => "The VMM crashes";

    public override string Description => "The VMM process is killed. Its kernel closes what it had open: the device is stopped and leaves the domain, records are unmapped, pins given back, its memory freed. Files stay. Of several guests it is the first one's VMM. What a session of the orchestrator holds goes by the session.";

    public override string Source => "Gunthorpe on iommufd persistence 11/13";

    public override string Expectation => "The guest is gone with its VMM, and nothing is corrupted by that. A restored guest has a device that was stopped behind its back. A session of the orchestrator is undone with its owner, until reboot() freezes it: from then on the device runs on. In the next boot its owner's end is meant to finish it.";

    public override Actor Actor => Actor.Vmm;

    public override bool MayStrike(FaultSite site) => site.Machine is { Kernel.Panic: null, Vmm: not null };

    public override void Strike(Operation operation) => operation.WithVmm((kernel, vmm) =>
    {
        VmmExit.Of(kernel, vmm.Process);
        operation.EndVmm(vmm.Process.Guest);
        operation.Say($"Process {vmm.Process.Pid}{(vmm.Process.Guest.Length > 0 ? $" of {vmm.Process.Guest}" : "")} has exited.");
    });
}
