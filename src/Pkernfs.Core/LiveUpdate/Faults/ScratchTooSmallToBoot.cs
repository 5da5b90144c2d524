namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>K7: scratch has no room for early boot.</summary>
public sealed class ScratchTooSmallToBoot : Fault
{
    public override string Id => "scratch-too-small-to-boot";

    public override int Order => 370;

    public override string Number => "K7";

    public override string Title => "Scratch is too small to boot in";

    public override string Description => "The first kernel is told kho_scratch=64M,64M,64M: room for the next kernel and its ramdisk, but not for what that allocates before it knows what else it may use, its page structs above all, which grow with the machine.";

    public override string Source => "Kexec HandOver, kho_populate; review of Kexec HandOver and LUO, 2026";

    public override string Expectation => "Everything goes well until the jump. Then the next kernel panics in early boot, with gigabytes free that it may not touch. Nothing tells the old kernel beforehand.";

    public override Actor Actor => Actor.Admin;

    public override bool MayStrike(FaultSite site) => ScratchSize.MayChange(site);

    public override void Strike(Operation operation) => ScratchSize.Change(operation, "64M,64M,64M");
}
