using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F6: bus mastering stays on for every device, and the one thing that should stop a host device does not.</summary>
public sealed class HostContextLeft : Fault
{
    public override string Id => "host-context-left";

    public override int Order => 60;

    public override string Number => "F6";

    public override string Title => "A host device keeps its context entry";

    public override string Description => "With pkernfs enabled bus mastering stays on for every function, so only its cleared context entry stops a host device. Here the entry of one is there at the jump, as it was before shutdown.";

    public override string Source => "RFC 17/18, 10/18";

    public override string Expectation => "The device goes on writing to where kernel A's buffers were. That memory is kernel B's now, and so are the tables that the device walks.";

    public override Actor Actor => Actor.Kernel;

    public override bool MayStrike(FaultSite site) =>
        site.Phase == Phase.Kexec && site.Machine.Kernel is { Panic: null } kernel && Targets.Host(site.Plan) is { } function
        && kernel.Iommu.DomainOf(function) is not null && site.Machine.Platform.Functions[function].Running
        && Targets.Context(site.Machine, function) is { Present: false };

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (Targets.Host(operation.Plan) is not { } function || kernel.State.Iommu.DomainOf(function) is not { Kind: not DomainKind.Identity } domain
            || !RootEntry.TryRead(kernel.Memory, kernel.State.Iommu.RootTable, function.Bus, out var root) || !root.Present)
        {
            operation.Say("No host device has an entry that could be left.");
            return;
        }
        ContextEntry.Translating(domain.Root, domain.DomainId).TryWrite(kernel.Memory, root.ContextTable, function.DevFn);
        operation.Say($"{function} translates through domain {domain.DomainId} at {domain.Root.Table}.");
    });
}
