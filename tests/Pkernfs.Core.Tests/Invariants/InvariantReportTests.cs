using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Invariants;

/// <summary>What a whole run says, and what of it is computed again for a branch.</summary>
public sealed class InvariantReportTests
{
    /// <summary>Scenarios that show what goes wrong, so that something is broken in them.</summary>
    private const string AsPosted = "pkernfs-rfc-as-posted";

    public static TheoryData<string> Intended => [.. SmallScenarios.Names.Where(name => name != AsPosted)];

    [Theory]
    [MemberData(nameof(Intended))]
    public void An_approach_as_it_is_meant_breaks_nothing_at_any_step(string scenario)
    {
        var run = scenario == "pkernfs-rfc" ? Runs.Intended : Runner.Run(Runs.Plan(scenario), TestContext.Current.CancellationToken);

        var report = Report(run);

        Assert.Equal("", string.Join("\n", Describe(report)));
        Assert.True(report.AllHold);
        Assert.All(report.Verdicts, verdict => Assert.Equal(run.Moments.Length, verdict.ByStep.Length));
    }

    [Fact]
    public void What_applies_follows_the_plan()
    {
        var pkernfs = Report(Runs.Intended).Verdicts.Select(verdict => verdict.Invariant.Id).ToArray();

        Assert.Contains("reachable-persists", pkernfs);
        Assert.DoesNotContain("no-tables-left", pkernfs);
    }

    [Fact]
    public void The_posted_run_breaks_what_the_lost_context_entry_breaks_and_nothing_else()
    {
        var report = Report(Runs.AsPosted);

        Assert.Equal(
            ["same-translation keep-01-00.0 to set-persistent-tables-b", "only-carried-dma keep-01-00.0 to set-persistent-tables-b"],
            report.Broken.SelectMany(verdict => verdict.BrokenSpans.Select(span =>
                $"{verdict.Invariant.Id} {Runs.AsPosted.Moments[span.First].Step.Id} to {Runs.AsPosted.Moments[span.Last].Step.Id}")));
    }

    /// <summary>A verdict depends on its moment and those before it: that is what branches share.</summary>
    [Fact]
    public void A_branch_takes_over_the_verdicts_of_the_moments_that_it_shares()
    {
        var parent = Report(Runs.Intended);
        var branch = Runner.Branch(Runs.Intended, Runs.Intended.Plan with { Edits = [new SkipStep("map-memory-b")] }, TestContext.Current.CancellationToken);

        var shared = InvariantReport.Of(new RunInspection(branch), parent, TestContext.Current.CancellationToken);

        Assert.Equal(Lines(Report(branch)), Lines(shared));
        Assert.Contains(shared.Broken, verdict => verdict.Invariant.Id == "records-match-tables");
        Assert.Equal(branch.At("open-device-b").Step.Index, shared.Verdicts.First(verdict => verdict.Invariant.Id == "pins-cover-mapped").FirstBroken);
    }

    [Fact]
    public void A_report_can_be_given_up()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => InvariantReport.Of(new RunInspection(Runs.Intended), cancelled.Token));
    }

    private static InvariantReport Report(RunTimeline run) => InvariantReport.Of(new RunInspection(run), TestContext.Current.CancellationToken);

    private static IEnumerable<string> Describe(InvariantReport report) =>
        from verdict in report.Broken
        from span in verdict.BrokenSpans
        select $"{verdict.Invariant.Id} {report.Timeline.Moments[span.First].Step.Id}-{report.Timeline.Moments[span.Last].Step.Id}: {verdict.ByStep[span.First][0].Sentence}";

    private static IEnumerable<string> Lines(InvariantReport report) =>
        from verdict in report.Verdicts
        from step in verdict.ByStep.Index()
        from violation in step.Item
        select $"{verdict.Invariant.Id} {step.Index} {violation}";
}
