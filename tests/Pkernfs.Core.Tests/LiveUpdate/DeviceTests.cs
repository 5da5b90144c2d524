using Pkernfs.Core.Inspection;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Tests.LiveUpdate;

/// <summary>What becomes of the two devices' DMA during a run.</summary>
public class DeviceTests
{
    [Fact]
    public void The_assigned_device_never_fails()
    {
        var busy = Runs.Intended.Moments.SkipWhile(moment => moment.Step.Id != "start-guest-driver").ToArray();
        Assert.True(busy.Length > 30);
        Assert.All(busy, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
        Assert.All(busy, moment => Assert.Equal(Core.Platform.DmaTraffic.WritesPerStep, moment.Dma(Runs.Assigned).Landings.Length));
    }

    [Fact]
    public void The_assigned_device_never_stops_counting()
    {
        ulong sequence = 1;
        foreach (var moment in Runs.Intended.Moments.SkipWhile(moment => moment.Step.Id != "start-guest-driver"))
        {
            sequence += Core.Platform.DmaTraffic.WritesPerStep;
            Assert.Equal(sequence, moment.Machine.Platform.Functions[Runs.Assigned].Engine!.Sequence);
            Assert.True(moment.Machine.Platform.Functions[Runs.Assigned].BusMaster);
        }
    }

    [Fact]
    public void The_host_device_is_refused_from_its_zap_until_it_is_started_anew()
    {
        int zapped = Runs.Intended.At("zap-00-03.0").Step.Index;
        int started = Runs.Intended.At("start-00-03.0-b").Step.Index;
        foreach (var moment in Runs.Intended.Moments.SkipWhile(moment => moment.Step.Id != "start-00-03.0-a"))
        {
            var dma = moment.Dma(Runs.Host);
            Assert.True(dma.Counts.Writes > 0);
            bool refused = moment.Step.Index >= zapped && moment.Step.Index < started;
            Assert.Equal(refused ? dma.Counts.Reads + dma.Counts.Writes : 0, dma.Counts.Faults);
            Assert.Equal(refused ? FaultReason.ContextNotPresent : null, dma.LastFault?.Reason);
            Assert.Equal(0, dma.Counts.Misdirected + dma.Counts.Late);
            if (refused) Assert.Empty(dma.Landings);
            else Assert.Equal(dma.Counts.Writes, dma.Landings.Length);
        }
    }

    [Fact]
    public void The_host_device_gets_memory_of_the_new_kernel()
    {
        var allocations = Runs.Intended.At("start-00-03.0-b").Machine.Kernel!.Pages;
        var landings = Runs.Intended.Moments.SkipWhile(moment => moment.Step.Id != "start-00-03.0-b").SelectMany(moment => moment.Dma(Runs.Host).Landings).ToArray();
        Assert.NotEmpty(landings);
        Assert.All(landings, landing => Assert.Equal("DMA buffers of 00:03.0", allocations.At(landing)?.Label));
    }

    [Fact]
    public void As_posted_the_assigned_device_is_refused_until_the_VMM_attaches_it_again()
    {
        int zapped = Runs.AsPosted.At("keep-01-00.0").Step.Index;
        int attached = Runs.AsPosted.At("set-iommu-b").Step.Index;
        foreach (var moment in Runs.AsPosted.Moments.SkipWhile(moment => moment.Step.Id != "start-guest-driver"))
        {
            var dma = moment.Dma(Runs.Assigned);
            bool refused = moment.Step.Index >= zapped && moment.Step.Index < attached;
            Assert.Equal(refused ? dma.Counts.Reads + dma.Counts.Writes : 0, dma.Counts.Faults);
            if (refused) Assert.Equal(FaultReason.ContextNotPresent, dma.LastFault!.Reason);
        }
        Assert.Contains(Runs.AsPosted.At("set-iommu-b").Step.Problems, problem => problem.Contains("the device's translation had been lost", StringComparison.Ordinal));
    }

    [Fact]
    public void The_kept_context_entry_and_the_new_kernels_allocator_disagree_about_the_domain_id()
    {
        Assert.True(TranslationRoots.TryContext(Runs.Intended.At("run-guest").Machine.Platform, Runs.Assigned, out var before));
        Assert.Equal(Runs.Intended.At("run-guest").Machine.Kernel!.Iommu.DomainOf(Runs.Assigned)!.DomainId, before.DomainId);
        Assert.Equal(9, before.DomainId);
        var last = Runs.Intended.Moments[^1].Machine;
        Assert.True(TranslationRoots.TryContext(last.Platform, Runs.Assigned, out var after));
        Assert.Equal(before, after);
        Assert.NotEqual(after.DomainId, last.Kernel!.Iommu.DomainOf(Runs.Assigned)!.DomainId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0xffff_ffff_ffff_ffff)]
    public void Whatever_the_seed_the_assigned_device_never_fails(ulong seed)
    {
        var run = Core.Timeline.Runner.Run(Runs.Intended.Plan with { Seed = seed });
        Assert.All(run.Moments, moment => Assert.Empty(moment.Step.Problems));
        Assert.All(run.Moments, moment => Assert.Equal(0, moment.Dma(Runs.Assigned).Counts.Failures()));
    }
}
