using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate.Fleet;

/// <summary>Several guests with what the approach leaves open.</summary>
public class FleetVariantTests
{
    [Theory]
    [InlineData("discovery: reinjected-file")]
    [InlineData("discovery: procfs-listing")]
    [InlineData("discovery: luo-session")]
    [InlineData("restore-order: mappings-first")]
    [InlineData("restore-order: device-first")]
    [InlineData("restore-order: processors-first")]
    [InlineData("vmm-layout: same")]
    [InlineData("lifted-limits: [large-mappings]")]
    [InlineData("memory: dynamic")]
    public void All_guests_go_through_with_every_variant(string option)
    {
        string text = FleetRuns.SmallText + $"options:\n  {option}\n";
        if (option == "memory: dynamic") text = text.Replace("memmap=1G%4G pkernfs=1G!4G", "pkernfs=1G kho=on kho_scratch=64M,512M,256M", StringComparison.Ordinal);
        var run = Runner.Run(FleetRuns.Plan(text));
        Assert.All(run.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.True(run.Plan.GuestsRun(run.Moments[^1].Machine));
        foreach (var device in run.Plan.Devices.Where(device => device.Persistent))
            Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(device.Address).Counts.Failures()));
        Assert.Empty(InvariantReport.Of(new RunInspection(run)).Broken.Select(verdict => verdict.Invariant.Id));
    }

    [Fact]
    public void Guests_that_just_fit_find_a_block_for_everything()
    {
        var run = Runner.Run(FleetRuns.Plan(FleetRuns.SmallText.Replace("memory: 64M", "memory: 708M", StringComparison.Ordinal)));
        Assert.All(run.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.Null(run.Medium(run.Moments[^1].Machine).Problems.FirstOrDefault());
    }

    [Fact]
    public void As_posted_every_guests_devices_are_refused()
    {
        var run = Runner.Run(FleetRuns.Plan(FleetRuns.SmallText + "options:\n  as-posted: [zap-every-device]\n"));
        foreach (var device in run.Plan.Devices.Where(device => device.Persistent))
            Assert.True(run.At("keep-assigned").Dma(device.Address).Counts.Faults > 0);
    }

    [Fact]
    public void Two_vCPUs_of_one_number_write_what_can_be_told_apart()
    {
        var last = FleetRuns.Small.Moments[^1].Machine.Platform.Ledger;
        var writers = last.Stamps.Values.Where(stamp => stamp.Tag == Core.Platform.DmaPayload.ProcessorTag).Select(stamp => stamp.Writer).Distinct();
        Assert.Equal([0x0UL, 0x1, 0x2, 0x3, 0x10000, 0x10001, 0x20000], writers.Order().ToArray());
    }

    [Fact]
    public void A_run_compared_with_itself_differs_in_nothing()
    {
        var run = new RunInspection(FleetRuns.Small);
        int jump = FleetRuns.Small.At("jump").Step.Index;
        Assert.Empty(MachineComparison.Of(run, jump, run, jump).Differences);
    }

    [Fact]
    public void The_restore_of_a_device_is_its_own_guests()
    {
        var restore = new RunInspection(FleetRuns.Small).Restore()!;
        string File(int device) => restore.Devices[device].Parts[0].Facts.Single(fact => fact.Name == "file").Before!;
        Assert.Equal(["/guest-ram-db", "/guest-ram-db", "/guest-ram-web"], new[] { 0, 1, 2 }.Select(File));
    }
}
