namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>K6: scratch has no room for the next kernel.</summary>
public sealed class ScratchHoldsNoKernel : Fault
{
    public override string Id => "scratch-holds-no-kernel";

    public override int Order => 360;

    public override string Number => "K6";

    public override string Title => "Scratch is too small for the next kernel";

    public override string Description => "The first kernel is told kho_scratch=4M,4M,4M. Scratch is made at the first boot and inherited by every later kernel: what kho_scratch= says then is ignored, so a next kernel that has grown finds what the first one thought enough.";

    public override string Source => "Kexec HandOver, kexec_file_load; review of Kexec HandOver and LUO, 2026";

    public override string Expectation => "EADDRNOTAVAIL from kexec_file_load: the image may be placed in scratch alone. The cure is a cold boot with other sizes. Here the update goes on regardless, as a careless script would, and the guest ends with it.";

    public override Actor Actor => Actor.Admin;

    public override bool MayStrike(FaultSite site) => ScratchSize.MayChange(site);

    public override void Strike(Operation operation) => ScratchSize.Change(operation, "4M,4M,4M");
}
