using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Restore;
using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Inspection;

/// <summary>Gunthorpe's four things, before and after, read from runs of either approach.</summary>
public class FullRestoreTests
{
    [Fact]
    public void Save_and_restore_brings_back_all_four()
    {
        var restore = Of(Runs.SaveRestore);
        Assert.Equal(("run-guest", "free-iommu-files", "guest-goes-on"), (restore.Before.Id, restore.Restored.Id, restore.After.Id));
        var device = Assert.Single(restore.Carried);
        Assert.True(restore.IsFull && device.Failed == 0);
        Assert.Equal(["mmap", "IOAS", "HWPT", "iommu_domain"], device.Parts.Select(part => part.Name));
        AssertFact(device, "mmap", "memory", "pkernfs, /guest-ram", "pkernfs, /guest-ram", FactStatus.Same);
        AssertFact(device, "IOAS", "kept as", "IOAS of an iommufd", "IOAS of an iommufd", FactStatus.Same);
        AssertFact(device, "IOAS", "pins", "131,040 pages", "131,040 pages", FactStatus.Same);
        AssertFact(device, "IOAS", "mapping changes", "possible", "possible", FactStatus.Same);
        AssertFact(device, "HWPT", "its tables are in hardware", "yes", "yes", FactStatus.Same);
        AssertFact(device, "iommu_domain", "its tables live in", "ordinary RAM", "ordinary RAM", FactStatus.Same);
        AssertFact(device, "iommu_domain", "root table lives in", "ordinary RAM", "ordinary RAM", FactStatus.Same);
        AssertFact(device, "iommu_domain", "the two ids agree", "yes", "yes", FactStatus.Same);
    }

    [Fact]
    public void What_a_new_process_and_kernel_choose_is_shown_and_held_against_nobody()
    {
        var device = Of(Runs.SaveRestore).Devices[0];
        var anew = device.Parts.SelectMany(part => part.Facts).Where(fact => fact.Status == FactStatus.ChosenAnew).Select(fact => fact.Name);
        Assert.Equal(["virtual address", "process", "domain id in the entry", "domain id in the kernel", "top table"], anew);
    }

    /// <summary>The guest makes its ROM writable afterwards: that is no fault of the update's.</summary>
    [Fact]
    public void What_the_guest_changed_after_the_update_is_told_apart()
    {
        var translation = Fact(Of(Runs.SaveRestore).Devices[0], "iommu_domain", "translation");
        Assert.Equal(FactStatus.ChangedSince, translation.Status);
        Assert.Matches("^IOVA 0xc0000: 256 KiB at 0x[0-9a-f]+, read-only, pages of 4 KiB, now IOVA 0xc0000: ", translation.Note);
    }

    [Fact]
    public void In_pkernfs_kernel_and_entry_disagree_about_the_id_and_the_tables_stay_in_the_region()
    {
        var device = Of(Runs.Intended).Devices[0];
        Assert.False(device.IsFull);
        Assert.Equal(RestoreOutcome.Differs, device.Parts.Single(part => part.Outcome != RestoreOutcome.Restored).Outcome);
        AssertFact(device, "iommu_domain", "the two ids agree", "yes", "no", FactStatus.Differs);
        AssertFact(device, "iommu_domain", "its tables live in", "pkernfs, /iommu/dom-0", "pkernfs, /iommu/dom-0", FactStatus.Same);
        AssertFact(device, "IOAS", "kept as", "VFIO container (type1)", "VFIO container (type1)", FactStatus.Same);
        Assert.StartsWith("no HWPT", Fact(device, "HWPT", "kept as").After, StringComparison.Ordinal);
    }

