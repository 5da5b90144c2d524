using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Tests.PageTables;

public class MapTests
{
    [Fact]
    public void The_largest_leaves_that_alignment_allows_are_used()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        var result = tree.Map(0x3fe0_0000 - 0x1000, 0x13fe0_0000 - 0x1000, 0x4000_0000 + 0x20_0000 + 0x2000);
        Assert.True(result.Succeeded, result.Problem);
        Assert.Equal([0x1000UL, 0x20_0000UL, 0x4000_0000UL, 0x1000UL], tree.Leaves().Select(leaf => leaf.PageSize.Value));
        Assert.Equal(4, result.Leaves);
    }

    [Theory]
    [InlineData(3, true, true, 1)]
    [InlineData(2, true, true, 512)]
    [InlineData(3, true, false, 512)]
    public void Leaves_are_no_larger_than_asked_or_than_the_unit_has(int maxLeafLevel, bool leaf2MiB, bool leaf1GiB, long leaves)
    {
        var tree = new Tree<SecondStage, Iova>(4, new(46, leaf2MiB, leaf1GiB));
        Assert.Equal(leaves, tree.Map(0x4000_0000, 0x8000_0000, 0x4000_0000, maxLeafLevel: maxLeafLevel).Leaves);
    }

    [Fact]
    public void An_output_that_is_not_aligned_like_the_input_gets_small_leaves()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.Equal(512, tree.Map(0x20_0000, 0x20_1000, 0x20_0000).Leaves);
    }

    [Fact]
    public void Table_pages_are_zeroed_whatever_they_held()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x1000, 0x5000, 0x1000).Succeeded);
        Assert.Equal(3, tree.Pages.Out.Count);
        Assert.Single(tree.Leaves());
        foreach (var table in tree.Pages.Out)
        {
            int set = Enumerable.Range(0, 512).Count(index => tree.Memory.Word(PageTableGeometry.EntryAddress(table, index)) != 0);
            Assert.Equal(1, set);
        }
    }

    [Theory]
    [InlineData(0x1800UL, 0x5000UL, 0x1000UL, "4 KiB pages")]
    [InlineData(0x1000UL, 0x5000UL, 0x1800UL, "4 KiB pages")]
    [InlineData(0x1000UL, 0x5800UL, 0x1000UL, "physical address 0x5800 is not 4 KiB aligned")]
    [InlineData(0x1000UL, 0x5000UL, 0x0UL, "empty")]
    [InlineData(1UL << 48, 0x5000UL, 0x1000UL, "do not reach")]
    [InlineData((1UL << 48) - 0x1000, 0x5000UL, 0x2000UL, "do not reach")]
    [InlineData(0xffff_ffff_ffff_f000UL, 0x5000UL, 0x2000UL, "do not reach")]
    [InlineData(0x1000UL, (1UL << 46) - 0x1000, 0x2000UL, "do not fit in 46 bits")]
    public void Bad_requests_are_refused_in_a_sentence(ulong input, ulong output, ulong length, string says)
    {
        var tree = new Tree<SecondStage, Iova>(4);
        var result = tree.Map(input, output, length);
        Assert.False(result.Succeeded);
        Assert.Contains(says, result.Problem);
        Assert.Empty(tree.Pages.Out);
    }

    [Fact]
    public void The_last_page_that_the_levels_reach_can_be_mapped()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map((1UL << 48) - 0x1000, (1UL << 46) - 0x1000, 0x1000).Succeeded);
        Assert.Equal(new PhysicalAddress((1UL << 46) - 1), tree.Walk((1UL << 48) - 1).Physical);
    }

    [Theory]
    [InlineData(0x20_0000UL, 0x1000UL)]
    [InlineData(0x0UL, 0x40_0000UL)]
    [InlineData(0x1f_f000UL, 0x2000UL)]
    public void What_is_mapped_already_is_refused_and_nothing_changes(ulong input, ulong length)
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x20_0000, 0x60_0000, 0x20_0000).Succeeded);
        var leaves = tree.Leaves();
        int tables = tree.Pages.Out.Count;
        var result = tree.Map(input, 0x1000_0000, length);
        Assert.Contains("0x200000 is mapped already", result.Problem);
        Assert.Equal(leaves, tree.Leaves());
        Assert.Equal(tables, tree.Pages.Out.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Running_out_of_table_pages_leaves_no_trace(int limit)
    {
        var tree = new Tree<SecondStage, Iova>(4);
        tree.Pages.Limit = limit;
        // Two level-1 tables under one level-2 table under one level-3 table, and the next gigabyte's: six pages.
        var result = tree.Map(0x3fe0_0000 + 0x1f_f000, 0x5000, 0x1000 + 0x20_1000, maxLeafLevel: 1);
        Assert.Contains("no table page left", result.Problem);
        Assert.Empty(tree.Pages.Out);
        Assert.True(tree.Memory.IsZeroPage(tree.Root.Table));
    }

    [Fact]
    public void A_page_outside_RAM_is_no_table_page()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        var pages = new TestTablePages(tree.Memory, new(0x4000_0000));
        var result = PageTable<SecondStage, Iova>.Map(tree.Memory, tree.Root, tree.Limits, new(new(0x1000), new(0x1000)), new(0x5000), AccessRights.Read, pages);
        Assert.Contains("0x40000000 was handed out for a table but is no page of RAM", result.Problem);
        Assert.Empty(pages.Out);
    }

    [Fact]
    public void Every_entry_write_is_reported()
    {
        var tree = new Tree<SecondStage, Iova>(3);
        var writes = new Writes();
        Assert.True(tree.Map(0x1000, 0x5000, 0x2000, observer: writes).Succeeded);
        Assert.Equal([1, 1, 2, 3], writes.All.Select(write => write.Level));
        Assert.All(writes.All, write => Assert.Equal(write.New, tree.Memory.Word(write.Entry)));
        writes.All.Clear();
        Assert.True(tree.Unmap(0x1000, 0x2000, writes).Succeeded);
        Assert.Equal([1, 1, 2, 3], writes.All.Select(write => write.Level));
        Assert.All(writes.All, write => Assert.Equal(0UL, write.New));
        Assert.Equal(0x5003UL, writes.All[0].Old);
    }

    private sealed class Writes : IEntryObserver
    {
        public List<(PhysicalAddress Entry, ulong Old, ulong New, int Level)> All { get; } = [];

        public void Wrote(PhysicalAddress entryAddress, ulong oldEntry, ulong newEntry, int level) => All.Add((entryAddress, oldEntry, newEntry, level));
    }
}
