using System.Buffers.Binary;
using System.Collections.Immutable;
using CsCheck;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Tests.FileSystem;

/// <summary>A VFIO container's file, to the byte, and what of it is believed.</summary>
public class ContainerFileTests
{
    private const ulong At = Media.Base + (2 * Media.Block);

    private static readonly PhysicalAddress Block = new(At);

    private static readonly ContainerHeader Header = new(7, 0x0100, 9, 4, 3);

    [Fact]
    public void Header_and_record_stand_where_the_format_says()
    {
        var memory = Written(Header, [new(new(new(0x10_0000), new(0x3000)), new(0x20_0000), new(3), AccessRights.Read)]);
        byte[] page = memory.Peek(At + 0x2000, 0x68);
        Assert.Equal("VFIOCNTR"u8, page.AsSpan(0, 8));
        Assert.Equal((1u, 1u, 7u), (U32(8), U32(16), U32(20)));
        Assert.Equal((0x0100, 9, 1, 4), (U16(24), U16(26), U16(28), U16(30)));
        Assert.Equal((3UL, 0UL, 0UL, 0UL), (U64(32), U64(40), U64(48), U64(56)));
        Assert.Equal((0x10_0000UL, 0x3000UL, 0x20_0000UL, 3UL), (U64(64), U64(72), U64(80), U64(88)));
        Assert.Equal((1u, 0u), (U32(96), U32(100)));
        // Bitmap, top table and header have their pages from the beginning.
        Assert.Equal(0b111UL, BinaryPrimitives.ReadUInt64LittleEndian(memory.Peek(At, 8)));

        uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(at));
        ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(page.AsSpan(at));
        int U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(page.AsSpan(at));
    }

    /// <summary>CRC-32C by its definition, bit by bit, over the bytes as they stand with 0 for the checksum.</summary>
    [Fact]
    public void The_checksum_is_CRC_32C()
    {
        var memory = Written(Header, Some(2));
        byte[] bytes = memory.Peek(At + 0x2000, 64 + 80);
        uint written = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(12));
        bytes.AsSpan(12, 4).Clear();
        Assert.Equal(Crc(bytes), written);
    }

    [Fact]
    public void What_was_written_is_read_whatever_was_there_before() => Gen.Select(Gen.Int[0, 350], Gen.Int[0, 350]).Sample((former, count) =>
    {
        var memory = Written(Header, Some(former));
        var records = Some(count);
        Assert.True(new ContainerFile(memory, Block, PkernfsOptions.Intent).TryWrite(Header, records, out string? problem), problem);
        var read = new ContainerFileReader(memory, Block).Read(out problem);
        Assert.Null(problem);
        Assert.Equal(Header, read!.Header);
        Assert.Equal(records, read.Records);
        for (int i = 0; i < count; i++) Assert.Equal(records[i].Range.Start.Value, BinaryPrimitives.ReadUInt64LittleEndian(memory.Peek(new ContainerFileReader(memory, Block).RecordBytes(i)!.Value.Start.Value, 8)));
    }, iter: 60);

    /// <summary>Any one byte of the header or of a record, changed to anything else, is noticed.</summary>
    [Fact]
    public void A_changed_byte_is_noticed() => Gen.Select(Gen.Int[0, 63 + (120 * 40)], Gen.Int[1, 255]).Sample((place, difference) =>
    {
        var memory = Written(Header, Some(120));
        ulong at = place < 64 + (100 * 40) ? At + 0x2000 + (ulong)place : At + 0x3000 + 16 + (ulong)(place - 64 - (100 * 40));
        memory.TryWrite(new(at), [(byte)(memory.Peek(at, 1)[0] ^ difference)]);
        Assert.Null(new ContainerFileReader(memory, Block).Read(out string? problem));
        Assert.Matches("^E(IO|INVAL): ", problem);
    }, iter: 400);

    [Theory]
    [InlineData(0x2000, 8, "in place of its magic")]
    [InlineData(0x2008, 4, "has version 0; this kernel reads version 1")]
    [InlineData(0x200c, 4, "does not match its checksum")]
    [InlineData(0x2010, 4, "the chain of pages is broken")]
    [InlineData(0x2028, 8, "the chain of pages is broken")]
    [InlineData(0x2040, 40, "does not match its checksum")]
    [InlineData(0x3000, 8, "the chain of pages is broken")]
    [InlineData(0x3010, 40, "does not match its checksum")]
    public void Lost_bytes_are_told(int offset, int length, string words)
    {
        var memory = Written(Header, Some(120));
        memory.TryWrite(new(At + (ulong)offset), new byte[length]);
        Assert.Null(new ContainerFileReader(memory, Block).Read(out string? problem));
        Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    /// <summary>A checksum can be made to fit; what it covers must still be mappings.</summary>
    [Theory]
    [InlineData(64, 0x800UL, "no multiple of 4 KiB")]
    [InlineData(72, 0UL, "it is empty")]
    [InlineData(64, 0xffff_ffff_ffff_e000UL, "past the top")]
    [InlineData(96, 4UL, "its rights are 0x4")]
    [InlineData(96, 1UL << 32 | 1, "reserved bytes are not 0")]
    public void A_record_that_is_no_mapping_is_refused_though_the_checksum_fits(int offset, ulong value, string words)
    {
        var memory = Written(Header, Some(1));
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(word, value);
        memory.TryWrite(new(At + 0x2000 + (ulong)offset), word);
        memory.TryWrite(new(At + 0x200c), new byte[4]);
        BinaryPrimitives.WriteUInt32LittleEndian(word, Crc(memory.Peek(At + 0x2000, 64 + 40)));
        memory.TryWrite(new(At + 0x200c), word[..4]);
        Assert.Null(new ContainerFileReader(memory, Block).Read(out string? problem));
        Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_ends_whatever_stands_there() => Gen.Byte.Array[4096].Array[4].Sample(pages =>
    {
        var memory = Media.Ram(4);
        for (int i = 0; i < pages.Length; i++) memory.TryWrite(new(At + ((ulong)i * 4096)), pages[i]);
        memory.TryWrite(new(At + 0x2000), "VFIOCNTR\u0001\0\0\0"u8);
        Assert.Null(new ContainerFileReader(memory, Block).Read(out string? problem));
        Assert.NotNull(problem);
    }, iter: 50);

    [Fact]
    public void Records_take_pages_until_the_block_has_none_and_then_nothing_changes()
    {
        var memory = Written(Header, Some(1));
        var file = new ContainerFile(memory, Block, PkernfsOptions.Intent);
        Assert.True(file.TryWrite(Header, Some(ContainerLayout.MaxRecords), out _));
        Assert.Equal(512, new PageTableRegionReader(memory, Block).AllocatedPages);
        byte[] before = memory.Peek(At, 1 << 21);
        Assert.False(file.TryWrite(Header, Some(ContainerLayout.MaxRecords + 1), out string? problem));
        Assert.StartsWith("ENOSPC: ", problem, StringComparison.Ordinal);
        Assert.Equal(before, memory.Peek(At, 1 << 21));
    }

    private static RegionMemory Written(ContainerHeader header, ImmutableArray<ContainerRecord> records)
    {
        var memory = Media.Ram(4);
        Assert.True(new ContainerFile(memory, Block, PkernfsOptions.Intent).TryWrite(header, records, out string? problem), problem);
        return memory;
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int i = 0; i < 8; i++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82f63b78 : crc >> 1;
        }
        return ~crc;
    }

    private static ImmutableArray<ContainerRecord> Some(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new ContainerRecord(new(new((ulong)i * 0x4000), new(0x3000)), new((ulong)i * 0x5000), new(3 + (ulong)(i % 5)), i % 3 == 0 ? AccessRights.Read : AccessRights.ReadWrite))];
}
