using System.Buffers.Binary;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Tests.FileSystem;

/// <summary>Several page-table regions a domain, as docs/region-list-format.md has them: the bytes, what is read back, and what is told of damage.</summary>
public class RegionListTests
{
    private const ulong Blocks = 16;

    // dom-0's block, after root-pgtables; then what it takes.
    private const ulong First = 3;

    private static readonly PkernfsOptions Several = PkernfsOptions.Intent with { Lifted = LiftedLimits.SeveralRegions };

    private readonly RegionMemory _memory = Media.Ram(Blocks);

    private PkernfsReader Reader => new(_memory, Media.Region(Blocks));

    private Inode Domain => Reader.Lookup("/iommu/dom-0")!;

    [Fact]
    public void As_posted_the_511th_table_is_refused()
    {
        var regions = WithDomain(PkernfsOptions.Intent);
        Assert.Equal(510, Take(regions, 600));
        Assert.False(regions.TryAllocatePage(out _, out string? problem));
        Assert.StartsWith("ENOMEM: all 512 pages of the page-table region at 0x40600000 are taken.", problem, StringComparison.Ordinal);
        Assert.False(Reader.RegionsOf(Domain).HasList);
    }

    [Fact]
    public void A_full_region_is_followed_by_another_and_the_list_says_which()
    {
        var regions = WithDomain(Several);
        Assert.Equal(1100, Take(regions, 1100));

        Assert.Equal(0x736e6f69676572UL, Word(64));
        Assert.Equal("regions\0", System.Text.Encoding.ASCII.GetString(_memory.Peek(Media.Base + (First * Media.Block) + 64, 8)));
        Assert.Equal([2UL, First + 1, First + 2, 0UL], [Word(72), Word(80), Word(88), Word(96)]);
        var read = Reader.RegionsOf(Domain);
        Assert.Equal([new(First + 1), new(First + 2)], read.Further);
        Assert.Equal(512 + 511 + 81, read.AllocatedPages);
        Assert.Empty(Reader.Problems);
        Assert.Equal([First, First + 1, First + 2], Reader.BlockOwners().Where(owner => owner.Path == "/iommu/dom-0").Select(owner => owner.Block.Value));
    }

    /// <summary>Whoever comes next goes on where the last one stopped: all that is known is in the bytes.</summary>
    [Fact]
    public void The_next_kernel_goes_on_in_the_last_region()
    {
        Take(WithDomain(Several), 700);
        var next = Regions(Several);

        Assert.True(next.TryAllocatePage(out var page, out _));

        // 510 tables are in the first region; the second one's page 1 is no table.
        Assert.Equal(Media.Base + ((First + 1) * Media.Block) + ((ulong)(2 + 700 - 510) * 4096), page.Value);
        Assert.Equal(1UL, Word(72));
    }

    [Fact]
    public void A_full_volume_is_ENOMEM()
    {
        var regions = WithDomain(Several);
        int taken = Take(regions, 10_000);
        Assert.Equal(510 * (int)(Blocks - First), taken);
        Assert.False(regions.TryAllocatePage(out _, out string? problem));
        Assert.StartsWith("ENOMEM: all 16 blocks of the region", problem, StringComparison.Ordinal);
        Assert.Empty(Reader.Problems);
    }

    [Fact]
    public void All_regions_are_freed_with_the_file()
    {
        Take(WithDomain(Several), 1100);
        Assert.True(new PkernfsVolume(_memory, Media.Region(Blocks), Several).TryReleaseTables("dom-0", out string? problem), problem);
        Assert.Equal(First, Reader.AllocatedCount);
        Assert.Empty(Reader.Problems);
    }

    [Fact]
    public void Tables_must_be_in_a_region_and_taken_there()
    {
        var regions = WithDomain(Several);
        Take(regions, 600);
        PhysicalAddress Page(ulong block, ulong page) => new(Media.Base + (block * Media.Block) + (page * 4096));

        Assert.Null(regions.ProblemWith([Page(First, 2), Page(First, 511), Page(First + 1, 2)]));
        Assert.Contains("has its page free", regions.ProblemWith([Page(First, 2), Page(First + 1, 500)]), StringComparison.Ordinal);
        Assert.Contains("is in none of the 2 regions", regions.ProblemWith([Page(First + 2, 2)]), StringComparison.Ordinal);
        // As posted there is one region, and nobody looks at what is not in it.
        Assert.Null(Regions(PkernfsOptions.Intent).ProblemWith([Page(First, 2), Page(First + 2, 2)]));
    }

    [Theory]
    [InlineData(64, 0UL, MediumProblemKind.Leaked)]
    [InlineData(72, 1UL, MediumProblemKind.Leaked)]
    [InlineData(72, 503UL, MediumProblemKind.BadRegionCount)]
    [InlineData(72, ulong.MaxValue, MediumProblemKind.BadRegionCount)]
    [InlineData(80, 16UL, MediumProblemKind.BlockOutOfBounds)]
    [InlineData(80, ulong.MaxValue, MediumProblemKind.BlockOutOfBounds)]
    [InlineData(80, 1UL, MediumProblemKind.BlockOutOfBounds)]
    [InlineData(80, First, MediumProblemKind.OwnedTwice)]
    [InlineData(80, 12UL, MediumProblemKind.OwnedButClear)]
    public void A_damaged_list_is_told(int offset, ulong value, MediumProblemKind expected)
    {
        Take(WithDomain(Several), 1100);
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Assert.True(_memory.TryWrite(new(Media.Base + (First * Media.Block) + (ulong)offset), bytes));

        Assert.Contains(Reader.Problems, problem => problem.Kind == expected);
        Assert.All(Reader.Problems, problem => Assert.EndsWith(".", problem.Sentence, StringComparison.Ordinal));
    }

    private PageTableRegions WithDomain(PkernfsOptions options)
    {
        var volume = Media.Formatted(_memory, Blocks, options);
        Assert.True(volume.TryEnsureRootTables(out _, out _));
        Assert.True(volume.TryCreateDomainTables("dom-0", out _, out _));
        var regions = Regions(options);
        regions.First.DomainRootPage();
        return regions;
    }

    private PageTableRegions Regions(PkernfsOptions options) =>
        new(_memory, new PkernfsVolume(_memory, Media.Region(Blocks), options), new(Media.Base + (First * Media.Block)), options);

    private static int Take(PageTableRegions regions, int most)
    {
        int taken = 0;
        while (taken < most && regions.TryAllocatePage(out _, out _)) taken++;
        return taken;
    }

    private ulong Word(ulong offset) => BinaryPrimitives.ReadUInt64LittleEndian(_memory.Peek(Media.Base + (First * Media.Block) + offset, 8));
}
