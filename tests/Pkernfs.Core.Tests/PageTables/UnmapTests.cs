using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Tests.PageTables;

public class UnmapTests
{
    [Theory]
    [InlineData(0x20_0000UL, 0x1000UL)]
    [InlineData(0x21_0000UL, 0x1f_0000UL)]
    [InlineData(0x0UL, 0x20_1000UL)]
    [InlineData(0x3f_f000UL, 0x2000UL)]
    public void A_leaf_that_is_only_partly_covered_is_refused_and_nothing_changes(ulong input, ulong length)
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x1000, 0x7000, 0x1000).Succeeded);
        Assert.True(tree.Map(0x20_0000, 0x60_0000, 0x20_0000).Succeeded);
        var leaves = tree.Leaves();
        var result = tree.Unmap(input, length);
        Assert.Contains("only partly covered", result.Problem);
        Assert.Equal(0UL, result.Unmapped.Value);
        Assert.Equal(leaves, tree.Leaves());
    }

    [Fact]
    public void Holes_are_passed_over_and_counted_out()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x1000, 0x5000, 0x1000).Succeeded);
        Assert.True(tree.Map(0x40_0000_0000, 0x5000, 0x1000).Succeeded);
        var result = tree.Unmap(0, 1UL << 48);
        Assert.Equal(0x2000UL, result.Unmapped.Value);
        Assert.Equal(2, result.Leaves);
        Assert.Equal(5, result.TablesFreed);
        Assert.Empty(tree.Pages.Out);
        Assert.True(tree.Memory.IsZeroPage(tree.Root.Table));
    }

    [Fact]
    public void A_table_that_still_maps_something_stays()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x1000, 0x5000, 0x2000).Succeeded);
        var result = tree.Unmap(0x1000, 0x1000);
        Assert.Equal(0, result.TablesFreed);
        Assert.Equal(WalkOutcome.NotPermitted, tree.Walk(0x1000).Outcome);
        Assert.Equal(new PhysicalAddress(0x6000), tree.Walk(0x2000).Physical);
    }

    [Fact]
    public void A_table_outside_RAM_stops_it_with_a_sentence()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x1000, 0x5000, 0x1000).Succeeded);
        tree.Memory.Holes.Add(tree.Walk(0x1000).Path[^1].Table);
        Assert.Contains("is not in RAM", tree.Unmap(0, 1UL << 48).Problem);
    }

    [Fact]
    public void Unmapping_what_is_not_mapped_writes_nothing()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        var result = tree.Unmap(0x1000, 0x1000);
        Assert.True(result.Succeeded);
        Assert.Equal(new UnmapResult(default, 0, 0, null), result);
    }
}
