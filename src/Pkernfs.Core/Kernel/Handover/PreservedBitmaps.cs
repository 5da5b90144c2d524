using System.Buffers.Binary;
using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// The record of preserved memory of kho-v1, written out once before the kexec: a list of chunks, one page each, of one order each; a chunk
/// names up to 255 bitmaps of 512 bytes. Chunks and bitmaps are plain memory: only that the next kernel stays in scratch until it has read
/// them keeps them whole.
/// </summary>
/// <remarks>Chunk: u64 next chunk @0, u32 order @8, u32 count @12, then {u64 first address, u64 bitmap} from @16 on.</remarks>
public static class PreservedBitmaps
{
    /// <summary>Bits of a bitmap: at order 0 they cover 16 MiB.</summary>
    public const int BitmapBits = 4096;

    /// <summary>Bitmaps that one chunk names.</summary>
    public const int ChunkCapacity = 255;

    /// <summary>Bytes of a chunk before its pairs, and of a pair.</summary>
    public const int ChunkHeader = 16, PairSize = 16;

    private const int BitmapBytes = BitmapBits / 8, MostChunks = 10_000;

    /// <summary>Writes the list; its first chunk, zero where there is nothing to write; null where no page is left.</summary>
    /// <param name="allocate">Gives zeroed pages.</param>
    public static PhysicalAddress? Write(IMemoryWriter memory, IEnumerable<PreservedBlock> blocks, Func<PhysicalAddress?> allocate)
    {
        PhysicalAddress first = default, chunk = default, room = default;
        int pairs = 0, roomLeft = 0;
        foreach (var order in blocks.GroupBy(block => block.Order).OrderBy(group => group.Key))
        {
            pairs = ChunkCapacity;
            foreach (var bitmap in order.GroupBy(IndexOf).OrderBy(group => group.Key))
            {
                if (pairs == ChunkCapacity)
                {
                    if (allocate() is not { } next) return null;
                    if (chunk == default) first = next;
                    else memory.TryWriteWord(chunk, next.Value);
                    (chunk, pairs) = (next, 0);
                }
                if (roomLeft == 0)
                {
                    if (allocate() is not { } fresh) return null;
                    (room, roomLeft) = (fresh, FrameNumber.SizeInBytes / BitmapBytes);
                }
                memory.TryWrite(room, Bits(bitmap));
                var pair = chunk + new ByteCount((ulong)(ChunkHeader + (pairs * PairSize)));
                memory.TryWriteWord(pair, (bitmap.Key * BitmapBits) << (order.Key + FrameNumber.Shift));
                memory.TryWriteWord(pair + new ByteCount(8), room.Value);
                pairs++;
                memory.TryWriteWord(chunk + new ByteCount(8), (uint)order.Key | ((ulong)pairs << 32));
                (room, roomLeft) = (room + new ByteCount(BitmapBytes), roomLeft - 1);
            }
        }
        return first;
    }

    /// <summary>Reads the list from its first chunk on.</summary>
    public static PreservedMap Read(IMemoryView memory, PhysicalAddress first)
    {
        var blocks = ImmutableArray.CreateBuilder<PreservedBlock>();
        var pages = ImmutableArray.CreateBuilder<TrackerPage>();
        var seen = new HashSet<PhysicalAddress>();
        byte[] chunk = new byte[FrameNumber.SizeInBytes];
        for (var at = first; at != default; at = new(BinaryPrimitives.ReadUInt64LittleEndian(chunk)))
        {
            if (!Readable(at, FrameNumber.SizeInBytes) || !memory.TryRead(at, chunk) || !seen.Add(at) || seen.Count > MostChunks) return Broken($"chunk at {at}");
            pages.Add(new(at, "bitmap chunk"));
            uint order = BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(8)), count = BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(12));
            if (order > PreservedBlock.MostOrder || count > ChunkCapacity) return Broken($"chunk at {at}, order {order}, {count} bitmaps");
            for (int i = 0; i < count; i++)
            {
                var pair = chunk.AsSpan(ChunkHeader + (i * PairSize));
                var bitmap = new PhysicalAddress(BinaryPrimitives.ReadUInt64LittleEndian(pair[8..]));
                if (!TakeBitmap(new(BinaryPrimitives.ReadUInt64LittleEndian(pair)), bitmap, (int)order)) return Broken($"bitmap at {bitmap}");
                var page = bitmap.AlignDown(ByteCount.Page);
                if (seen.Add(page)) pages.Add(new(page, "bitmaps"));
            }
        }
        return new(blocks.ToImmutable(), pages.ToImmutable(), null);

        bool TakeBitmap(PhysicalAddress start, PhysicalAddress bitmap, int order)
        {
            Span<byte> bits = stackalloc byte[BitmapBytes];
            if (!Readable(bitmap, BitmapBytes) || !memory.TryRead(bitmap, bits)) return false;
            for (int bit = 0; bit < BitmapBits; bit++)
            {
                if ((bits[bit / 8] >> (bit % 8) & 1) == 0) continue;
                ulong address = start.Value + ((ulong)bit << (order + FrameNumber.Shift));
                if (address >> PhysicalMemory.AddressBits != 0) return false;
                blocks.Add(new(new(address), order));
            }
            return true;
        }

        PreservedMap Broken(string what) => new(blocks.ToImmutable(), pages.ToImmutable(), $"The record of preserved memory is damaged: {what}.");

        static bool Readable(PhysicalAddress address, int length) => (address.Value >> PhysicalMemory.AddressBits) == 0 && address.Value % 8 == 0 && length > 0;
    }

    private static ulong IndexOf(PreservedBlock block) => (block.Address.Frame.Value >> block.Order) / BitmapBits;

    private static byte[] Bits(IEnumerable<PreservedBlock> blocks)
    {
        byte[] bits = new byte[BitmapBytes];
        foreach (var block in blocks)
        {
            int bit = (int)((block.Address.Frame.Value >> block.Order) % BitmapBits);
            bits[bit / 8] |= (byte)(1 << (bit % 8));
        }
        return bits;
    }
}
