using CsCheck;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Tests.Memory;

/// <summary>Long histories of few frames, so that frames go from patches to pages and back to being shared; branches off any moment; and reading often.</summary>
public class FrameHistoryTests
{
    private const int Frames = 6, Words = Frames * Frame.WordCount;

    private static readonly Gen<(int Parent, (int Word, ulong Value)[] Writes)[]> Histories =
        Gen.Select(Gen.Int[0, 100], Gen.Select(Gen.Int[0, Words - 1], Gen.ULong[0, 3]).Array[0, 60]).Array[1, 40];

    /// <summary>Each moment continues one of those before it, mostly not the newest; all of them stay what they were.</summary>
    [Fact]
    public void Every_moment_of_a_tree_of_histories_keeps_its_bytes() => Histories.Sample(
        history =>
        {
            var moments = new List<(PhysicalMemory Memory, ulong[] Words)> { (PhysicalMemory.Empty([MemoryModel.Pages(14, Frames)]), new ulong[Words]) };
            foreach (var (parent, writes) in history)
            {
                var (memory, words) = moments[parent % moments.Count];
                var (writer, model) = (memory.Write(), (ulong[])words.Clone());
                foreach (var (word, value) in writes)
                {
                    Assert.True(writer.TryWriteWord(Address(word), value));
                    model[word] = value;
                }
                moments.Add((writer.Seal(), model));
            }
            foreach (var (memory, words) in moments) AssertHolds(memory, words);
            for (int i = 1; i < moments.Count; i++)
            {
                var (one, other) = (moments[i - 1], moments[i]);
                ulong[] expected = [.. Enumerable.Range(0, Words).Where(word => one.Words[word] != other.Words[word]).Select(word => Address(word).Value)];
                Assert.Equal(expected, one.Memory.ChangedWords(other.Memory).SelectMany(range => Enumerable.Range(0, (int)(range.Length.Value / 8)).Select(word => range.Start.Value + ((ulong)word * 8))));
            }
        },
        iter: 100);

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

    private static PhysicalAddress Address(int word) => new((14UL << 12) + ((ulong)word * 8));

    private static void AssertHolds(PhysicalMemory memory, ulong[] words)
    {
        for (int word = 0; word < Words; word++)
        {
            Assert.True(memory.TryReadWord(Address(word), out ulong found));
            Assert.Equal(words[word], found);
        }
    }
}
