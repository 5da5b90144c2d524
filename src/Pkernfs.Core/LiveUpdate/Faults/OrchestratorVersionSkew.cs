namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>K2: the next kernel reads another version of the orchestrator's data.</summary>
public sealed class OrchestratorVersionSkew : Fault
{
    public override string Id => "orchestrator-version-skew";

    public override int Order => 320;

    public override string Number => "K2";

    public override string Title => "The orchestrator's data is of another version";

    public override string Description => "The handover itself can be read, but the Live Update Orchestrator's data in it says \"luo-v9\".";

    public override string Source => "Live Update Orchestrator; kexec list, 2026";

    public override string Expectation => "The next kernel panics instead of refusing: memory is preserved, and nobody is left to use it. A check before the jump is wanted and not there.";

    public override Actor Actor => Actor.Admin;

    public override bool MayStrike(FaultSite site) => HandedOver.IsOnItsWay(site)
        && HandedOver.Tree(site.Machine.Platform.Memory, site.Machine.Kernel, site.Machine.Platform.Processor) is { } tree
        && HandedOver.Orchestrator(site.Machine.Platform.Memory, tree) is not null;

    public override void Strike(Operation operation)
    {
        var hardware = operation.Hardware;
        int changed = HandedOver.Tree(hardware.Memory, operation.Kernel?.State, hardware.Processor) is { } tree && HandedOver.Orchestrator(hardware.Memory, tree) is { } data
            ? HandedOver.ChangeVersion(hardware.Memory, data.AlignDown(ByteCount.Page), "luo-v") : 0;
        operation.Say(changed > 0 ? "The orchestrator's data says \"luo-v9\"." : "The orchestrator hands nothing over.");
    }
}
