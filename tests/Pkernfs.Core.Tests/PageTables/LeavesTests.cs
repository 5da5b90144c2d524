using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Tests.PageTables;

public class LeavesTests
{
    [Fact]
    public void Neighbours_fold_when_output_size_and_rights_carry_on()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x1ff000, 0x1ff000, 0x2000, maxLeafLevel: 1).Succeeded);
        Assert.True(tree.Map(0x201000, 0x300000, 0x1000).Succeeded);
        Assert.True(tree.Map(0x202000, 0x301000, 0x1000, AccessRights.Read).Succeeded);
        Assert.True(tree.Map(0x400000, 0x400000, 0x400000).Succeeded);
        Assert.Equal(
            [
                new(new(0x1ff000), new(0x1ff000), new(0x2000), new(0x1000), AccessRights.ReadWrite),
                new(new(0x201000), new(0x300000), new(0x1000), new(0x1000), AccessRights.ReadWrite),
                new(new(0x202000), new(0x301000), new(0x1000), new(0x1000), AccessRights.Read),
                new(new(0x400000), new(0x400000), new(0x400000), new(0x200000), AccessRights.ReadWrite),
            ],
            tree.Leaves(fold: true));
        Assert.Equal(6, tree.Leaves(fold: false).Count);
    }

    [Fact]
    public void Rights_are_those_of_the_whole_path_and_none_is_left_out()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x1000, 0x5000, 0x1000).Succeeded);
        Assert.True(tree.Map(0x2000, 0x8000, 0x1000, AccessRights.Write).Succeeded);
        tree.Edit(0x1000, 2, entry => entry & ~2UL);
        var leaf = Assert.Single(tree.Leaves());
        Assert.Equal((new Iova(0x1000), AccessRights.Read), (leaf.Input, leaf.Rights));
    }

    [Fact]
    public void Entries_with_reserved_bits_and_tables_outside_RAM_are_left_out()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        foreach (ulong input in (ulong[])[0x1000, 0x2000, 0x40_0000, 0x8000_0000]) Assert.True(tree.Map(input, input, 0x1000).Succeeded);
        tree.Edit(0x2000, 1, entry => entry | 1UL << 51);
        tree.Memory.Holes.Add(tree.Walk(0x40_0000).Path[^1].Table);
        Assert.Equal([0x1000UL, 0x8000_0000UL], tree.Leaves().Select(leaf => leaf.Input.Value));
    }

    [Theory]
    [InlineData(0x0UL, 0x1000UL, 0)]
    [InlineData(0x20_3000UL, 0x1000UL, 1)]
    [InlineData(0x3f_f000UL, 0x2000UL, 1)]
    [InlineData(0x0UL, 1UL << 40, 1)]
    [InlineData(0x40_0000UL, 0x1000UL, 0)]
    public void A_question_for_part_of_a_leaf_is_answered_for_that_part(ulong start, ulong length, int count)
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x20_0000, 0x1_0000_0000, 0x20_0000).Succeeded);
        var within = new IovaRange(new(start), new(length));
        var leaves = tree.Leaves(within: within);
        Assert.Equal(count, leaves.Count);
        foreach (var leaf in leaves)
        {
            Assert.Equal(within.Intersect(new(new(0x20_0000), new(0x20_0000))), new IovaRange(leaf.Input, leaf.Length));
            Assert.Equal(leaf.Input.Value - 0x20_0000 + 0x1_0000_0000, leaf.Output.Value);
            Assert.Equal(new ByteCount(0x20_0000), leaf.PageSize);
        }
    }

    [Theory]
    [InlineData(46)]
    [InlineData(52)]
    public void A_run_ends_at_the_last_physical_address(int outputWidth)
    {
        var tree = new Tree<SecondStage, Iova>(4, new(outputWidth, true, true));
        Assert.True(tree.Map(0x1000, (1UL << outputWidth) - 0x2000, 0x2000).Succeeded);
        Assert.True(tree.Map(0x3000, 0x5000, 0x1000).Succeeded);
        // One more step would carry out of the address into the bits above it.
        tree.Edit(0x3000, 1, _ => (1UL << outputWidth) | 3);
        var run = tree.Leaves(fold: true)[0];
        Assert.Equal((0x2000UL, (1UL << outputWidth) - 0x2000), (run.Length.Value, run.Output.Value));
        Assert.Equal(outputWidth == 52 ? 2 : 1, tree.Leaves(fold: true).Count);
    }

    [Fact]
    public void A_narrow_question_reads_only_the_tables_on_the_way()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0, 0x1000, 0x4000_0000 - 0x1000).Succeeded);
        int before = tree.Memory.Reads;
        Assert.Single(tree.Leaves(within: new(new(0x3000_0000), new(0x1000))));
        Assert.Equal(4, tree.Memory.Reads - before);
    }

    [Fact]
    public void Leaves_beyond_the_input_width_are_left_out()
    {
        var wide = new Tree<SecondStage, Iova>(4);
        Assert.True(wide.Map(0x1000, 0x1000, 0x1000).Succeeded);
        Assert.True(wide.Map(1UL << 40, 0x1000, 0x1000).Succeeded);
        var narrow = wide.Limits with { InputWidth = 39 };
        Assert.Single(PageTable<SecondStage, Iova>.Leaves(wide.Memory, wide.Root, narrow));
    }

    [Fact]
    public void The_upper_half_of_a_process_comes_in_canonical_form_and_last()
    {
        var tree = new Tree<X86Paging, VirtualAddress>(4);
        Assert.True(tree.Map(0xffff_ffff_ffff_f000, 0x5000, 0x1000).Succeeded);
        Assert.True(tree.Map(0xffff_8000_0000_0000, 0x6000, 0x1000).Succeeded);
        Assert.True(tree.Map(0x1000, 0x7000, 0x1000).Succeeded);
        Assert.Equal([0x1000UL, 0xffff_8000_0000_0000UL, 0xffff_ffff_ffff_f000UL], tree.Leaves(fold: true).Select(leaf => leaf.Input.Value));
        Assert.Single(tree.Leaves(within: new(new(0xffff_8000_0000_0000), new(0x7fff_ffff_f000))));
        var fromTheHoleOn = VirtualRange.FromTo(new(0x9000_0000_0000), new(ulong.MaxValue));
        Assert.Equal(2, tree.Leaves(within: fromTheHoleOn).Count);
    }

    [Fact]
    public void Every_table_is_told_with_the_entry_that_points_to_it()
    {
        var tree = new Tree<SecondStage, Iova>(4);
        Assert.True(tree.Map(0x1000, 0x5000, 0x1000).Succeeded);
        Assert.True(tree.Map(0x4000_0000, 0x5000, 0x1000).Succeeded);
        var tables = tree.Tables();
        Assert.Equal([4, 3, 2, 1, 2, 1], tables.Select(table => table.Level));
        Assert.Equal(tree.Pages.Out.Append(tree.Root.Table).Order(), tables.Select(table => table.Address).Order());
        Assert.Null(tables[0].EntryAddress);
        Assert.All(tables.Skip(1), table => Assert.Equal(table.Entry, tree.Memory.Word(table.EntryAddress!.Value)));

        tree.Memory.Holes.Add(tables[2].Address);
        Assert.Equal([true, true, false, true, true], tree.Tables().Select(table => table.IsReadable));
    }
}