    /// <summary>A device of the host's own has no mapping, no IOAS and no HWPT, but a domain, which the next kernel's driver makes anew.</summary>
    [Theory]
    [MemberData(nameof(Approaches))]
    public void A_device_of_the_host_has_a_domain_before_and_after(string scenario)
    {
        var restore = Of(Core.Tests.Faults.FaultRuns.Of(scenario));
        var hosts = restore.Devices.Where(device => !device.IsCarried).ToArray();
        Assert.Equal("00:03.0", Assert.Single(hosts).Device.Address.ToString());
        var part = Assert.Single(hosts[0].Parts);
        Assert.Equal(("iommu_domain", RestoreOutcome.Restored), (part.Name, part.Outcome));
        AssertFact(hosts[0], "iommu_domain", "kernel's object", "default domain", "default domain", FactStatus.Same);
        AssertFact(hosts[0], "iommu_domain", "the two ids agree", "yes", "yes", FactStatus.Same);
        Assert.Equal(FactStatus.ChosenAnew, Fact(hosts[0], "iommu_domain", "top table").Status);
    }

    public static TheoryData<string> Approaches => ["pkernfs-rfc", "save-restore", "kho", "container-file"];

    [Fact]
    public void A_device_of_the_host_that_is_not_started_again_has_no_domain_after()
    {
        var host = Of(Runner.Branch(Runs.Intended, Runs.Intended.Plan with { Edits = [new Core.LiveUpdate.SkipStep("start-00-03.0-b")] })).Devices.Single(device => !device.IsCarried);
        Assert.False(host.IsFull);
    }

    /// <summary>Structures alone are not all: as posted they are the same at the end, but the device's accesses failed.</summary>
    [Fact]
    public void Accesses_that_failed_meanwhile_are_counted()
    {
        var device = Of(Runs.AsPosted).Devices[0];
        Assert.True(device.Failed > 0);
        Assert.Equal(Runs.AsPosted.Moments.Sum(moment => moment.Dma(Runs.Assigned).Counts.Failures()), device.Failed);
    }

    [Theory]
    [InlineData("switch-domain", "iommu_domain", "kernel's object", "temporary domain")]
    [InlineData("use-own-root", "iommu_domain", "root table lives in", "pkernfs, /iommu/root-pgtables")]
    [InlineData("switch-domain", "HWPT", "its tables are in hardware", "no")]
    public void A_step_that_was_not_done_shows(string skipped, string part, string fact, string after)
    {
        var plan = Runs.SaveRestore.Plan with { Edits = [new Core.LiveUpdate.SkipStep(skipped)] };
        var found = Fact(Of(Runner.Branch(Runs.SaveRestore, plan)).Devices[0], part, fact);
        Assert.Equal((after, FactStatus.Differs), (found.After, found.Status));
    }

    [Theory]
    [InlineData("allocate-ioas-b", "IOAS")]
    [InlineData("allocate-hwpt-b", "HWPT")]
    [InlineData("start-vmm-b", "mmap")]
    public void A_structure_that_was_not_made_again_is_missing(string skipped, string part)
    {
        var plan = Runs.SaveRestore.Plan with { Edits = [new Core.LiveUpdate.SkipStep(skipped)] };
        var device = Of(Runner.Branch(Runs.SaveRestore, plan)).Devices[0];
        Assert.Equal(RestoreOutcome.Missing, device.Parts.Single(candidate => candidate.Name == part).Outcome);
        Assert.False(device.IsFull);
    }

    [Fact]
    public void Without_a_guest_that_ever_ran_there_is_nothing_to_hold_the_end_against()
    {
        var run = Runs.SaveRestore with { Moments = Runs.SaveRestore.Moments[..20] };
        Assert.Null(FullRestore.Of(new RunInspection(run)));
    }

    private static FullRestore Of(RunTimeline run) => FullRestore.Of(new RunInspection(run))!;

    private static RestoreFact Fact(DeviceRestore device, string part, string name) => device.Parts.Single(candidate => candidate.Name == part).Facts.Single(fact => fact.Name == name);

    private static void AssertFact(DeviceRestore device, string part, string name, string before, string after, FactStatus status)
    {
        var fact = Fact(device, part, name);
        Assert.Equal((before, after, status), (fact.Before, fact.After, fact.Status));
    }
}
