using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Tests.PageTables;

public class X86PagingTests
{
    private static readonly PageTableLimits Plain = new(46, true, true);

    [Theory]
    [InlineData(0x0, false, AccessRights.Read)]
    [InlineData(0x1, true, AccessRights.Read)]
    [InlineData(0x2, false, AccessRights.ReadWrite)]
    [InlineData(0x3, true, AccessRights.ReadWrite)]
    public void Presence_is_bit_0_and_writing_needs_bit_1(ulong entry, bool present, AccessRights rights)
    {
        Assert.Equal(present, X86Paging.IsPresent(entry));
        Assert.Equal(rights, X86Paging.Rights(entry));
    }

    [Theory]
    [InlineData(1, 0x1UL, 0xfff0_0000_0000_0ffeUL, 0UL, "everything but the address of a 4 KiB leaf")]
    [InlineData(1, 0x1UL, 1UL << 46, 1UL << 46, "address bits above 46")]
    [InlineData(2, 0x81UL, 1UL << 12, 0UL, "PAT of a 2 MiB leaf")]
    [InlineData(2, 0x81UL, 1UL << 13, 1UL << 13, "address bit 13 of a 2 MiB leaf")]
    [InlineData(2, 0x81UL, 1UL << 20, 1UL << 20, "address bit 20 of a 2 MiB leaf")]
    [InlineData(3, 0x81UL, 1UL << 12, 0UL, "PAT of a 1 GiB leaf")]
    [InlineData(3, 0x81UL, 1UL << 29, 1UL << 29, "address bit 29 of a 1 GiB leaf")]
    [InlineData(4, 0x1UL, 0x80UL, 0x80UL, "bit 7 at level 4")]
    [InlineData(5, 0x1UL, 0x80UL, 0x80UL, "bit 7 at level 5")]
    [InlineData(2, 0x1UL, 0x3fff_ffff_f000UL, 0UL, "the address of a table")]
    public void Reserved_bits_by_level(int level, ulong entry, ulong bits, ulong reserved, string what) =>
        Assert.True(reserved == X86Paging.ReservedBits(entry | bits, level, Plain), what);

    [Theory]
    [InlineData(4, 0x0000_7fff_ffff_ffffUL, true)]
    [InlineData(4, 0x0000_8000_0000_0000UL, false)]
    [InlineData(4, 0xffff_7fff_ffff_ffffUL, false)]
    [InlineData(4, 0xffff_8000_0000_0000UL, true)]
    [InlineData(5, 0x0000_8000_0000_0000UL, true)]
    [InlineData(5, 0x0100_0000_0000_0000UL, false)]
    [InlineData(5, 0xff00_0000_0000_0000UL, true)]
    public void Addresses_are_canonical_or_out_of_reach(int levels, ulong address, bool reached) =>
        Assert.Equal(reached, X86Paging.IsInReach(address, levels, Plain));

    [Fact]
    public void The_PAT_bit_of_a_large_leaf_is_no_address_bit() =>
        Assert.Equal(new PhysicalAddress(0x4020_0000), X86Paging.Output(0x4020_0000 | X86Paging.LargePatBit | 0x83, 2, Plain));

    [Fact]
    public void Three_levels_are_no_x86_64_tables() => Assert.False(X86Paging.HasLevels(3));

    [Fact]
    public void A_leaf_that_cannot_be_read_cannot_be_said()
    {
        var tree = new Tree<X86Paging, VirtualAddress>(4);
        var result = tree.Map(0x1000, 0x5000, 0x1000, AccessRights.Write);
        Assert.Contains("no leaf that allows exactly: Write", result.Problem);
        Assert.Empty(tree.Pages.Out);
    }

    [Fact]
    public void Reserved_bits_are_found_before_a_missing_right()
    {
        var tree = new Tree<X86Paging, VirtualAddress>(4);
        Assert.True(tree.Map(0x1000, 0x5000, 0x1000, AccessRights.Read).Succeeded);
        tree.Edit(0x1000, 1, entry => entry | 1UL << 50);
        Assert.Equal(WalkOutcome.ReservedBits, tree.Walk(0x1000, AccessKind.Write).Outcome);
    }

    [Fact]
    public void A_range_over_the_hole_between_the_halves_is_refused()
    {
        var tree = new Tree<X86Paging, VirtualAddress>(4);
        var result = tree.Map(0x7fff_ffff_f000, 0, unchecked(0xffff_8000_0000_1000UL - 0x7fff_ffff_f000UL));
        Assert.False(result.Succeeded);
    }
}
