using System.Buffers.Binary;
using CsCheck;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Tests.Artifacts;

public class ElfCoreTests
{
    private const ulong Page = 4096;

    private static readonly PatternMemory Memory = new(new(default, ByteCount.FromGiB(4)));

    private static PhysicalRange Pages(ulong first, ulong count) => new(new(first * Page), new(count * Page));

    private static byte[] Write(IMemoryView memory, params PhysicalRange[] runs)
    {
        Assert.True(ElfCoreWriter.TryPlan(runs, memory, out var writer, out string? problem), problem);
        using var file = new MemoryStream();
        writer.Write(file);
        Assert.Equal(writer.Length, file.Length);
        return file.ToArray();
    }

    private static ElfCoreReader Open(byte[] file)
    {
        Assert.True(ElfCoreReader.TryOpen(new MemoryStream(file), out var reader, out string? problem), problem);
        return reader;
    }

    // Two runs: one page at 1 MiB, two at 1 GiB.
    private static readonly byte[] Example = Write(Memory, Pages(0x100, 1), Pages(0x40000, 2));

    [Theory]
    [InlineData(0, 8, 0x0001_0102_464c_457fUL)]
    [InlineData(8, 8, 0UL)]
    [InlineData(16, 2, 4UL)]
    [InlineData(18, 2, 62UL)]
    [InlineData(20, 4, 1UL)]
    [InlineData(24, 8, 0UL)]
    [InlineData(32, 8, 64UL)]
    [InlineData(40, 8, 0UL)]
    [InlineData(48, 4, 0UL)]
    [InlineData(52, 2, 64UL)]
    [InlineData(54, 2, 56UL)]
    [InlineData(56, 2, 2UL)]
    [InlineData(58, 2, 0UL)]
    [InlineData(60, 2, 0UL)]
    [InlineData(62, 2, 0UL)]
    [InlineData(64 + 0, 4, 1UL)]
    [InlineData(64 + 4, 4, 6UL)]
    [InlineData(64 + 8, 8, 0x1000UL)]
    [InlineData(64 + 16, 8, 0xffff_8880_0010_0000UL)]
    [InlineData(64 + 24, 8, 0x10_0000UL)]
    [InlineData(64 + 32, 8, 0x1000UL)]
    [InlineData(64 + 40, 8, 0x1000UL)]
    [InlineData(64 + 48, 8, 0x1000UL)]
    [InlineData(120 + 0, 4, 1UL)]
    [InlineData(120 + 8, 8, 0x2000UL)]
    [InlineData(120 + 16, 8, 0xffff_8880_4000_0000UL)]
    [InlineData(120 + 24, 8, 0x4000_0000UL)]
    [InlineData(120 + 32, 8, 0x2000UL)]
    [InlineData(120 + 40, 8, 0x2000UL)]
    [InlineData(176, 8, 0UL)]
    [InlineData(0x1000, 8, 0x10_0000UL)]
    [InlineData(0x1008, 8, 0x10_0008UL)]
    [InlineData(0x2000, 8, 0x4000_0000UL)]
    [InlineData(0x3ff8, 8, 0x4000_1ff8UL)]
    public void The_file_is_what_the_format_says(int offset, int length, ulong expected)
    {
        byte[] word = new byte[8];
        Example.AsSpan(offset, length).CopyTo(word);
        Assert.Equal(expected, BinaryPrimitives.ReadUInt64LittleEndian(word));
        Assert.Equal(0x4000, Example.Length);
    }

    [Fact]
    public void What_is_written_reads_back()
    {
        // Gaps and lengths in pages, so that runs are sorted; a gap of 0 makes neighbours.
        Gen.Select(Gen.ULong[0, 40], Gen.ULong[0, 40]).Array[0, 20].Sample(
            parts =>
            {
                var runs = new List<PhysicalRange>();
                ulong page = 3;
                foreach (var (gap, count) in parts)
                {
                    runs.Add(Pages(page + gap, count));
                    page += gap + count;
                }
                var reader = Open(Write(Memory, [.. runs]));
                Assert.Equal(runs.Sum(run => (long)run.Length.Value), reader.Runs.Sum(run => (long)run.Length.Value));
                for (ulong at = 0; at < page + 3; at++)
                {
                    var address = new PhysicalAddress(at * Page + 8);
                    bool held = runs.Any(run => run.Contains(address));
                    Assert.Equal(held, reader.TryReadWord(address, out ulong word));
                    Assert.Equal(held ? address.Value : 0, word);
                }
            },
            iter: 100);
    }

    [Fact]
    public async Task Written_asynchronously_it_is_the_same_file()
    {
        Assert.True(ElfCoreWriter.TryPlan([Pages(0x100, 1), Pages(0x40000, 2)], Memory, out var writer, out _));
        using var file = new MemoryStream();
        await writer.WriteAsync(file, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Example, file.ToArray());
    }

