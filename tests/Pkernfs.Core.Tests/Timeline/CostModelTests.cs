using CsCheck;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Timeline;

/// <summary>Modelled time: more work never takes less, and the clock is the sum.</summary>
public class CostModelTests
{
    private static readonly Gen<StepWork> Works = Gen.Select(Gen.ULong[0, 1UL << 40].Array[WorkCounts.Kinds.Length], Gen.Enum<FixedWork>(), (amounts, kind) =>
        new StepWork(WorkCounts.Of(counted => amounts[(int)counted]), kind));

    [Fact]
    public void More_work_of_any_kind_costs_more() => Works.Sample(work =>
    {
        long cost = Cost(work);
        Assert.True(cost > 0);
        Assert.All(WorkCounts.Kinds, kind => Assert.True(Cost(work with { Counts = work.Counts.With(kind, 1000) }) > cost));
    });

    [Fact]
    public void A_cost_is_the_sum_of_amounts_times_parameters()
    {
        var work = new StepWork(default(WorkCounts).With(WorkKind.BytesWritten, 8_000).With(WorkKind.PagesPinned, 10).With(WorkKind.RegisterWrites, 2), FixedWork.OpenDevice);
        var parameters = Set("memory-write=2", "page-pin=50", "register-write=100", "open-device=3");
        Assert.Equal(4_000 + 500 + 200 + 3_000_000, CostModel.Of(work, parameters));
    }

    [Fact]
    public void The_cost_of_a_step_that_was_done_follows_from_its_work_alone() =>
        Assert.All(Runs.Intended.Moments, moment => Assert.Equal(moment.Step.CostNanoseconds, Cost(moment.Step.Work)));

    [Fact]
    public void Repeating_MAP_DMA_with_LIVE_UPDATE_walks_and_pins_but_writes_no_entry()
    {
        var (first, again) = (Runs.Intended.At("map-memory-a").Step.Work.Counts, Runs.Intended.At("map-memory-b").Step.Work.Counts);
        Assert.Equal(first[WorkKind.PagesPinned], again[WorkKind.PagesPinned]);
        Assert.Equal(((512UL << 20) - (1 << 20)) >> 12, again[WorkKind.PagesPinned]);
        Assert.Equal(again[WorkKind.PagesPinned], again[WorkKind.PagesWalked]);
        // 255 leaves of 2 MiB, 256 of 4 KiB in the rest of the first 2 MiB, and the tables that lead there: low memory brought the others.
        Assert.Equal(255UL + 256, first[WorkKind.TableEntries]);
        Assert.Equal(0UL, again[WorkKind.TableEntries]);
        Assert.Equal(0UL, again[WorkKind.TablePages]);
    }

    [Fact]
    public void What_devices_and_vCPUs_write_meanwhile_is_nobodys_work()
    {
        var step = Runs.Intended.At("run-guest").Step;
        Assert.True(step.Dma.Writes > 0);
        Assert.Equal(default, step.Work.Counts);
    }

    [Fact]
    public void The_memory_written_is_at_least_what_was_touched() => Assert.All(Runs.Intended.Moments.Select(moment => moment.Step), step =>
        Assert.True(step.Work.Counts.Bytes >= step.Touched.Aggregate(0UL, (sum, range) => sum + range.Length.Value)));

    [Fact]
    public void A_fault_that_strikes_has_no_fixed_work()
    {
        var definition = new StepDefinition("nothing", Phase.Running, Actor.Admin, 1, null, "Nothing", "Nothing.", "ours", _ => { });
        var at = Runs.Intended.At("run-guest");
        Assert.Equal(FixedWork.Call, Do(definition).Work.Fixed);
        Assert.Null(Do(definition with { Fault = "some-fault" }).Work.Fixed);
        Step Do(StepDefinition step) => Runner.Continue(Runs.Intended.Plan, at.Machine, [step], at.Step.Index + 1, at.Step.ClockNanoseconds)[0].Step;
    }

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

    private static long Cost(StepWork work) => CostModel.Of(work, CostParameters.Default);

    private static CostParameters Set(params string[] settings) => settings.Select(setting => setting.Split('=')).Aggregate(CostParameters.Default, (parameters, setting) =>
    {
        Assert.True(parameters.TrySet(setting[0], setting[1], out parameters, out string problem), problem);
        return parameters;
    });
}
