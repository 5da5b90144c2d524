namespace Pkernfs.Core.LiveUpdate.Faults;

/// <summary>K8: huge pages that scratch has no run for.</summary>
public sealed class HugePagesAtBoot : Fault
{
    public override string Id => "huge-pages-at-boot";

    public override int Order => 380;

    public override string Number => "K8";

    public override string Title => "The next kernel wants huge pages in early boot";

    public override string Description => "The next kernel's command line asks for two HugeTLB pages of 1 GiB, as a host of VMs does. They can only be taken in early boot, and after a handover that has scratch and nothing else.";

    public override string Source => "kexec list, 2025-December and 2026-May; LPC 2025";

    public override string Expectation => "The page allocations fail with a warning, though the memory is there: no scratch area has an aligned GiB. The guest goes on, the host lacks its huge pages until a cold boot. Extended scratch is the proposed cure; reviewers object to its fixed grain of 1 GiB. (Its vmemmap optimisation, HVO, fails alike and is not modelled.)";

    public override Actor Actor => Actor.Admin;

    public override bool MayStrike(FaultSite site) => StagedCommandLine.Has(site, "kho=");

    public override void Strike(Operation operation) => StagedCommandLine.Change(operation, text => $"{text.TrimEnd()} hugepagesz=1G hugepages=2");
}
