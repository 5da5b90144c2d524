using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>K4: a session is finished before its files are retrieved.</summary>
public sealed class FinishTooEarly : Fault
{
    public override string Id => "finish-too-early";

    public override int Order => 340;

    public override string Number => "K4";

    public override string Title => "A session is finished before all is retrieved";

    public override string Description => "The new VMM calls FINISH on its session while files in it were never retrieved, or are still needed by a restored domain.";

    public override string Source => "Live Update Orchestrator; lore.kerneltesting 7024cefd";

    public override string Expectation => "EBUSY, and the session stays as it is. An early release crashed here, in page structs that were not initialised.";

    public override Actor Actor => Actor.Vmm;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && Session(site.Machine.Kernel!) is not null;

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (Session(kernel.State) is { } session) operation.Report(new OrchestratorDriver(kernel).Finish(session.Name));
        else operation.Say("No session is open that could be finished.");
    });

    private static IncomingSession? Session(KernelState kernel) =>
        kernel.Orchestrator?.Incoming?.Sessions?.FirstOrDefault(session => session is { Retrieved: true, Finished: false });
}
