namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>F15: the magic is there, the word is not.</summary>
public sealed class LeaveOutLiveUpdate : Fault
{
    private const string Word = "liveupdate";

    public override string Id => "leave-out-liveupdate";

    public override int Order => 150;

    public override string Number => "F15";

    public override string Title => "liveupdate is left off the command line";

    public override string Description => "The next kernel's command line lacks the word liveupdate; the region and its magic number are there. One half of the kernel will restore, the other half believes in a cold boot.";

    public override string Source => "RFC 06/18, 08/18";

    public override string Expectation => "pkernfs is restored, since the magic alone decides. The IOMMU driver turns translation off to start afresh: until it is on again the device's bus addresses are physical ones. A mismatch is logged, and nothing stops.";

    public override Actor Actor => Actor.Admin;

    public override bool MayStrike(FaultSite site) => StagedCommandLine.Has(site, Word);

    public override void Strike(Operation operation) => StagedCommandLine.Leave(operation, Word);
}
