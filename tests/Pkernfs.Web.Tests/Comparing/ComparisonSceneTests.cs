using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Core.Invariants;
using Pkernfs.Web.Scenes.Comparison;
using Pkernfs.Web.State.Comparing;
using Pkernfs.Web.Tests.Scenes;

namespace Pkernfs.Web.Tests.Comparing;

public sealed class ComparisonSceneTests
{
    [Fact]
    public void WhatVanishedIsThereOnTheLeftAndAGapAtTheSamePlaceOnTheRight()
    {
        var shown = ComparisonScenes.Of(ComparisonScenes.Posted, "jump");
        int number = 1 + shown.Comparison.Differences.ToList().FindIndex(difference => difference.What == "context entry of 01:00.0");
        var (left, right) = (MapNumber.Of(shown.Comparison, SideName.A).Single(one => one.Number == number), MapNumber.Of(shown.Comparison, SideName.B).Single(one => one.Number == number));
        Assert.Equal(("there", "vanished"), (left.Kind, right.Kind));
        Assert.Equal(left.Ranges, right.Ranges);
    }

    [Fact]
    public void WhatMovedIsNumberedAtBothPlaces()
    {
        var shown = ComparisonScenes.Of(ComparisonScenes.Saved, "guest-goes-on");
        int number = 1 + shown.Comparison.Differences.ToList().FindIndex(difference => difference.What.StartsWith("second-stage tables that 01:00.0", StringComparison.Ordinal));
        var (left, right) = (MapNumber.Of(shown.Comparison, SideName.A).Single(one => one.Number == number), MapNumber.Of(shown.Comparison, SideName.B).Single(one => one.Number == number));
        Assert.Equal(("moved", "moved"), (left.Kind, right.Kind));
        Assert.NotEqual(left.Ranges, right.Ranges);
        Assert.Contains(ExampleRun.Region.Start.Value, left.Ranges.Select(one => (ulong)one & ~0x3fffffffUL));
    }

    [Fact]
    public void GuestRamItselfIsNoMarkOnTheMap() => Assert.All(
        MapNumber.Of(ComparisonScenes.Of(ComparisonScenes.Saved, "guest-goes-on").Comparison, SideName.A).Where(one => !one.IsQuiet),
        one => Assert.All(one.Ranges.Where((_, at) => at % 2 == 1), length => Assert.True(length < 64 << 20)));

    [Fact]
    public void TheChainBreaksWhereTheEntryIsCleared()
    {
        var shown = ComparisonScenes.Of(ComparisonScenes.Posted, "jump");
        var (whole, broken) = (DeviceChain.Of(shown, SideName.A)!, DeviceChain.Of(shown, SideName.B)!);
        Assert.Equal(["root", "context", "L4", "L3", "L2", "L1", "guest-ram"], whole.Parts.Select(part => part.Title));
        Assert.All(whole.Parts, part => Assert.True(part is { IsThere: true, Persistent: true }));
        Assert.Equal(["root", "context", "no tables"], broken.Parts.Select(part => part.Title));
        Assert.Equal([true, false, false], broken.Parts.Select(part => part.IsThere));
        Assert.Equal("context entry not present", broken.Parts[^1].Sub);
        Assert.Equal("entry DID 9, no kernel", whole.Words);
        Assert.Contains(whole.Parts[1].Numbers.Single(), broken.Parts[1].Numbers);
    }

    [Fact]
    public void TablesThatAKexecWouldLoseAreSaidSo() => Assert.DoesNotContain(
        DeviceChain.Of(ComparisonScenes.Of(ComparisonScenes.Saved, "guest-goes-on"), SideName.B)!.Parts[..^1], part => part.Persistent);

    [Fact]
    public void TheCostsOfTheBlackoutAddUpToIt()
    {
        foreach (var other in new[] { ComparisonScenes.Posted, ComparisonScenes.Saved })
        {
            var costs = CostScene.Of(ExampleRun.Inspection.Timeline, other.Timeline);
            Assert.Equal(costs.Left.BlackoutNanoseconds, costs.Rows.Sum(row => row.Left?.InBlackout ?? 0));
            Assert.Equal(costs.Right.BlackoutNanoseconds, costs.Rows.Sum(row => row.Right?.InBlackout ?? 0));
            Assert.Equal(other.Timeline.BlackoutNanoseconds, costs.Right.BlackoutNanoseconds);
        }
    }

    [Fact]
    public void WhatIsDoneWhileTheGuestRunsIsOutsideTheBlackout()
    {
        var costs = CostScene.Of(ExampleRun.Inspection.Timeline, ComparisonScenes.Saved.Timeline);
        Assert.Equal("B outside blackout", costs.Rows.Single(row => row.Name == "Prepare").Outside);
        Assert.Equal("B outside blackout", costs.Rows.Single(row => row.Name == "Finish").Outside);
        var bars = BlackoutBars.Of(costs);
        Assert.Equal(0, bars.Left[0].From);
        Assert.True(bars.Right[0] is { From: < 0, To: 0, IsInside: false });
        Assert.Equal(costs.Left.BlackoutNanoseconds, bars.Left.Where(part => part.IsInside).Sum(part => part.To - part.From));
        foreach (var parts in new[] { bars.Left, bars.Right })
        {
            for (int i = 1; i < parts.Length; i++) Assert.Equal(parts[i - 1].To, parts[i].From);
        }
    }

    [Fact]
    public void AnInvariantThatBreaksIsNamedWithTheStepFromThatMomentOn()
    {
        var (left, right) = (InvariantReport.Of(ExampleRun.Inspection), InvariantReport.Of(ComparisonScenes.Posted));
        var (lines, both) = InvariantLine.Of(ComparisonScenes.Of(ComparisonScenes.Posted, "jump"), left, right);
        var line = Assert.Single(lines, line => line.Title == "Same IOVA, same memory, same rights");
        Assert.Equal("holds", line.Left);
        Assert.StartsWith("broken since step", line.Right, StringComparison.Ordinal);
        Assert.Equal(left.Verdicts.Length, both + lines.Length);
        Assert.Empty(InvariantLine.Of(ComparisonScenes.Of(ComparisonScenes.Posted, "run-guest"), left, right).Lines);
    }

    [Fact]
    public void TheTitleCountsWhatBecameOfThings()
    {
        var comparison = ComparisonScenes.Of(ComparisonScenes.Posted, "jump").Comparison;
        Assert.Equal($"{comparison.Differences.Length} differences, from A to B", DifferenceWords.Title(comparison));
        Assert.Equal("2 changed, 2 vanished", DifferenceWords.Counts(comparison));
        Assert.Equal("No difference between A and B", DifferenceWords.Title(MachineComparison.Of(ExampleRun.Inspection, 3, ExampleRun.Inspection, 3)));
    }
}
