using CsCheck;
using Pkernfs.Core.Kernel;

namespace Pkernfs.Core.Tests.Kernel;

public class PreservedMapTests
{
    private static readonly PhysicalRange Ram = new(default, new(1UL << 40));

    /// <summary>Address, order, key, the entries from level 5 to 1, the leaf's bit: 4 KiB pages, worked by hand.</summary>
    public static TheoryData<ulong, int, ulong, int[], int> Keys => new()
    {
        { 0x1_0000_0000, 0, 0x10_0000_0010_0000, [2, 0, 0, 0, 32], 0 },
        { 0x1_0000_0000, 1, 0x8_0000_0008_0000, [1, 0, 0, 0, 16], 0 },
        { 0x1_0000_0000, 2, 0x4_0000_0004_0000, [0, 256, 0, 0, 8], 0 },
        { 0x1_0000_0000, 3, 0x2_0000_0002_0000, [0, 128, 0, 0, 4], 0 },
        { 0, 0, 0x10_0000_0000_0000, [2, 0, 0, 0, 0], 0 },
        { 0x7fff000, 0, 0x10_0000_0000_7fff, [2, 0, 0, 0, 0], 32767 },
        { 0x8000000, 0, 0x10_0000_0000_8000, [2, 0, 0, 0, 1], 0 },
        { 0x40000000, 9, 0x800_0000_0200, [0, 2, 0, 0, 0], 512 },
        { 0x40400000, 10, 0x400_0000_0101, [0, 1, 0, 0, 0], 257 },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_holds_page_number_and_order(ulong address, int order, ulong key, int[] entries, int bit)
    {
        var found = RadixKey.Of(new(new(address), order));
        Assert.Equal(key, found.Value);
        Assert.Equal(entries, Enumerable.Range(1, 5).Reverse().Select(found.Index));
        Assert.Equal(bit, found.LeafBit);
        Assert.Equal(new PreservedBlock(new(address), order), found.Block);
    }

    [Theory]
    [InlineData(0x1000ul, 1ul, "0")]
    [InlineData(0x200000ul, 512ul, "9")]
    [InlineData(0x201000ul, 511ul, "0 1 2 3 4 5 6 7 8")]
    [InlineData(0x3ff000ul, 1025ul, "0 10")]
    [InlineData(0x400000ul, 1024ul, "10")]
    [InlineData(0x400000ul, 3072ul, "10 10 10")]
    [InlineData(0x1000ul, 6ul, "0 1 1 0")]
    public void A_range_is_split_greedily(ulong start, ulong pages, string orders) =>
        Assert.Equal(orders, string.Join(' ', PreservedBlock.Split(new(new(start), ByteCount.Page * pages)).Select(block => block.Order)));

    /// <summary>What goes into a record comes out of it: exactly these frames, for both formats, whatever orders they were split into.</summary>
    [Theory]
    [InlineData(HandoverVersion.V1)]
    [InlineData(HandoverVersion.V4)]
    public void A_record_gives_back_exactly_what_was_put_in(HandoverVersion version)
    {
        var range = Gen.Select(Gen.ULong[0, 1UL << 20], Gen.ULong[1, 3000], (frame, pages) => new PhysicalRange(new(frame << 12), ByteCount.Page * pages));
        range.Array[0, 12].Sample(ranges =>
        {
            var blocks = ranges.SelectMany(PreservedBlock.Split).ToHashSet();
            var (memory, map) = Record(version, blocks);
            var read = PreservedMap.Read(memory, new(version, map, []));
            Assert.Null(read.Problem);
            Assert.Equal(blocks.OrderBy(block => block.Address).ThenBy(block => block.Order), read.Blocks.OrderBy(block => block.Address).ThenBy(block => block.Order));
            Assert.Equal(Union(ranges), PreservedBlock.Merge(read.Blocks));
            Assert.Equal(read.Pages.Length, read.Pages.Select(page => page.Page).Distinct().Count());
        }, iter: 200);
    }

    [Fact]
    public void What_is_cleared_is_not_in_the_tree_and_its_nodes_stay()
    {
        PreservedBlock kept = new(new(0x40000000), 9), gone = new(new(0x1_0000_0000), 0);
        var (memory, root) = Record(HandoverVersion.V4, [kept, gone]);
        int pages = PreservedRadix.Read(memory, root).Pages.Length;
        PreservedRadix.Clear(memory, root, gone);
        PreservedRadix.Clear(memory, root, new(new(0x7_0000_0000), 3));
        var read = PreservedRadix.Read(memory, root);
        Assert.Equal(kept, Assert.Single(read.Blocks));
        Assert.Equal(pages, read.Pages.Length);
    }

    [Fact]
    public void A_block_set_twice_is_gone_after_one_clear()
    {
        PreservedBlock block = new(new(0x40000000), 9);
        var (memory, root) = Record(HandoverVersion.V4, [block, block]);
        PreservedRadix.Clear(memory, root, block);
        Assert.Empty(PreservedRadix.Read(memory, root).Blocks);
    }

    /// <summary>A tree of six levels: root, four nodes, a leaf; the second block of one leaf's 128 MiB takes no further page.</summary>
    [Fact]
    public void A_leaf_covers_128_MiB_of_single_pages()
    {
        var (one, first) = Record(HandoverVersion.V4, [new(new(0x1_0000_0000), 0)]);
        Assert.Equal(6, PreservedRadix.Read(one, first).Pages.Length);
        var (same, second) = Record(HandoverVersion.V4, [new(new(0x1_0000_0000), 0), new(new(0x1_07ff_f000), 0)]);
        Assert.Equal(6, PreservedRadix.Read(same, second).Pages.Length);
        var (next, third) = Record(HandoverVersion.V4, [new(new(0x1_0000_0000), 0), new(new(0x1_0800_0000), 0)]);
        Assert.Equal(7, PreservedRadix.Read(next, third).Pages.Length);
    }

    /// <summary>Bit b of a bitmap of order o stands for the block at its start + (b &lt;&lt; (o + 12)); the next bitmap begins 16 MiB &lt;&lt; o later.</summary>
    [Fact]
    public void A_chunk_has_the_posted_layout()
    {
        var (memory, chunk) = Record(HandoverVersion.V1, [new(new(0x1003000), 0), new(new(0x2000000), 0), new(new(0x40200000), 9)]);
        ulong Word(PhysicalAddress at) => memory.TryReadWord(at, out ulong word) ? word : throw new InvalidOperationException();
        Assert.Equal(0ul | (2ul << 32), Word(chunk + new ByteCount(8)));
        Assert.Equal(0x1000000ul, Word(chunk + new ByteCount(16)));
        Assert.Equal(8ul, Word(new(Word(chunk + new ByteCount(24)))));
        Assert.Equal(0x2000000ul, Word(chunk + new ByteCount(32)));
        Assert.Equal(1ul, Word(new(Word(chunk + new ByteCount(40)))));
        var next = new PhysicalAddress(Word(chunk));
        Assert.Equal(9ul | (1ul << 32), Word(next + new ByteCount(8)));
        Assert.Equal((0ul, 0ul), (Word(next), Word(next + new ByteCount(16))));
        Assert.Equal(1ul << (0x40200000 >> 21 & 63), Word(new PhysicalAddress(Word(next + new ByteCount(24))) + new ByteCount(0x40200000 >> 21 >> 6 << 3)));
    }

    [Fact]
    public void A_chunk_names_255_bitmaps()
    {
        var blocks = Enumerable.Range(0, 300).Select(i => new PreservedBlock(new((ulong)i << 24), 0)).ToArray();
        var (memory, map) = Record(HandoverVersion.V1, blocks);
        var read = PreservedBitmaps.Read(memory, map);
        Assert.Equal(2, read.Pages.Count(page => page.What == "bitmap chunk"));
        Assert.Equal(300, read.Blocks.Length);
    }

    [Theory]
    [InlineData(HandoverVersion.V1)]
    [InlineData(HandoverVersion.V4)]
    public void A_record_that_runs_in_a_circle_is_told(HandoverVersion version)
    {
        var (memory, map) = Record(version, [new(new(0x40000000), 0)]);
        memory.TryWriteWord(version == HandoverVersion.V1 ? map : map + new ByteCount(8), map.Value);
        Assert.NotNull(PreservedMap.Read(memory, new(version, map, [])).Problem);
    }

    private static (TestMemory Memory, PhysicalAddress Map) Record(HandoverVersion version, IEnumerable<PreservedBlock> blocks)
    {
        var memory = new TestMemory(Ram);
        var next = new PhysicalAddress(1UL << 39);
        PhysicalAddress? Allocate() => (next += ByteCount.Page) - ByteCount.Page;
        if (version == HandoverVersion.V1) return (memory, PreservedBitmaps.Write(memory, blocks, Allocate)!.Value);
        var root = Allocate()!.Value;
        foreach (var block in blocks) Assert.True(PreservedRadix.TrySet(memory, root, block, Allocate));
        return (memory, root);
    }

    private static IEnumerable<PhysicalRange> Union(PhysicalRange[] ranges)
    {
        var frames = ranges.SelectMany(range => Enumerable.Range(0, (int)range.Length.PagesRoundedUp).Select(page => range.Start.Frame.Value + (ulong)page)).ToHashSet();
        foreach (ulong first in frames.Where(frame => frame == 0 || !frames.Contains(frame - 1)).Order())
        {
            ulong length = 1;
            while (frames.Contains(first + length)) length++;
            yield return new(new FrameNumber(first).Address, ByteCount.Page * length);
        }
    }
}
