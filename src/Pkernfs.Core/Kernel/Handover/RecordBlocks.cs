using System.Buffers.Binary;
using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>How the orchestrator keeps lists of records of one length in memory, by the age of its format.</summary>
/// <param name="Header">Bytes before the records of a block.</param>
/// <param name="CountAt">Where in the header the number of records stands; null where it stands elsewhere.</param>
/// <param name="HasNext">True where the first word is the next block's address.</param>
/// <param name="Pages">Pages of a block.</param>
public sealed record RecordBlocks(int Header, int? CountAt, bool HasNext, int Pages)
{
    /// <summary>luo-v5: a chain of pages, u64 next @0, u64 count @8, records from @16 on.</summary>
    public static RecordBlocks Chain { get; } = new(16, 8, true, 1);

    /// <summary>luo-v1's sessions: one block of 16 pages, u64 count @0, records from @8 on.</summary>
    public static RecordBlocks OldSessions { get; } = new(8, 0, false, 16);

    /// <summary>luo-v1's files: one block of 2 pages for each session, records alone.</summary>
    public static RecordBlocks OldFiles { get; } = new(0, null, false, 2);

    /// <summary>Shared data: one page, u64 pages @0, u64 count @8, records from @16 on.</summary>
    public static RecordBlocks SharedData { get; } = new(16, 8, false, 1);

    private const int MostBlocks = 10_000;

    /// <summary>Records of that size in one block.</summary>
    public int Capacity(int size) => ((Pages * FrameNumber.SizeInBytes) - Header) / size;

    /// <summary>Writes records; the first block's place; null where no memory is left, or where all must fit into one block and do not.</summary>
    /// <param name="allocate">Gives a zeroed run of <see cref="Pages"/> pages.</param>
    public PhysicalAddress? Write(IMemoryWriter memory, IReadOnlyList<byte[]> records, int size, Func<PhysicalAddress?> allocate)
    {
        int capacity = Capacity(size);
        if (!HasNext && records.Count > capacity) return null;
        PhysicalAddress first = default, block = default;
        for (int i = 0; i < Math.Max(records.Count, HasNext ? 0 : 1); i += capacity)
        {
            if (allocate() is not { } next) return null;
            if (first == default) first = next;
            else memory.TryWriteWord(block, next.Value);
            block = next;
            int here = Math.Min(capacity, records.Count - i);
            if (this == SharedData) memory.TryWriteWord(block, (ulong)Pages);
            if (CountAt is { } at) memory.TryWriteWord(block + new ByteCount((ulong)at), (ulong)here);
            for (int j = 0; j < here; j++) memory.TryWrite(block + new ByteCount((ulong)(Header + (j * size))), records[i + j]);
        }
        return first;
    }

    /// <summary>Reads records back; null, with a sentence, where a block is damaged.</summary>
    /// <param name="expected">How many there are; null where only the blocks say.</param>
    public RecordList? Read(IMemoryView memory, PhysicalAddress first, int size, ulong? expected, out string? problem)
    {
        var blocks = ImmutableArray.CreateBuilder<PhysicalAddress>();
        var records = ImmutableArray.CreateBuilder<(PhysicalAddress, byte[])>();
        byte[] bytes = new byte[Pages * FrameNumber.SizeInBytes];
        var seen = new HashSet<PhysicalAddress>();
        for (var at = first; at != default; at = HasNext ? new(BinaryPrimitives.ReadUInt64LittleEndian(bytes)) : default)
        {
            if (at.Value >> PhysicalMemory.AddressBits != 0 || !at.IsAligned(ByteCount.Page) || !seen.Add(at) || seen.Count > MostBlocks || !memory.TryRead(at, bytes))
            {
                problem = $"the list leads to {at}, where no block of it can be.";
                return null;
            }
            ulong count = CountAt is { } place ? BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(place)) : expected ?? 0;
            if (count > (ulong)Capacity(size) || (HasNext && count == 0))
            {
                problem = $"the block at {at} says it holds {count} records; 1 to {Capacity(size)} are possible (EINVAL).";
                return null;
            }
            blocks.Add(at);
            for (int i = 0; i < (int)count; i++)
            {
                int offset = Header + (i * size);
                records.Add((at + new ByteCount((ulong)offset), bytes.AsSpan(offset, size).ToArray()));
            }
        }
        problem = expected is { } all && all != (ulong)records.Count ? $"the list at {first} holds {records.Count} records, {all} are expected." : null;
        return problem is null ? new(blocks.ToImmutable(), records.ToImmutable()) : null;
    }
}

/// <summary>A list of records as read.</summary>
/// <param name="Blocks">Its blocks, in order.</param>
/// <param name="Records">Each record's place and bytes.</param>
public sealed record RecordList(ImmutableArray<PhysicalAddress> Blocks, ImmutableArray<(PhysicalAddress Place, byte[] Bytes)> Records);
