using Pkernfs.Core.Costs;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Tests.LiveUpdate;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Tests.Costs;

/// <summary>Work for guests of other sizes is a straight line through two runs: a run at a third size says whether that is so.</summary>
public class CostScaleTests
{
    private static readonly CostScale Scale = new(Runs.Intended.Plan);

    /// <summary>
    /// Where the line is not exact, it is off by where things happen to lie: one table more or less in a mapping, with its entries, and
    /// some in the kernel's own. So each step's work is within that or a thousandth of what a run does, and the blackout within a ten-thousandth, the bytes written
    /// in it within a thousandth.
    /// </summary>
    [Theory]
    [InlineData(512, LeafSize.TwoMiB)]
    [InlineData(1536, LeafSize.TwoMiB)]
    [InlineData(5120, LeafSize.TwoMiB)]
    [InlineData(10240, LeafSize.TwoMiB)]
    [InlineData(384, LeafSize.FourKiB)]
    [InlineData(960, LeafSize.FourKiB)]
    [InlineData(9216, LeafSize.OneGiB)]
    public void A_run_at_another_size_does_what_the_line_says(ulong mebibytes, LeafSize leaves)
    {
        var guest = ByteCount.FromMiB(mebibytes);
        var (line, measured) = (Scale.Estimate(guest, leaves), Scale.Measure(guest, leaves));
        Assert.Equal((null, null), (line.Problem, measured.Problem));
        var (said, done) = (line.Profile!, measured.Profile!);
        Assert.Equal(done.Steps.Select(step => step.Id), said.Steps.Select(step => step.Id));
        Assert.All(done.Steps.Zip(said.Steps), pair => AssertNear(pair.First, pair.Second));
        Assert.Equal((done.Guest, done.Reserved, done.ReservedUsed, done.TablePool), (said.Guest, said.Reserved, said.ReservedUsed, said.TablePool));
        var (fromRun, fromLine) = (CostReport.Of(done, CostParameters.Default), CostReport.Of(said, CostParameters.Default));
        AssertWithin(fromRun.BlackoutNanoseconds!.Value, fromLine.BlackoutNanoseconds!.Value, 1e-4);
        AssertWithin(fromRun.MappingsBlockedNanoseconds!.Value, fromLine.MappingsBlockedNanoseconds!.Value, 1e-4);
        AssertWithin(fromRun.BlackoutBytes, fromLine.BlackoutBytes, 1e-3);
    }

    [Fact]
    public void Leaves_are_of_the_size_asked_for()
    {
        // 1 GiB in leaves of 2 MiB or in 512 times as many, once the first 2 MiB and the tables are left aside; and 1 GiB by one entry.
        Assert.Equal(512UL, EntriesPerGiB(LeafSize.TwoMiB) - 1);
        Assert.Equal(512UL * 512, EntriesPerGiB(LeafSize.FourKiB) - 512);
        Assert.Equal(1UL, EntriesPerGiB(LeafSize.OneGiB));

        static ulong EntriesPerGiB(LeafSize leaves)
        {
            ulong Entries(ulong gibibytes) => Scale.Estimate(ByteCount.FromGiB(gibibytes), leaves).Profile!.Steps
                .Where(step => step.Id is "map-memory-a" or "map-memory-above-4-gib-a").Aggregate(0UL, (sum, step) => sum + step.Work.Counts[WorkKind.TableEntries]);
            return Entries(101) - Entries(100);
        }
    }

    /// <summary>A region that the kernel chooses grows with the guest, too; it is handed over outside of the pause, page by page.</summary>
    [Fact]
    public void A_region_that_is_chosen_grows_with_the_guest()
    {
        var scale = new CostScale(Runs.Plan("pkernfs-dynamic"));
        var (small, large) = (scale.Estimate(ByteCount.FromGiB(1), LeafSize.TwoMiB).Profile!, scale.Estimate(ByteCount.FromGiB(2), LeafSize.TwoMiB).Profile!);
        ulong Preserved(CostProfile profile, bool inBlackout) => profile.Steps.Where(step => step.InBlackout == inBlackout).Aggregate(0UL, (sum, step) => sum + step.Work.Counts[WorkKind.PagesPreservedInTree]);
        Assert.Equal(2 * ByteCount.FromGiB(1).PagesRoundedUp, Preserved(large, false) - Preserved(small, false));
        // In the pause the next kernel hands over nothing but the two pages that its own tree begins with.
        Assert.Equal(2UL, Preserved(large, true));
        Assert.Equal(ByteCount.FromGiB(1), new ByteCount(large.Reserved.Value - small.Reserved.Value));
        // Scratch and the handover's own pages come on top of the region.
        Assert.True(small.Reserved > ByteCount.FromMiB(1024 + 512 + 832));
    }

    [Fact]
    public void The_rest_of_the_machine_stays_as_it_was()
    {
        ulong Filled(ulong gibibytes) => Scale.Estimate(ByteCount.FromGiB(gibibytes), LeafSize.TwoMiB).Profile!.Steps.Single(step => step.Id == "boot-memory-b").Work.Counts[WorkKind.BytesFilled];
        Assert.Equal(Filled(4), Filled(1024));
    }

    [Fact]
    public void A_size_that_nobody_answers_for_is_told_in_a_sentence()
    {
        var answer = Scale.Estimate(ByteCount.FromMiB(2), LeafSize.TwoMiB);
        Assert.Null(answer.Profile);
        Assert.Equal("A guest of 2 MiB is outside what is answered for: 256 MiB to 16 TiB.", answer.Problem);
    }

    [Fact]
    public void A_size_that_the_steps_cannot_carry_says_which_step_refused()
    {
        // One domain's pool of table pages, 512 with its bitmap, is too small for 2 GiB in leaves of 4 KiB.
        var answer = Scale.Measure(ByteCount.FromGiB(2), LeafSize.FourKiB);
        Assert.Null(answer.Profile);
        Assert.Contains("ENOMEM", answer.Problem, StringComparison.Ordinal);
    }

    private static void AssertNear(CostStep run, CostStep line)
    {
        Assert.Equal((run.Id, run.InBlackout, run.MappingsBlocked, run.Work.Fixed), (line.Id, line.InBlackout, line.MappingsBlocked, line.Work.Fixed));
        foreach (var kind in WorkCounts.Kinds)
        {
            // The direct map's tables depend on whether RAM behind the carve-out begins at a whole GiB.
            ulong tables = run.Id.StartsWith("boot-memory", StringComparison.Ordinal) ? 6u : 1u;
            ulong table = tables * (kind is WorkKind.BytesWritten or WorkKind.BytesFilled ? 4096u : kind == WorkKind.TableEntries ? 513u : 1u);
            ulong bound = Math.Max(table, run.Work.Counts[kind] / 1000);
            Assert.True(Math.Abs((decimal)run.Work.Counts[kind] - line.Work.Counts[kind]) <= bound, $"{run.Id} {kind}: {run.Work.Counts[kind]} in the run, {line.Work.Counts[kind]} by the line.");
        }
    }

    private static void AssertWithin(double expected, double actual, double part) => Assert.InRange(actual, expected * (1 - part), expected * (1 + part));
}
