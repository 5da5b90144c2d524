using System.Runtime.InteropServices;
using CsCheck;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Tests.Memory;

/// <summary>Long histories of few frames, so that frames go from patches to pages and back to being shared; branches off any moment; and reading often.</summary>
public class FrameHistoryTests
{
    private const int Frames = 6, Words = Frames * Frame.WordCount;

    /// <summary>A value that is written to the whole frame.</summary>
    private const ulong WholeFrame = 60;

    private static readonly Gen<(int Parent, (int Word, ulong Value)[] Writes)[]> Histories =
        Gen.Select(Gen.Int[0, 100], Gen.Select(Gen.Int[0, Words - 1], Gen.ULong[0, WholeFrame]).Array[0, 80]).Array[1, 40];

    /// <summary>Each moment continues one of those before it, mostly not the newest; all of them stay what they were.</summary>
    [Theory]
    [InlineData(new ulong[] { 14, 15, 16, 17, 18, 19 })] // neighbours, over two lowest nodes
    [InlineData(new ulong[] { 0x3, 0x5000, 0x88_0000, 0x100_0000, 0x800_0000, 0xfff_ffff })] // each alone
    [InlineData(new ulong[] { 0x3, 0x4, 0x103, 0x5000, 0x5_000f, 0xfff_ffff })] // some alone, some with one near by
    public void Every_moment_of_a_tree_of_histories_keeps_its_bytes(ulong[] frames) => Histories.Sample(
        history =>
        {
            var empty = PhysicalMemory.Empty([MemoryModel.Pages(0, 1UL << 28)]);
            var moments = new List<(PhysicalMemory Memory, ulong[] Words)> { (empty, new ulong[Words]) };
            foreach (var (parent, writes) in history)
            {
                // Half of them go on from the newest, so that frames come to have more patches than fit.
                var (memory, words) = parent % 2 == 0 ? moments[^1] : moments[parent % moments.Count];
                var (writer, model) = (memory.Write(), (ulong[])words.Clone());
                foreach (var (word, value) in writes) Write(writer, model, frames, word, value);
                moments.Add((writer.Seal(), model));
            }
            foreach (var (memory, words) in moments) AssertHolds(memory, words, frames);
            for (int i = 1; i < moments.Count; i++)
            {
                var (one, other) = (moments[i - 1], moments[i]);
                ulong[] expected = [.. Enumerable.Range(0, Words).Where(word => one.Words[word] != other.Words[word]).Select(word => Address(word, frames).Value)];
                Assert.Equal(expected, one.Memory.ChangedWords(other.Memory).SelectMany(range => Enumerable.Range(0, (int)(range.Length.Value / 8)).Select(word => range.Start.Value + ((ulong)word * 8))));
            }
        },
        iter: 60);

    /// <summary>Reads past the point at which a memory keeps a directory give the same, for each kind of frame: whole, patched, filled, never written, not RAM.</summary>
    [Fact]
    public void Reading_often_gives_what_reading_once_gives()
    {
        var writer = PhysicalMemory.Empty([MemoryModel.Pages(0, 700), MemoryModel.Pages(0x4000_0000, 4)]).Write();
        writer.TryFill(MemoryModel.Pages(10, 100), Frame.Of([1, 2, 3]));
        for (int word = 0; word < Frame.WordCount; word++) writer.TryWriteWord(new(0x20_0000 + ((ulong)word * 8)), (ulong)word);
        writer.Seal();
        writer.TryWriteWord(new(0xa008), 7);
        writer.TryWriteWord(new(0x4000_0000_000), 9);
        var memory = writer.Seal();
        ulong[] places = [0xa000, 0xa008, 0xb000, 0x20_0000, 0x20_0ff8, 0x2b_b000, 0x2b_c000, 0x4000_0000_000, 0x4000_0003_ff8, 0x4000_0004_000];
        (bool, ulong)[] once = [.. places.Select(Read)];
        for (int i = 0; i < 1000; i++) Assert.Equal(once, places.Select(Read));
        Assert.NotEqual(0, memory.DirectoryBytes);
        ulong[] scratch = new ulong[Frame.WordCount];
        foreach (ulong place in places)
        {
            bool isRam = memory.TryReadFrame(new PhysicalAddress(place).AlignDown(ByteCount.Page), scratch, out var words);
            Assert.Equal(Read(place), (isRam, isRam ? words[(int)(place % 4096 / 8)] : 0));
        }

        (bool, ulong) Read(ulong place) => (memory.TryReadWord(new(place), out ulong word), word);
    }

    /// <summary>Two writers from one memory at the same time: neither sees the other's bytes.</summary>
    [Fact]
    public void Two_writers_from_one_memory_do_not_meet()
    {
        var first = PhysicalMemory.Empty([MemoryModel.Pages(0, 16)]).Write();
        first.TryWriteWord(new(0x1000), 1);
        var common = first.Seal();
        var (one, other) = (common.Write(), common.Write());
        for (ulong word = 0; word < 512; word++)
        {
            one.TryWriteWord(new(0x1000 + (word * 8)), 2);
            other.TryWriteWord(new(0x1000 + (word * 8)), 3);
        }
        var (ones, others) = (one.Seal(), other.Seal());
        first.TryWriteWord(new(0x1008), 4);
        AssertHolds(ones, 2);
        AssertHolds(others, 3);
        Assert.Equal([new PhysicalRange(new(0x1008), new(8))], common.ChangedWords(first.Seal()));

        static void AssertHolds(PhysicalMemory memory, ulong expected)
        {
            for (ulong word = 0; word < 512; word++)
            {
                Assert.True(memory.TryReadWord(new(0x1000 + (word * 8)), out ulong found));
                Assert.Equal(expected, found);
            }
        }
    }

    /// <summary>A word that changes costs its block and the way to it, not its frame, and a step that writes nothing costs nothing.</summary>
    [Fact]
    public void A_step_costs_what_it_writes()
    {
        var writer = PhysicalMemory.Empty([MemoryModel.Pages(0, 1UL << 28)]).Write();
        for (ulong frame = 0; frame < 32; frame++) writer.TryWrite(new(frame << 12), Enumerable.Repeat((byte)1, 4096).ToArray());
        var before = writer.Seal();
        writer.TryWriteWord(new(0x5000), 99);
        var after = writer.Seal();
        Assert.InRange(after.StoredBytes - before.StoredBytes, 64, 640);
        writer.TryWriteWord(new(0x5000), 99);
        Assert.Equal(after.StoredBytes, writer.Seal().StoredBytes);
    }

    private static void Write(MemoryWriter writer, ulong[] model, ulong[] frames, int word, ulong value)
    {
        if (value == WholeFrame)
        {
            var page = model.AsSpan(word / Frame.WordCount * Frame.WordCount, Frame.WordCount);
            page.Fill((ulong)word);
            Assert.True(writer.TryWrite(new FrameNumber(frames[word / Frame.WordCount]).Address, MemoryMarshal.AsBytes(page)));
            return;
        }
        // Few values, so that some writes change nothing.
        Assert.True(writer.TryWriteWord(Address(word, frames), value % 4));
        model[word] = value % 4;
    }

    private static PhysicalAddress Address(int word, ulong[] frames) => new((frames[word / Frame.WordCount] << 12) + ((ulong)(word % Frame.WordCount) * 8));

    private static void AssertHolds(PhysicalMemory memory, ulong[] words, ulong[] frames)
    {
        for (int word = 0; word < Words; word++)
        {
            Assert.True(memory.TryReadWord(Address(word, frames), out ulong found));
            Assert.Equal(words[word], found);
        }
    }
}
