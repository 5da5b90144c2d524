using CsCheck;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Timeline;

/// <summary>Modelled time: more work never takes less, and the clock is the sum.</summary>
public class CostModelTests
{
    [Fact]
    public void More_work_never_costs_less() =>
        Gen.Select(Gen.Int[0, Runs.Intended.Moments.Length - 1], Gen.ULong[0, 1UL << 40], Gen.Int[0, 50], Gen.Int[0, 50]).Sample((index, bytes, registers, functions) =>
        {
            string id = Runs.Intended.Moments[index].Step.Id;
            long cost = Cost(id, bytes, registers, functions);
            Assert.True(cost > 0);
            Assert.True(Cost(id, bytes + 8, registers, functions) > cost);
            Assert.True(Cost(id, bytes, registers + 1, functions) > cost);
            Assert.True(Cost(id, bytes, registers, functions + 1) > cost);
        });

    [Fact]
    public void The_clock_is_the_sum_of_all_steps_so_far()
    {
        long clock = 0;
        foreach (var moment in Runs.Intended.Moments)
        {
            clock += moment.Step.CostNanoseconds;
            Assert.Equal(clock, moment.Step.ClockNanoseconds);
        }
    }

    [Fact]
    public void The_blackout_lasts_from_the_pause_to_the_end_of_the_resumption()
    {
        long expected = Runs.Intended.At("resume-vcpus").Step.ClockNanoseconds - Runs.Intended.Before("pause-vcpus").Step.ClockNanoseconds;
        Assert.Equal(expected, Runs.Intended.BlackoutNanoseconds);
    }

    [Fact]
    public void A_guest_that_never_resumes_has_no_blackout()
    {
        var run = Runs.Intended with { Moments = Runs.Intended.Moments[..(Runs.Intended.At("restore-vm").Step.Index + 1)] };
        Assert.Null(run.BlackoutNanoseconds);
    }

    private static long Cost(string id, ulong bytes, int registers, int functions) =>
        new CostModel().Of(id, bytes, Enumerable.Repeat(new RegisterWrite(0, 0, 4), registers).ToArray(), functions);
}
