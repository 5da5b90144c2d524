using Pkernfs.Core.PageTables;
using Table = Pkernfs.Core.PageTables.PageTable<Pkernfs.Core.PageTables.SecondStage, Pkernfs.Core.Addressing.Iova>;

namespace Pkernfs.Core.Tests.PageTables;

/// <summary>Two trees in one memory: when they translate identically, and where they first do not.</summary>
public class TableDifferenceTests
{
    private static readonly PageTableLimits Limits = Tree<SecondStage, Iova>.Everything;
    private readonly TestMemory _memory = new(new PhysicalRange(PhysicalAddress.Zero, ByteCount.FromMiB(16)));
    private readonly PageTableRoot _one = new(new(0x100000), 4), _other = new(new(0x101000), 4);
    private readonly TestTablePages _pages;

    public TableDifferenceTests() => _pages = new(_memory, new(0x200000));

    [Fact]
    public void Empty_trees_are_identical() => Assert.Null(Difference());

    [Fact]
    public void Which_pages_the_tables_are_in_does_not_count()
    {
        Map(_one, 0x20_0000, 0x4000_0000, 0x40_0000);
        Map(_one, 0x1000, 0x5000_0000, 0x3000);
        Map(_other, 0x1000, 0x5000_0000, 0x3000);
        Map(_other, 0x20_0000, 0x4000_0000, 0x40_0000);
        Assert.Null(Difference());
    }

    [Theory]
    [InlineData(0x1000, 0x5000_0000, 0x3000, 3, 3, 0x4000ul)]
    [InlineData(0x1000, 0x5000_0000, 0x5000, 3, 3, 0x5000ul)]
    [InlineData(0x1000, 0x5000_1000, 0x4000, 3, 3, 0x1000ul)]
    [InlineData(0x2000, 0x5000_1000, 0x3000, 3, 3, 0x1000ul)]
    [InlineData(0x0, 0x4fff_f000, 0x5000, 3, 3, 0x0ul)]
    [InlineData(0x1000, 0x5000_0000, 0x4000, 3, 1, 0x1000ul)]
    public void The_first_IOVA_that_differs_is_named(ulong iova, ulong physical, ulong length, int rights, int otherRights, ulong first)
    {
        Map(_one, 0x1000, 0x5000_0000, 0x4000, (AccessRights)rights);
        Map(_other, iova, physical, length, (AccessRights)otherRights);
        Assert.Equal(new Iova(first), Difference()!.Input);
        Assert.Equal(new Iova(first), Table.FirstDifference(_memory, _other, _one, Limits)!.Input);
    }

    [Fact]
    public void A_page_size_counts_though_every_address_is_the_same()
    {
        Map(_one, 0x20_0000, 0x4000_0000, 0x20_0000);
        Map(_other, 0x20_0000, 0x4000_0000, 0x20_0000, maxLeafLevel: 1);
        Assert.Equal("at 0x200000 the old give 0x40000000, readable and writable, in pages of 2 MiB; the new give 0x40000000, readable and writable, in pages of 4 KiB", Difference()!.Describe("the old", "the new"));
    }

    [Fact]
    public void What_one_does_not_map_is_said()
    {
        Map(_one, 0x1000, 0x5000_0000, 0x1000, AccessRights.Read);
        Assert.Equal("at 0x1000 the old give 0x50000000, readable, in pages of 4 KiB; the new map nothing", Difference()!.Describe("the old", "the new"));
    }

    private TableDifference<Iova>? Difference() => Table.FirstDifference(_memory, _one, _other, Limits);

    private void Map(PageTableRoot root, ulong iova, ulong physical, ulong length, AccessRights rights = AccessRights.ReadWrite, int maxLeafLevel = 3) =>
        Assert.True(Table.Map(_memory, root, Limits, new(new(iova), new(length)), new(physical), rights, _pages, maxLeafLevel).Succeeded);
}
