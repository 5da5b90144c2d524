using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Tests.PageTables;

public class WalkTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void The_path_has_one_entry_for_each_level(int levels)
    {
        var tree = new Tree<SecondStage, Iova>(levels);
        Assert.True(tree.Map(0x12_3456_7000, 0x89ab_c000, 0x1000).Succeeded);
        var walk = tree.Walk(0x12_3456_7abc);
        Assert.Equal(WalkOutcome.Translated, walk.Outcome);
        Assert.Equal(new PhysicalAddress(0x89ab_cabc), walk.Physical);
        Assert.Equal(ByteCount.Page, walk.PageSize);
        Assert.Equal(Enumerable.Range(1, levels).Reverse(), walk.Path.Select(step => step.Level));
        Assert.Equal(tree.Root.Table, walk.Path[0].Table);
        Assert.Equal((0x123456700 >> 8) & 511, walk.Path[^1].Index);
        for (int step = 1; step < levels; step++) Assert.Equal(walk.Path[step].Table, new PhysicalAddress(walk.Path[step - 1].Entry & ~0xfffUL));
    }

    [Theory]
    [InlineData(1, 0xabcUL, 0x1000UL)]
    [InlineData(2, 0x1f_fabcUL, 0x20_0000UL)]
    [InlineData(3, 0x3fff_fabcUL, 0x4000_0000UL)]
    public void A_leaf_of_each_level_keeps_the_bits_below_it(int level, ulong offset, ulong size)
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x8000_0000, 0xc000_0000, 0x4000_0000, maxLeafLevel: level == 3 ? 3 : 2).Succeeded);
        if (level == 1)
        {
            Assert.True(tree.Unmap(0x8000_0000, 0x20_0000).Succeeded);
            Assert.True(tree.Map(0x8000_0000, 0xc000_0000, 0x20_0000, maxLeafLevel: 1).Succeeded);
        }
        var walk = tree.Walk(0x8000_0000 + offset);
        Assert.Equal(new PhysicalAddress(0xc000_0000 + offset), walk.Physical);
        Assert.Equal(new ByteCount(size), walk.PageSize);
        Assert.Equal(level, walk.Level);
    }

    [Fact]
    public void An_address_beyond_the_width_reads_no_table()
    {
        var tree = new Tree<SecondStage, Iova>(3);
        int before = tree.Memory.Reads;
        var walk = tree.Walk(1UL << 39);
        Assert.Equal(WalkOutcome.BeyondInputWidth, walk.Outcome);
        Assert.Equal(0, walk.Level);
        Assert.Empty(walk.Path);
        Assert.Equal(before, tree.Memory.Reads);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    [InlineData(2)]
    [InlineData(1)]
    public void An_unreadable_table_is_told_by_its_level(int level)
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x1000, 0x5000, 0x1000).Succeeded);
        tree.Memory.Holes.Add(tree.Walk(0x1000).Path.Single(step => step.Level == level).Table);
        var walk = tree.Walk(0x1000);
        Assert.Equal(WalkOutcome.Unreadable, walk.Outcome);
        Assert.Equal(level, walk.Level);
        Assert.Equal(4 - level, walk.Path.Length);
    }

    [Theory]
    [InlineData(4, AccessRights.Read, AccessKind.Write)]
    [InlineData(3, AccessRights.Write, AccessKind.Read)]
    [InlineData(2, AccessRights.Read, AccessKind.Write)]
    [InlineData(1, AccessRights.None, AccessKind.Read)]
    public void A_right_missing_at_any_level_is_missing(int level, AccessRights left, AccessKind access)
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x1000, 0x5000, 0x1000).Succeeded);
        tree.Edit(0x1000, level, entry => (entry & ~3UL) | (ulong)left);
        var walk = tree.Walk(0x1000, access);
        Assert.Equal(WalkOutcome.NotPermitted, walk.Outcome);
        Assert.Equal(level, walk.Level);
        Assert.Equal(left, walk.Rights);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    [InlineData(2)]
    [InlineData(1)]
    public void The_second_stage_refuses_a_missing_right_before_a_reserved_bit_of_the_same_entry(int level)
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x1000, 0x5000, 0x1000).Succeeded);
        tree.Edit(0x1000, level, entry => (entry & ~2UL) | 1UL << 51);
        Assert.Equal(WalkOutcome.NotPermitted, tree.Walk(0x1000, AccessKind.Write).Outcome);
        Assert.Equal(WalkOutcome.ReservedBits, tree.Walk(0x1000, AccessKind.Read).Outcome);
        Assert.Equal(level, tree.Walk(0x1000, AccessKind.Read).Level);
    }

    [Fact]
    public void A_reserved_bit_higher_up_is_found_before_a_right_missing_lower_down()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x1000, 0x5000, 0x1000).Succeeded);
        tree.Edit(0x1000, 1, entry => entry & ~2UL);
        tree.Edit(0x1000, 3, entry => entry | 1UL << 51);
        Assert.Equal(WalkOutcome.ReservedBits, tree.Walk(0x1000, AccessKind.Write).Outcome);
    }

    [Fact]
    public void Write_without_read_is_legal_in_the_second_stage()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x1000, 0x5000, 0x1000, AccessRights.Write).Succeeded);
        Assert.Equal(WalkOutcome.Translated, tree.Walk(0x1000, AccessKind.Write).Outcome);
        Assert.Equal(WalkOutcome.NotPermitted, tree.Walk(0x1000, AccessKind.Read).Outcome);
    }
}
