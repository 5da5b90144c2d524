using System.Buffers.Binary;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Tests.FileSystem;

public class PageTableRegionTests
{
    private static readonly PhysicalAddress Block = new(Media.Base + 2 * Media.Block);

    [Fact]
    public void Pages_come_in_order_after_the_bitmap_and_the_root_page()
    {
        var memory = Media.Ram(4);
        var region = new PageTableRegion(memory, Block, PkernfsOptions.Intent);
        Assert.Equal(Block.Value + 0x1000, region.DomainRootPage().Value);
        Assert.True(region.TryAllocatePage(out var first, out _));
        Assert.True(region.TryAllocatePage(out var second, out _));
        Assert.Equal((Block.Value + 0x2000, Block.Value + 0x3000), (first.Value, second.Value));
        Assert.Equal(0b1111UL, BinaryPrimitives.ReadUInt64LittleEndian(memory.Peek(Block.Value, 8)));
        Assert.Equal(4, region.AllocatedPages);
        Assert.True(region.IsAllocated(3));
        Assert.False(region.IsAllocated(4));
        Assert.False(region.IsAllocated(-1));
        Assert.False(region.IsAllocated(512));
    }

    [Fact]
    public void A_fresh_object_over_the_same_bytes_goes_on_where_the_last_one_stopped()
    {
        var memory = Media.Ram(4);
        new PageTableRegion(memory, Block, PkernfsOptions.Intent).TryAllocatePage(out var first, out _);
        new PageTableRegion(memory, Block, PkernfsOptions.Intent).TryAllocatePage(out var second, out _);
        Assert.Equal(first.Value + 0x1000, second.Value);
    }

    [Fact]
    public void The_root_page_is_never_handed_out_on_demand()
    {
        var region = new PageTableRegion(Media.Ram(4), Block, PkernfsOptions.Intent);
        var pages = new HashSet<ulong>();
        while (region.TryAllocatePage(out var page, out _)) Assert.True(pages.Add(page.Value));
        Assert.Equal(510, pages.Count);
        Assert.DoesNotContain(Block.Value + 0x1000, pages);
        Assert.Equal(511, region.AllocatedPages);
    }

    [Theory]
    [InlineData(false, false, null)]
    [InlineData(false, true, "never taken")]
    [InlineData(true, false, "no live update")]
    [InlineData(true, true, null)]
    public void The_root_table_page_must_be_taken_in_a_live_update_and_only_then(bool taken, bool liveUpdate, string? logged)
    {
        var region = new PageTableRegion(Media.Ram(4), Block, PkernfsOptions.Intent);
        if (taken) region.RootTablePage(false, out _);
        Assert.Equal(Block.Value + 0x1000, region.RootTablePage(liveUpdate, out string? problem).Value);
        Assert.True(region.IsAllocated(1));
        if (logged is null) Assert.Null(problem);
        else Assert.Contains(logged, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_are_not_cleared()
    {
        var memory = Media.Ram(4);
        memory.Poke(Block.Value + 0x2010, 0x5a);
        new PageTableRegion(memory, Block, PkernfsOptions.Intent).TryAllocatePage(out var page, out _);
        Assert.Equal(0x5a, memory.Peek(page.Value + 0x10, 1)[0]);
    }

    [Fact]
    public void Where_there_is_no_RAM_there_are_no_pages()
    {
        var region = new PageTableRegion(Media.Ram(2), Block, PkernfsOptions.Intent);
        Assert.False(region.TryAllocatePage(out _, out string? problem));
        Assert.StartsWith("EFAULT", problem, StringComparison.Ordinal);
        Assert.Equal(0, region.AllocatedPages);
    }
}
