using Pkernfs.Core.Inspection;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Core.Scenarios;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Inspection;

public sealed class TracksTests
{
    private static readonly Lazy<RunTimeline> intended = new(() => Runner.Run(ScenarioLibrary.Load("pkernfs-rfc").Scenario!.Plan));
    private static readonly Lazy<RunTimeline> asPosted = new(() => Runner.Run(ScenarioLibrary.Load("pkernfs-rfc-as-posted").Scenario!.Plan));

    private static Tracks Intended => Tracks.Of(intended.Value);

    private static Tracks AsPosted => Tracks.Of(asPosted.Value);

    [Fact]
    public void EverySpanFollowsOnTheOneBeforeAndTogetherTheyAreTheRun()
    {
        var tracks = Intended;
        Covers(tracks.Kernel);
        Covers(tracks.Processors);
        foreach (var device in tracks.Devices)
        {
            Covers(device.Dma);
            Covers(device.Domain);
        }
    }

    [Fact]
    public void KernelAIsFollowedByNoneAndThenByKernelB()
    {
        Assert.Equal(
            [new(0, null), new(1, "6.7.0"), new(1, null), new(2, "6.8.0")],
            Intended.Kernel.Select(span => span.State));
        var none = Intended.BetweenKernels!;
        Assert.Equal("jump", intended.Value.Moments[none.First].Step.Id);
        Assert.Equal("relocate-kernel", intended.Value.Moments[none.Last].Step.Id);
    }

    [Fact]
    public void TheGuestStandsStillForExactlyTheBlackout()
    {
        Assert.Equal(
            [ProcessorsTrack.NotStarted, ProcessorsTrack.Running, ProcessorsTrack.Paused, ProcessorsTrack.Running],
            Intended.Processors.Select(span => span.State));
        var pause = Intended.Pause!;
        Assert.Equal("pause-vcpus", intended.Value.Moments[pause.First].Step.Id);
        Assert.Equal("resume-vcpus", intended.Value.Moments[pause.Last].Step.Id);
        Assert.Equal(intended.Value.BlackoutNanoseconds, pause.Nanoseconds);
    }

    [Fact]
    public void TheAssignedDeviceFlowsFromItsStartToTheEnd()
    {
        var dma = Device(Intended, "01:00.0").Dma;
        Assert.Equal([DmaFlow.Idle, DmaFlow.Flowing], dma.Select(span => span.State.Flow));
        var counts = dma[1].State.Counts;
        Assert.Equal((0, 0, 0), (counts.Faults, counts.Lost, counts.Misdirected));
        Assert.Equal((dma[1].Last - dma[1].First + 1) * DmaTraffic.WritesPerStep, counts.Writes);
    }

    [Fact]
    public void TheHostsDeviceFaultsFromTheZapUntilItsDriverStartsIt()
    {
        var faulting = Assert.Single(Device(Intended, "00:03.0").Dma, span => span.State.Flow == DmaFlow.Faulting);
        Assert.Equal(FaultReason.ContextNotPresent, faulting.State.Reason);
        Assert.Equal("zap-00-03.0", intended.Value.Moments[faulting.First].Step.Id);
        Assert.Equal("start-00-03.0-b", intended.Value.Moments[faulting.Last + 1].Step.Id);
        Assert.Equal(faulting.State.Counts.Reads + faulting.State.Counts.Writes, faulting.State.Counts.Faults);
    }

    [Fact]
    public void NoKernelObjectStandsBehindTheAssignedDevicesEntryFromTheJumpToTheAdoption()
    {
        var undefined = Assert.Single(Device(Intended, "01:00.0").Domain, span => span.State.IsUndefinedLand);
        Assert.Equal("jump", intended.Value.Moments[undefined.First].Step.Id);
        Assert.Equal("set-iommu-b", intended.Value.Moments[undefined.Last + 1].Step.Id);
    }

    [Fact]
    public void TheAdoptedDomainHasAnotherIdThanTheEntryKept()
    {
        var before = Device(Intended, "01:00.0").Domain.First(span => span.State.Software == DomainKind.Vfio).State;
        var after = Device(Intended, "01:00.0").Domain[^1].State;
        Assert.True(before.IsPaging);
        Assert.Equal(before.SoftwareId, before.EntryId);
        Assert.True(after.IsPaging);
        Assert.Equal(before.EntryId, after.EntryId);
        Assert.NotEqual(after.SoftwareId, after.EntryId);
    }

    [Fact]
    public void AfterTheZapSoftwareStillHasARecordOfAnEntryThatIsGone()
    {
        var zapped = Device(Intended, "00:03.0").Domain.First(span => span.State is { Enabled: true, EntryId: null });
        Assert.Equal("zap-00-03.0", intended.Value.Moments[zapped.First].Step.Id);
        Assert.Equal(DomainKind.Default, zapped.State.Software);
        Assert.False(zapped.State.IsPaging);
    }

    [Fact]
    public void AsPostedTheAssignedDeviceFaultsAndTheStepsThatFindItGoneAreMarked()
    {
        var device = Device(AsPosted, "01:00.0");
        var faulting = Assert.Single(device.Dma, span => span.State.Flow == DmaFlow.Faulting);
        Assert.Equal("set-iommu-b", asPosted.Value.Moments[faulting.Last + 1].Step.Id);
        Assert.DoesNotContain(device.Domain, span => span.State.IsUndefinedLand);
        Assert.Equal(["adopt-root-table", "set-iommu-b"], AsPosted.Problems.Select(mark => asPosted.Value.Moments[mark.Index].Step.Id));
        Assert.Empty(Intended.Problems);
    }

    private static DeviceTracks Device(Tracks tracks, string address) => tracks.Devices.Single(device => device.Device.Address.ToString() == address);

    private static void Covers<TState>(IReadOnlyList<TrackSpan<TState>> spans)
    {
        var moments = intended.Value.Moments;
        Assert.Equal((0, 0L), (spans[0].First, spans[0].Start));
        Assert.Equal((moments.Length - 1, moments[^1].Step.ClockNanoseconds), (spans[^1].Last, spans[^1].End));
        for (int i = 1; i < spans.Count; i++)
        {
            Assert.Equal((spans[i - 1].Last + 1, spans[i - 1].End), (spans[i].First, spans[i].Start));
            Assert.NotEqual(spans[i - 1].State, spans[i].State);
        }
    }
}
