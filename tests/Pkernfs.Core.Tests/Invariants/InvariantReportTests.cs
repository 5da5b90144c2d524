using Pkernfs.Core.Inspection;
using Pkernfs.Core.Invariants;
using Pkernfs.Core.Tests.LiveUpdate;

namespace Pkernfs.Core.Tests.Invariants;

public sealed class InvariantReportTests
{
    [Fact]
    public void The_intended_run_breaks_nothing_at_any_step()
    {
        var report = InvariantReport.Of(new RunInspection(Runs.Intended), TestContext.Current.CancellationToken);

        Assert.Empty(Describe(report));
        Assert.Equal(11, report.Verdicts.Length);
        Assert.All(report.Verdicts, verdict => Assert.Equal(Runs.Intended.Moments.Length, verdict.ByStep.Length));
    }

    [Fact]
    public void The_posted_run_breaks_what_the_lost_context_entry_breaks_and_nothing_else()
    {
        var report = InvariantReport.Of(new RunInspection(Runs.AsPosted), TestContext.Current.CancellationToken);

        Assert.Equal(
            ["same-translation keep-01-00.0 to set-persistent-tables-b", "only-carried-dma keep-01-00.0 to set-persistent-tables-b"],
            report.Broken.SelectMany(verdict => verdict.BrokenSpans.Select(span =>
                $"{verdict.Invariant.Id} {Runs.AsPosted.Moments[span.First].Step.Id} to {Runs.AsPosted.Moments[span.Last].Step.Id}")));
    }

    private static IEnumerable<string> Describe(InvariantReport report) =>
        from verdict in report.Broken
        from span in verdict.BrokenSpans
        select $"{verdict.Invariant.Id} {report.Timeline.Moments[span.First].Step.Id}-{report.Timeline.Moments[span.Last].Step.Id}: {verdict.ByStep[span.First][0].Sentence}";
}