    [Fact]
    public void Neighbours_become_one_segment_and_are_read_across()
    {
        var reader = Open(Write(Memory, Pages(5, 2), Pages(7, 1), default, Pages(9, 1)));
        Assert.Equal([Pages(5, 3), Pages(9, 1)], reader.Runs);
        byte[] bytes = new byte[2 * Page];
        Assert.True(reader.TryRead(new(6 * Page), bytes));
        Assert.Equal(7 * Page, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan((int)Page)));
        Assert.False(reader.TryRead(new(7 * Page), bytes));
        Assert.False(reader.IsAccessible(Pages(8, 1)));
    }

    [Theory]
    [InlineData(65_534, 65_534, 0, 0)]
    [InlineData(65_535, 0xffff, 1, 64)]
    [InlineData(70_000, 0xffff, 1, 64)]
    public void From_65535_segments_on_the_count_is_in_a_section_header(int count, int headerCount, int sections, int sectionOffset)
    {
        var runs = Enumerable.Range(0, count).Select(i => Pages((ulong)i * 2, 1)).ToArray();
        Assert.True(ElfCoreWriter.TryPlan(runs, Memory, out var writer, out string? refused), refused);
        using var file = new HeadStream(4 << 20);
        writer.Write(file);
        Assert.Equal(writer.Length, file.Length);

        byte[] header = new byte[128];
        file.Position = 0;
        file.ReadExactly(header);
        Assert.Equal(headerCount, BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(56)));
        Assert.Equal(sections, BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(60)));
        Assert.Equal(sectionOffset, BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(40)));
        Assert.Equal(sections == 0 ? 64 : 128, BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(32)));
        if (sections != 0) Assert.Equal(count, BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(64 + 44)));

        Assert.True(ElfCoreReader.TryOpen(file, out var reader, out string? problem), problem);
        Assert.Equal(runs, reader.Runs);
    }

    [Fact]
    public void A_dump_of_nothing_is_a_file_of_one_page()
    {
        byte[] file = Write(Memory);
        Assert.Equal((int)Page, file.Length);
        Assert.Empty(Open(file).Runs);
    }

    [Fact]
    public void Runs_that_cannot_be_segments_are_refused_with_a_sentence()
    {
        Refused("whole 4 KiB pages", new PhysicalRange(new(1), new(Page)));
        Refused("whole 4 KiB pages", new PhysicalRange(default, new(Page + 1)));
        Refused("sorted by address", Pages(9, 1), Pages(3, 1));
        Refused("sorted by address", Pages(3, 2), Pages(4, 1));
        Refused("Not all", Pages(1 << 20, 1));

        static void Refused(string why, params PhysicalRange[] runs)
        {
            Assert.False(ElfCoreWriter.TryPlan(runs, Memory, out _, out string? problem));
            Assert.Contains(why, problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, 0x00, "no ELF file")]
    [InlineData(4, 1, "64-bit")]
    [InlineData(5, 2, "little endian")]
    [InlineData(16, 2, "not a dump")]
    [InlineData(18, 183, "machine 183")]
    [InlineData(54, 32, "32 bytes each")]
    [InlineData(33, 0xff, "cut short")]
    [InlineData(57, 0x80, "cut short")]
    [InlineData(64 + 11, 1, "cut short")]
    [InlineData(64 + 34, 1, "damaged")]
    public void A_damaged_header_is_told(int offset, byte value, string why)
    {
        byte[] file = (byte[])Example.Clone();
        file[offset] = value;
        Assert.False(ElfCoreReader.TryOpen(new MemoryStream(file), out _, out string? problem));
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_dump_is_told_apart()
    {
        Assert.False(ElfCoreReader.TryOpen(new MemoryStream("KDUMP   and more"u8.ToArray()), out _, out string? problem));
        Assert.Contains("makedumpfile", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_anywhere_it_neither_opens_nor_throws()
    {
        for (int length = 0; length < Example.Length; length += length < 300 ? 1 : 97)
        {
            Assert.False(ElfCoreReader.TryOpen(new MemoryStream(Example[..length]), out _, out string? problem));
            Assert.NotNull(problem);
        }
    }

    [Fact]
    public void Any_damage_to_the_headers_is_survived() =>
        Gen.Select(Gen.Int[0, 175], Gen.Byte).Array[1, 6].Sample(damage =>
        {
            byte[] file = (byte[])Example.Clone();
            foreach (var (offset, value) in damage) file[offset] = value;
            if (!ElfCoreReader.TryOpen(new MemoryStream(file), out var reader, out string? problem))
            {
                Assert.NotNull(problem);
                return;
            }
            foreach (var run in reader.Runs) Assert.True(reader.TryRead(run.Start, new byte[Math.Min(run.Length.Value, 64)]));
        });

    [Fact]
    public void Others_segments_may_overlap_end_in_zeros_and_hold_no_physical_memory()
    {
        // The second segment made to begin a page before the end of the first, the first made longer in memory than in the file.
        byte[] file = Write(Memory, Pages(0x100, 2), Pages(0x200, 2));
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(120 + 24), 0x101 * Page);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(64 + 32), Page);
        var reader = Open(file);
        Assert.Equal([Pages(0x100, 2), Pages(0x102, 1)], reader.Runs);
        Assert.Equal([0x10_0000UL, 0, 0x20_1000], new ulong[] { 0x100, 0x101, 0x102 }.Select(page => reader.TryReadWord(new(page * Page), out ulong word) ? word : ulong.MaxValue));

        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(120 + 24), ulong.MaxValue);
        Assert.Equal([Pages(0x100, 2)], Open(file).Runs);
    }

    [Fact]
    public void A_word_at_an_odd_address_is_the_callers_error() =>
        Assert.Throws<ArgumentException>(() => Open(Example).TryReadWord(new(0x10_0001), out _));
}
