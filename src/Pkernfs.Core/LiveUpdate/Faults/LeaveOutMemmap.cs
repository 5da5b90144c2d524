namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F15, of the other parameter: nothing passes the carve-out on.</summary>
public sealed class LeaveOutMemmap : Fault
{
    private const string Word = "memmap=";

    public override string Id => "leave-out-memmap";

    public override int Order => 152;

    public override string Number => "F15c";

    public override string Title => "memmap= is left off the command line";

    public override string Description => "The next kernel's command line names the pkernfs region but does not take it out of System RAM. Neither parameter checks the other, and nothing hands them on from kernel to kernel.";

    public override string Source => "RFC 00/18, 01/18";

    public override string Expectation => "The next kernel hands the region's memory out as its own, while files, guest and device still use it.";

    public override Actor Actor => Actor.Admin;

    public override bool MayStrike(FaultSite site) => StagedCommandLine.Has(site, Word);

    public override void Strike(Operation operation) => StagedCommandLine.Leave(operation, Word);
}
