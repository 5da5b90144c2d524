namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>K1: the next kernel reads another version of the handover.</summary>
public sealed class HandoverVersionSkew : Fault
{
    public override string Id => "handover-version-skew";

    public override int Order => 310;

    public override string Number => "K1";

    public override string Title => "The root tree is of another version";

    public override string Description => "The handover's root device tree is compatible with a version that the next kernel does not know: \"kho-v9\". The whole string must match.";

    public override string Source => "Kexec HandOver, kho_populate";

    public override string Expectation => "A warning, and an ordinary boot: the next kernel uses all of memory, preserved pages too, while the device still writes into them.";

    public override Actor Actor => Actor.Admin;

    public override bool MayStrike(FaultSite site) => HandedOver.IsOnItsWay(site);

    public override void Strike(Operation operation)
    {
        var hardware = operation.Hardware;
        int changed = HandedOver.Tree(hardware.Memory, operation.Kernel?.State, hardware.Processor) is { } tree ? HandedOver.ChangeVersion(hardware.Memory, tree, "kho-v") : 0;
        operation.Say(changed > 0 ? "The root tree says \"kho-v9\"." : "Nothing is handed over.");
    }
}
