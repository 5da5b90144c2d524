using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Tests.PageTables;

public class SecondStageTests
{
    private static readonly PageTableLimits Plain = new(39, true, true);

    [Theory]
    [InlineData(0x0, false, AccessRights.None)]
    [InlineData(0x1, true, AccessRights.Read)]
    [InlineData(0x2, true, AccessRights.Write)]
    [InlineData(0x3, true, AccessRights.ReadWrite)]
    [InlineData(0x4, false, AccessRights.None)]
    [InlineData(0x80, false, AccessRights.None)]
    public void Presence_is_any_right(ulong entry, bool present, AccessRights rights)
    {
        Assert.Equal(present, SecondStage.IsPresent(entry));
        Assert.Equal(rights, SecondStage.Rights(entry));
    }

    [Theory]
    [InlineData(1, 0x03, true)]
    [InlineData(1, 0x83, true)]
    [InlineData(2, 0x03, false)]
    [InlineData(2, 0x83, true)]
    [InlineData(3, 0x83, true)]
    [InlineData(4, 0x83, false)]
    [InlineData(5, 0x83, false)]
    public void Bit_7_makes_leaves_of_levels_2_and_3(int level, ulong entry, bool leaf) =>
        Assert.Equal(leaf, SecondStage.IsLeaf(entry, level));

    [Theory]
    [InlineData(1, 0x1UL, "ignored bits of a 4 KiB leaf", 0x3ff0_0000_0000_07fcUL | 1UL << 63, 0UL)]
    [InlineData(1, 0x1UL, "address bits above 39", 1UL << 39, 1UL << 39)]
    [InlineData(1, 0x1UL, "address bit 51", 1UL << 51, 1UL << 51)]
    [InlineData(1, 0x1UL, "SNP without SC", 1UL << 11, 1UL << 11)]
    [InlineData(1, 0x1UL, "TM without DT", 1UL << 62, 1UL << 62)]
    [InlineData(2, 0x81UL, "address bit 20 of a 2 MiB leaf", 1UL << 20, 1UL << 20)]
    [InlineData(2, 0x81UL, "address bit 12 of a 2 MiB leaf", 1UL << 12, 1UL << 12)]
    [InlineData(2, 0x81UL, "address bit 21 of a 2 MiB leaf", 1UL << 21, 0UL)]
    [InlineData(3, 0x81UL, "address bits 29:12 of a 1 GiB leaf", 0x3fff_f000UL, 0x3fff_f000UL)]
    [InlineData(3, 0x81UL, "address bit 30 of a 1 GiB leaf", 1UL << 30, 0UL)]
    [InlineData(4, 0x1UL, "bit 7 above level 3", 0x80UL, 0x80UL)]
    [InlineData(5, 0x1UL, "bit 7 at level 5", 0x80UL, 0x80UL)]
    [InlineData(2, 0x1UL, "address bits of a table", 0x7f_ffff_f000UL, 0UL)]
    public void Reserved_bits_by_level(int level, ulong entry, string what, ulong bits, ulong reserved) =>
        Assert.True(reserved == SecondStage.ReservedBits(entry | bits, level, Plain), what);

    [Theory]
    [InlineData(true, true, 0UL)]
    [InlineData(false, true, 1UL << 11)]
    [InlineData(true, false, 1UL << 62)]
    public void Snoop_and_transient_bits_need_their_capability(bool snoop, bool transient, ulong reserved)
    {
        var limits = Plain with { SnoopControl = snoop, TransientMapping = transient };
        ulong leaf = 3 | SecondStage.SnoopBit | SecondStage.TransientBit;
        Assert.Equal(reserved, SecondStage.ReservedBits(leaf, 1, limits));
        Assert.Equal(reserved, SecondStage.ReservedBits(leaf | 0x80, 2, limits));
        Assert.Equal(SecondStage.SnoopBit | SecondStage.TransientBit, SecondStage.ReservedBits(leaf, 2, limits));
    }

    [Theory]
    [InlineData(2, false, true, 0x80UL)]
    [InlineData(3, true, false, 0x80UL)]
    [InlineData(2, true, false, 0UL)]
    [InlineData(3, false, true, 0UL)]
    public void Large_leaves_that_the_unit_lacks_are_reserved(int level, bool leaf2MiB, bool leaf1GiB, ulong reserved) =>
        Assert.Equal(reserved, SecondStage.ReservedBits(0x83, level, new(39, leaf2MiB, leaf1GiB)));

    [Theory]
    [InlineData(3, 64, (1UL << 39) - 1)]
    [InlineData(4, 64, (1UL << 48) - 1)]
    [InlineData(5, 64, (1UL << 57) - 1)]
    [InlineData(4, 39, (1UL << 39) - 1)]
    [InlineData(3, 48, (1UL << 39) - 1)]
    public void The_width_is_the_smaller_of_levels_and_MGAW(int levels, int inputWidth, ulong highest)
    {
        var limits = Plain with { InputWidth = inputWidth };
        Assert.True(SecondStage.IsInReach(highest, levels, limits));
        Assert.False(SecondStage.IsInReach(highest + 1, levels, limits));
    }

    [Fact]
    public void Leaves_and_tables_are_made_to_the_bit()
    {
        Assert.Equal(0x1234_5001UL, SecondStage.MakeLeaf(new(0x1234_5000), 1, AccessRights.Read));
        Assert.Equal(0x4000_0082UL, SecondStage.MakeLeaf(new(0x4000_0000), 2, AccessRights.Write));
        Assert.Equal(0x4000_0083UL, SecondStage.MakeLeaf(new(0x4000_0000), 3, AccessRights.ReadWrite));
        Assert.Equal(0x5003UL, SecondStage.MakeTable(new(0x5000)));
    }
}
