using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Tests.Memory;

/// <summary>What memory is beside a lot of bytes: RAM that answers or not, and values that share what they can.</summary>
public class PhysicalMemoryTests
{
    private static readonly PhysicalMemory Memory = PhysicalMemory.Empty([MemoryModel.Pages(0, 16), MemoryModel.Pages(1 << 20, 1 << 20)]);

    [Theory]
    [InlineData(0x0, 0x1_0000, true)]
    [InlineData(0x0, 0x1_0001, false)]
    [InlineData(0xffff, 1, true)]
    [InlineData(0x1_0000, 1, false)]
    [InlineData(0x1_0000_0000, 0x1_0000_0000, true)]
    [InlineData(0xffff_ffff, 2, false)]
    [InlineData(0xffff_ffff_ffff_fff8, 8, false)]
    [InlineData(0xffff_ffff_ffff_ffff, 0xffff_ffff_ffff_ffff, false)]
    [InlineData(0x1_0000_0000, 0xffff_ffff_ffff_ffff, false)]
    public void RAM_answers_where_it_is(ulong start, ulong length, bool answers) =>
        Assert.Equal(answers, Memory.IsAccessible(new(new(start), new(length))));

    [Fact]
    public void No_RAM_answers_at_the_end_of_all_addresses()
    {
        Assert.False(Memory.TryReadWord(new(0xffff_ffff_ffff_fff8), out ulong word));
        Assert.Equal(0ul, word);
        Assert.False(Memory.TryRead(new(0xffff_ffff_ffff_fff0), new byte[64]));
        Assert.False(Memory.Write().TryWriteWord(new(0xffff_ffff_ffff_fff8), 1));
        Assert.False(Memory.Write().TryWrite(new(0xffff_ffff_ffff_fff0), new byte[64]));
    }

    [Fact]
    public void A_refused_write_writes_nothing()
    {
        var writer = Memory.Write();
        Assert.False(writer.TryWrite(new(0xfff0), Enumerable.Repeat((byte)1, 32).ToArray()));
        Assert.False(writer.TryFill(MemoryModel.Pages(15, 2), Frame.Of([1])));
        Assert.False(writer.TryCopyFrames(new(1UL << 32), MemoryModel.Pages(15, 2)));
        Assert.Empty(writer.Touched);
        Assert.Same(Memory, writer.Seal());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_word_starts_at_multiples_of_8(ulong at)
    {
        Assert.Throws<ArgumentException>(() => Memory.TryReadWord(new(at), out _));
        Assert.Throws<ArgumentException>(() => Memory.Write().TryWriteWord(new(at), 1));
    }

    [Theory]
    [InlineData(0x800, 0x1000)]
    [InlineData(0x0, 0x10_0000_0000_1000)]
    public void RAM_is_whole_frames_of_a_physical_address(ulong start, ulong length) =>
        Assert.Throws<ArgumentException>(() => PhysicalMemory.Empty([new(new(start), new(length))]));

    [Fact]
    public void RAM_does_not_overlap() => Assert.Throws<ArgumentException>(() => PhysicalMemory.Empty([MemoryModel.Pages(0, 2), MemoryModel.Pages(1, 2)]));

    [Fact]
    public void Frames_that_did_not_change_are_shared()
    {
        var writer = Memory.Write();
        for (ulong page = 0; page < 16; page++) writer.TryWriteWord(new(page << 12), page + 1);
        var first = writer.Seal();
        writer.TryWriteWord(new(0x3000), 99);
        var second = writer.Seal();
        for (ulong page = 0; page < 16; page++)
            Assert.Equal(page != 3, first.SharesFrame(second, new(page)));
    }

    [Fact]
    public void Writing_the_same_bytes_again_keeps_the_frame()
    {
        var writer = Memory.Write();
        writer.TryWriteWord(new(0x1000), 5);
        var first = writer.Seal();
        writer.TryWriteWord(new(0x1000), 5);
        var second = writer.Seal();
        Assert.True(first.SharesFrame(second, new(1)));
        Assert.Equal(new PhysicalRange(new(0x1000), new(8)), Assert.Single(writer.Touched));
    }

    /// <summary>4 GiB filled with one frame: told from 4 GiB filled with another, and from itself, without a look at a million frames.</summary>
    [Fact]
    public void A_large_fill_costs_no_more_than_a_small_one()
    {
        var range = MemoryModel.Pages(1 << 20, 1 << 20);
        PhysicalMemory Filled(byte value)
        {
            var writer = Memory.Write();
            Assert.True(writer.TryFill(range, Frame.Of([value])));
            return writer.Seal();
        }
        var one = Filled(1);
        Assert.Equal(1L << 20, one.ResidentFrames);
        Assert.True(one.SameBytes(Filled(1)));
        Assert.Equal(range, Assert.Single(one.ChangedRuns(Filled(2))));
        Assert.Equal(range, Assert.Single(one.ResidentRuns()));
    }

    [Fact]
    public void Zeros_that_were_written_are_resident_but_no_change()
    {
        var writer = Memory.Write();
        writer.TryFill(MemoryModel.Pages(2, 3), Frame.Zero);
        var zeros = writer.Seal();
        Assert.Equal(3, zeros.ResidentFrames);
        Assert.True(zeros.SameBytes(Memory));
        Assert.Empty(zeros.ChangedRuns(Memory));
    }
}
