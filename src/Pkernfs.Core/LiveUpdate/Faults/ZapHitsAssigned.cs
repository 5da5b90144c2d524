using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F5: the shutdown path's walk has no test for persistence.</summary>
public sealed class ZapHitsAssigned : Fault
{
    public override string Id => "zap-hits-assigned";

    public override int Order => 50;

    public override string Number => "F5";

    public override string Title => "Shutdown clears the persistent device's entry";

    public override string Description => "The walk that clears context entries at shutdown clears the passed-through device's, too, as the posted code does, and flushes what the unit remembers of it.";

    public override string Source => "RFC 10/18";

    public override string Expectation => "The device's DMA faults from here until somebody writes its entry again. Payloads that it had to deliver meanwhile are lost.";

    public override Actor Actor => Actor.Kernel;

    public override bool MayStrike(FaultSite site) =>
        site.Phase == Phase.Kexec && site.Machine.Kernel is { Panic: null } && Targets.Context(site.Machine, Targets.Assigned(site.Plan)) is { Present: true };

    public override void Strike(Operation operation) => operation.WithKernel(kernel =>
    {
        if (Targets.Assigned(operation.Plan) is not { } function || new IommuDriver(kernel).ReadContext(function) is not { Present: true } entry) operation.Say("No device is passed through whose entry could be cleared.");
        else new IommuDriver(kernel).ClearContext(function, entry.DomainId);
    });
}
