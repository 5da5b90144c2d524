using CsCheck;
using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Inspection.Comparison;

public sealed class StepAlignmentTests
{
    private static readonly RunTimeline Rfc = TranslationRuns.Rfc.Timeline;

    [Fact]
    public void A_run_faces_itself_step_by_step() =>
        Assert.All(StepAlignment.Of(Rfc, Rfc).Rows, (row, at) => Assert.Equal(new AlignedMoments(at, at, AlignedBy.Step), row));

    [Fact]
    public void A_step_that_one_side_lacks_faces_the_last_moment_before_it()
    {
        var without = Without("save-vm");
        var row = StepAlignment.Of(Rfc, without).OfLeft(Index("save-vm"));
        Assert.Equal(AlignedBy.LeftOnly, row.By);
        Assert.Equal("pause-vcpus", without.Moments[row.Right].Step.Id);

        var mirrored = StepAlignment.Of(without, Rfc).OfRight(Index("save-vm"));
        Assert.Equal(AlignedBy.RightOnly, mirrored.By);
        Assert.Equal("pause-vcpus", without.Moments[mirrored.Left].Step.Id);
    }

    [Fact]
    public void Different_last_steps_of_a_phase_face_each_other()
    {
        var renamed = Rfc with
        {
            Moments = [.. Rfc.Moments.Select(moment => moment.Step.Id == "load-kernel-b" ? moment with { Step = moment.Step with { Id = "stage-something-else" } } : moment)],
        };
        Assert.Equal(new(Index("load-kernel-b"), Index("load-kernel-b"), AlignedBy.Place), StepAlignment.Of(Rfc, renamed).OfLeft(Index("load-kernel-b")));
    }

    [Fact]
    public void Whatever_is_left_out_time_never_runs_backwards_and_no_moment_is_missing()
    {
        var some = Gen.Bool.Array[Rfc.Moments.Length].Select(kept => Rfc with { Moments = Numbered(Rfc.Moments.Where((_, at) => at == 0 || kept[at])) });
        Gen.Select(some, some).Sample((left, right) =>
        {
            var rows = StepAlignment.Of(left, right).Rows;
            Assert.Equal(Enumerable.Range(0, left.Moments.Length), rows.Select(row => row.Left).Distinct());
            Assert.Equal(Enumerable.Range(0, right.Moments.Length), rows.Select(row => row.Right).Distinct().Order());
            for (int at = 1; at < rows.Length; at++)
            {
                var (was, now) = (rows[at - 1], rows[at]);
                Assert.True(now.Left >= was.Left && now.Right >= was.Right);
                Assert.True(now.Left + now.Right > was.Left + was.Right);
            }
            Assert.All(rows.Where(row => row.By == AlignedBy.Step), row => Assert.Equal(left.Moments[row.Left].Step.Id, right.Moments[row.Right].Step.Id));
        }, iter: 100);
    }

    [Theory]
    [InlineData("before-pause", "run-guest")]
    [InlineData("paused", "load-kernel-b")]
    [InlineData("jump", "jump")]
    [InlineData("no-kernel", "relocate-kernel")]
    [InlineData("guest-again", "resume-vcpus")]
    [InlineData("complete", "guest-goes-on")]
    public void A_point_is_found_by_what_it_means(string point, string step) =>
        Assert.Equal(step, Rfc.Moments[MatchPoint.Find(point)!.IndexIn(Rfc)!.Value].Step.Id);

    [Fact]
    public void A_run_that_never_jumps_has_no_moment_without_a_kernel()
    {
        var still = Rfc with { Moments = [.. Rfc.Moments.TakeWhile(moment => moment.Step.Id != "jump")] };
        Assert.Null(MatchPoint.Find("jump")!.IndexIn(still));
        Assert.Null(MatchPoint.Find("no-kernel")!.IndexIn(still));
        Assert.Null(MatchPoint.Find("guest-again")!.IndexIn(still));
    }

    private static int Index(string step) => TranslationRuns.IndexOf(step);

    /// <summary>The run of a what-if that skips a step.</summary>
    private static RunTimeline Without(string step) => Runner.Branch(Rfc, Rfc.Plan with { Edits = [new SkipStep(step)] });

    private static System.Collections.Immutable.ImmutableArray<Moment> Numbered(IEnumerable<Moment> moments) =>
        [.. moments.Select((moment, at) => moment with { Step = moment.Step with { Index = at } })];
}
