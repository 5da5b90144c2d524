using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Tests.FileSystem;

/// <summary>Each flag of <see cref="PkernfsOptions"/> that this folder knows: the intent beside the code as posted.</summary>
public class AsPostedTests
{
    [Fact]
    public void Growing_again_reallocates_and_counts_every_block()
    {
        var intent = GrowTwice(new());
        Assert.Equal([3UL, 4, 5, 6], intent.Blocks);
        Assert.Equal(4, intent.Count);
        Assert.Empty(intent.Problems);

        // Six blocks counted, but only four entries written: the last two read as block 0, the super block.
        var posted = GrowTwice(new(ReallocateOnTruncate: true));
        Assert.Equal([5UL, 6, 7, 8, 0, 0], posted.Blocks);
        Assert.Equal(6, posted.Count);
        Assert.Equal([MediumProblemKind.BlockOutOfBounds, MediumProblemKind.Leaked], posted.Problems);
    }

    private static (ulong[] Blocks, int Count, MediumProblemKind[] Problems) GrowTwice(PkernfsOptions options)
    {
        var volume = Media.Formatted(Media.Ram(16), 16, options);
        var file = volume.CreateWithBlocks("guest-ram", 2);
        Assert.True(volume.TryTruncate(file, new(4 * Media.Block), out _));
        return (volume.Reader.Blocks(file), volume.Reader.ReadInode(file)!.MappingCount, [.. volume.Reader.Problems.Select(problem => problem.Kind)]);
    }

    [Fact]
    public void The_type_test_by_or_takes_guest_RAM_for_page_tables()
    {
        foreach (bool posted in new[] { false, true })
        {
            var volume = Media.Formatted(Media.Ram(8), 8, new(TypeTestByOr: posted));
            volume.Create("before");
            var file = volume.CreateWithBlocks("guest-ram", 1);
            Assert.Equal(posted, volume.HasType(volume.Reader.ReadInode(file)!, InodeFlags.IommuDomainTables));
            Assert.Equal(posted, volume.TryGetTables(file, InodeFlags.IommuDomainTables, out var block, out _));
            // The mappings are marked as if they were a region's bitmap: the file's block 4 has become 4 | 1.
            if (posted) Assert.Equal(Media.Base + 3 * Media.Block, block.Value);
            Assert.Equal([posted ? 5UL : 4UL], volume.Reader.Blocks(file));
        }
    }

    [Fact]
    public void The_allocator_runs_past_the_regions_end()
    {
        var intent = Media.Formatted(Media.Ram(4, 4), 4);
        Assert.False(intent.TryTruncate(intent.Create("big"), new(3 * Media.Block), out _));

        var memory = Media.Ram(4, 4);
        var posted = Media.Formatted(memory, 4, new(UnboundedAllocation: true));
        var file = posted.CreateWithBlocks("big", 3);
        Assert.Equal([3UL, 4, 5], posted.Reader.Blocks(file));
        var outside = Assert.Single(posted.Reader.Problems, problem => problem.Kind == MediumProblemKind.BlockOutOfBounds);
        Assert.Equal((4UL, 2UL), (outside.FirstBlock!.Value.Value, outside.BlockCount));
        Assert.Equal("Blocks 4 to 5, blocks 1 to 2 of /big, are not ones a file can own: those of this region are 2 to 3.", outside.Sentence);
        var pastEnd = Assert.Single(posted.Reader.Problems, problem => problem.Kind == MediumProblemKind.BitPastEnd);
        Assert.Equal((4UL, 2UL), (pastEnd.FirstBlock!.Value.Value, pastEnd.BlockCount));

        // A mappings block past the end is cleared there: someone else's memory.
        memory.Poke(Media.Base + 6 * Media.Block, 0x77);
        posted.Create("victim");
        Assert.Equal(0, memory.Peek(Media.Base + 6 * Media.Block, 1)[0]);
    }

    [Fact]
    public void Past_the_regions_end_and_past_RAM_the_kernel_faults()
    {
        var volume = Media.Formatted(Media.Ram(3), 3, new(UnboundedAllocation: true));
        volume.Create("fits");
        Assert.False(volume.TryCreateFile("faults", out _, out string? problem));
        Assert.StartsWith("EFAULT", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_page_table_region_hands_out_an_address_before_itself()
    {
        foreach (bool posted in new[] { false, true })
        {
            var block = new PhysicalAddress(Media.Base + 2 * Media.Block);
            var region = new PageTableRegion(Media.Ram(8), block, new(UncheckedRegionPages: posted));
            for (int i = 2; i < 512; i++) Assert.True(region.TryAllocatePage(out _, out _));
            Assert.Equal(posted, region.TryAllocatePage(out var page, out string? problem));
            if (posted) Assert.Equal(block.Value - 12 * 4096, page.Value);
            else Assert.StartsWith("ENOMEM", problem, StringComparison.Ordinal);
        }
    }
}
