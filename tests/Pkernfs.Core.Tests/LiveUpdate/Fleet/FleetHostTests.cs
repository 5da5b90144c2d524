using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.LiveUpdate.Fleet;

/// <summary>A host with 24 guests and 32 devices goes through one kexec.</summary>
public class FleetHostTests
{
    private static RunTimeline Run => FleetRuns.Host;

    private static LiveUpdatePlan Plan => Run.Plan;

    [Fact]
    public void It_has_guests_of_many_sizes_with_two_devices_one_or_none()
    {
        Assert.Equal(24, Plan.Guests.Length);
        Assert.Equal(32, Plan.Devices.Length);
        Assert.Equal((ByteCount.FromGiB(1), ByteCount.FromGiB(64)), (Plan.Guests.Min(guest => guest.Memory), Plan.Guests.Max(guest => guest.Memory)));
        Assert.Equal([0, 1, 2], Plan.Guests.Select(guest => Plan.DevicesOf(guest).Count()).Distinct().Order());
        Assert.Contains(Plan.Devices, device => !device.Persistent);
    }

    [Fact]
    public void It_reaches_its_end_without_a_problem()
    {
        Assert.All(Run.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.True(Plan.GuestsRun(Run.Moments[^1].Machine));
        Assert.NotNull(Run.BlackoutNanoseconds);
    }

    [Fact]
    public void No_access_of_a_guests_device_is_refused_lost_misdirected_or_late()
    {
        foreach (var device in Plan.Devices.Where(device => device.Persistent))
        {
            Assert.All(Run.Moments, moment => Assert.Equal(0, moment.Dma(device.Address).Counts.Failures()));
            Assert.NotEmpty(Run.At("jump").Dma(device.Address).Landings);
            Assert.NotEmpty(Run.Moments[^1].Dma(device.Address).Landings);
        }
    }

    [Fact]
    public void Every_invariant_holds_at_every_step() => Assert.Empty(InvariantReport.Of(new RunInspection(Run)).Broken.Select(verdict => verdict.Invariant.Id));

    [Theory]
    [InlineData("run-guest")]
    [InlineData("jump")]
    [InlineData("guest-goes-on")]
    public void Each_guests_RAM_is_what_the_ledger_says(string step)
    {
        var machine = Run.At(step).Machine;
        var (memory, ledger) = (machine.Platform.Memory, machine.Platform.Ledger);
        var expected = ledger.Expected(memory.Ram, Plan.Region());
        foreach (var guest in Plan.Guests)
        {
            var ram = Run.RamOf(machine, guest);
            Assert.Equal(guest.Memory.Value, ram.Aggregate(0UL, (sum, range) => sum + range.Length.Value));
            Assert.All(ram, range => Assert.Empty(memory.ChangedRuns(expected, range)));
            Assert.Contains(ledger.Stamps, stamp => stamp.Value.Tag == DmaPayload.ProcessorTag && ram.Exists(range => range.Contains(new PhysicalAddress(stamp.Key))));
        }
    }

    [Fact]
    public void Each_device_reaches_its_own_guests_RAM_and_no_other()
    {
        var machine = Run.At("jump").Machine;
        foreach (var device in Plan.Devices.Where(device => device.Persistent))
        {
            var guest = Plan.GuestOf(device.Address)!;
            var ram = Run.RamOf(machine, guest);
            var reach = machine.Platform.Unit.Mappings(machine.Platform.Memory, device.Address, fold: true).ToArray();
            Assert.NotEmpty(reach);
            Assert.All(reach, run => Assert.Contains(ram, range => range.Contains(new PhysicalRange(run.Output, run.Length))));
        }
    }

    [Fact]
    public void Devices_of_a_guest_share_its_domain_and_guests_share_none()
    {
        var machine = Run.At("guest-goes-on").Machine;
        var tops = Plan.Devices.Where(device => device.Persistent)
            .Select(device => (device.Guest, Top: Core.Inspection.TranslationRoots.TryContext(machine.Platform, device.Address, out var entry) ? entry.SecondStageTable : default)).Distinct().ToArray();
        Assert.Equal(tops.Length, tops.Select(pair => pair.Top).Distinct().Count());
        Assert.Equal(tops.Length, tops.Select(pair => pair.Guest).Distinct().Count());
    }

    [Fact]
    public void A_step_over_all_guests_says_what_it_did_for_each()
    {
        var step = Run.At("create-guest-ram").Step;
        Assert.Equal(Plan.Guests.Select(guest => guest.Name), step.Details.Select(detail => detail.Of));
        Assert.StartsWith("48 GiB in 24576 blocks, ", step.Details[2].Words, StringComparison.Ordinal);
        Assert.Equal(25, Run.At("keep-assigned").Step.Details.Length);
    }

    [Fact]
    public void Its_timeline_is_no_longer_than_a_person_reads() => Assert.InRange(Run.Moments.Length, 40, 80);

    [Fact]
    public void The_blackout_has_each_guests_share()
    {
        Assert.Equal(24, Run.At("restore-vm").Step.Work.Rounds);
        Assert.Equal(1, Runs.Intended.At("restore-vm").Step.Work.Rounds);
        Assert.Equal(1, Run.At("run-guest").Step.Work.Rounds);
        Assert.All(Run.Moments.Where(moment => moment.Step.Phase == Phase.UserspaceRestore), moment => Assert.True(moment.Step.InBlackout));
        Assert.False(Run.At("guest-goes-on").Step.InBlackout);
    }
}
