using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Timeline;

/// <summary>What a run's memory takes: counted as it is stored, so it can be held against what the steps wrote.</summary>
public class RunFootprintTests
{
    private static readonly RunTimeline Run = Runs.Intended;

    private static readonly RunFootprint Footprint = RunFootprint.Of(Run);

    [Fact]
    public void What_the_steps_added_is_all_there_is()
    {
        Assert.Equal(Run.Moments.Length, Footprint.Added.Length);
        Assert.Equal(Footprint.History.Value, Footprint.Added.Aggregate(0UL, (sum, bytes) => sum + bytes.Value));
        Assert.Equal(Footprint.Added.Max(), Footprint.Added[Footprint.Largest]);
        Assert.InRange(Footprint.Added.Count(bytes => bytes <= Footprint.MedianAdded), (Run.Moments.Length / 2) + 1, Run.Moments.Length);
    }

    /// <summary>A step costs what it wrote with its way down the tree, never a copy of the machine; a fill of any size is one frame.</summary>
    [Fact]
    public void A_step_adds_no_more_than_it_wrote()
    {
        for (int i = 0; i < Run.Moments.Length; i++)
        {
            var step = Run.Moments[i].Step;
            ulong frames = step.Touched.Aggregate(0UL, (sum, range) => sum + (range.End.Value + 4095 >> 12) - (range.Start.Value >> 12));
            ulong devices = (ulong)step.DmaByDevice.Values.Sum(done => done.Landings.Length) + 64;
            Assert.True(Footprint.Added[i].Value <= (frames + devices) * (4096 + 1024), $"{step.Id} added {Footprint.Added[i]} for {frames} frames");
        }
        Assert.True(Footprint.History.Value < Footprint.Installed.Value / 100, $"{Footprint.History}");
    }

    [Fact]
    public void Written_RAM_is_what_holds_bytes() =>
        Assert.Equal(Run.Moments[^1].Machine.Platform.Memory.ResidentRuns().Aggregate(0UL, (sum, run) => sum + run.Length.Value), RunFootprint.Resident(Run.Moments[^1]).Value);
}
