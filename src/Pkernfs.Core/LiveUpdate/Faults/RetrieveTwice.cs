using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>K5: a second process asks for the same session.</summary>
public sealed class RetrieveTwice : Fault
{
    public override string Id => "retrieve-twice";

    public override int Order => 350;

    public override string Number => "K5";

    public override string Title => "A session is retrieved twice, and one that is not there";

    public override string Description => "Another process asks for the session that the VMM has already, and for one by a name that nobody gave.";

    public override string Source => "Live Update Orchestrator, RETRIEVE_SESSION";

    public override string Expectation => "EINVAL and ENOENT; whoever came first keeps the session.";

    public override Actor Actor => Actor.Vmm;

    public override bool MayStrike(FaultSite site) => Targets.UserSpaceRuns(site) && Session(site.Machine.Kernel!) is not null;

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (Session(kernel.State) is not { } session)
        {
            operation.Say("No session is open that could be retrieved again.");
            return;
        }
        var orchestrator = new OrchestratorDriver(kernel);
        operation.Report(orchestrator.RetrieveSession(session.Name));
        operation.Report(orchestrator.RetrieveSession("nobody"));
    });

    private static IncomingSession? Session(KernelState kernel) => kernel.Orchestrator?.Incoming?.Sessions?.FirstOrDefault(session => session.Retrieved);
}
