using System.Collections.Immutable;
using CsCheck;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Timeline;

/// <summary>A moment is a value: whatever way leads to it, it is the same machine.</summary>
public class RunnerTests
{
    private static int Last => Runs.Intended.Moments.Length - 1;

    [Fact]
    public void A_second_run_of_a_plan_gives_the_same_moments_to_the_byte()
    {
        var again = Runner.Run(Runs.Plan("pkernfs-rfc"));
        Assert.Equal(Runs.Intended.Moments.Length, again.Moments.Length);
        foreach (var (first, second) in Runs.Intended.Moments.Zip(again.Moments))
        {
            Assert.Null(MachineEquality.Difference(first.Machine, second.Machine, first.Step.Id));
            Assert.Null(MachineEquality.Difference(first.Step, second.Step, first.Step.Id));
        }
    }

    /// <summary>Seeking back and forth: each stretch is done again from a machine that an earlier stretch led to.</summary>
    [Fact]
    public void A_moment_is_the_same_whichever_way_leads_to_it() =>
        Gen.Select(Gen.Int[0, Last - 1], Gen.Int[1, 12]).Array[1, 6].Sample(
            stretches =>
            {
                var reached = new Dictionary<int, Moment>();
                foreach (var (from, count) in stretches)
                {
                    var start = reached.GetValueOrDefault(from) ?? Runs.Intended.Moments[from];
                    foreach (var moment in GoOn(start, Math.Min(count, Last - from))) reached[moment.Step.Index] = moment;
                }
                foreach (var (index, moment) in reached)
                {
                    Assert.Null(MachineEquality.Difference(Runs.Intended.Moments[index].Machine, moment.Machine, moment.Step.Id));
                    Assert.Null(MachineEquality.Difference(Runs.Intended.Moments[index].Step, moment.Step, moment.Step.Id));
                }
            },
            iter: 15, threads: 1);

    [Fact]
    public void Going_on_leaves_the_machine_it_starts_from_as_it_was()
    {
        var start = Runs.Intended.At("run-guest");
        long frames = start.Machine.Platform.Memory.ResidentFrames;
        var copy = start.Machine.Platform.Memory.Write().Seal();
        _ = GoOn(start, Last - start.Step.Index);
        Assert.Equal(frames, start.Machine.Platform.Memory.ResidentFrames);
        Assert.True(copy.SameBytes(start.Machine.Platform.Memory));
        Assert.Null(MachineEquality.Difference(start.Machine, GoOn(Runs.Intended.Moments[start.Step.Index - 1], 1)[0].Machine));
    }

    [Fact]
    public void Another_seed_gives_another_machine()
    {
        var other = Runner.Run(Runs.Intended.Plan with { Seed = Runs.Intended.Plan.Seed + 1 });
        Assert.False(other.Moments[^1].Machine.Platform.Memory.SameBytes(Runs.Intended.Moments[^1].Machine.Platform.Memory));
        Assert.NotEqual(other.At("decompress-kernel-a").Machine.Kernel!.Image, Runs.Intended.At("decompress-kernel-a").Machine.Kernel!.Image);
        Assert.NotEqual(other.Moments[^1].Dma(Runs.Assigned).Landings, Runs.Intended.Moments[^1].Dma(Runs.Assigned).Landings);
        Assert.Equal(Runs.Intended.Moments.Select(moment => moment.Step.Id), other.Moments.Select(moment => moment.Step.Id));
    }

    /// <summary>The comparison that the tests above rest on does find what differs.</summary>
    [Theory]
    [InlineData("pause-vcpus")]
    [InlineData("jump")]
    [InlineData("write-rtaddr-b")]
    [InlineData("defer-attach")]
    public void Neighbouring_moments_differ(string step) =>
        Assert.NotNull(MachineEquality.Difference(Runs.Intended.Before(step).Machine, Runs.Intended.At(step).Machine));

    [Fact]
    public void One_changed_byte_is_a_difference()
    {
        var machine = Runs.Intended.Poke("jump", memory => memory.TryWrite(new(0x12_3457), [0xee]));
        Assert.Equal("machine.<Platform>k__BackingField.<Memory>k__BackingField: bytes differ from 0x123000 on", MachineEquality.Difference(Runs.Intended.At("jump").Machine, machine));
    }

    [Fact]
    public void A_run_that_is_cancelled_stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => Runner.Run(Runs.Intended.Plan, cancelled.Token));
    }

    [Fact]
    public void Steps_are_found_by_id_and_by_number()
    {
        Assert.True(Runs.Intended.TryFind("jump", out var byId));
        Assert.True(Runs.Intended.TryFind(byId.Step.Index.ToString(System.Globalization.CultureInfo.InvariantCulture), out var byNumber));
        Assert.Same(byId, byNumber);
        foreach (string text in (string[])["", "Jump", "-1", (Last + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), "1e3", " 1"]) Assert.False(Runs.Intended.TryFind(text, out _));
    }

    [Fact]
    public void Ids_are_unique_and_good_for_links()
    {
        var ids = Runs.Intended.Moments.Select(moment => moment.Step.Id).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-z0-9.-]+$", id));
    }

    private static ImmutableArray<Moment> GoOn(Moment start, int count) => Runner.Continue(
        Runs.Intended.Plan, start.Machine, Approaches.Steps(Runs.Intended.Plan).Skip(start.Step.Index + 1).Take(count), start.Step.Index + 1, start.Step.ClockNanoseconds);
}
