using System.Buffers.Binary;
using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// A vmalloc area that is handed over, 16 bytes: u64 first chunk, u32 pages, u16 flags, u16 order. A chunk is a page: u64 next chunk, then up
/// to 511 addresses of pages, ended by a zero.
/// </summary>
/// <param name="Pages">Pages of the area in all.</param>
/// <param name="Flags">1: vmalloc's own pages; 2: huge mappings.</param>
/// <param name="Order">Each address covers 2^order pages.</param>
public sealed record VmallocDescriptor(PhysicalAddress FirstChunk, uint Pages, ushort Flags, ushort Order)
{
    public const int Size = 16;

    /// <summary>Addresses in one chunk.</summary>
    public const int ChunkCapacity = 511;

    public const ushort FlagAlloc = 1;

    private const int MostChunks = 4096;

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, FirstChunk.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Pages);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[12..], Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[14..], Order);
    }

    public static VmallocDescriptor Read(ReadOnlySpan<byte> bytes) => new(
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]));

    /// <summary>Writes the chunks for an area's pages; null where no page is left for one.</summary>
    /// <param name="allocate">Gives zeroed pages, which it hands over.</param>
    public static VmallocDescriptor? Preserve(IMemoryWriter memory, ImmutableArray<PhysicalAddress> pages, Func<PhysicalAddress?> allocate)
    {
        PhysicalAddress first = default, chunk = default;
        for (int i = 0; i < pages.Length; i++)
        {
            int place = i % ChunkCapacity;
            if (place == 0)
            {
                if (allocate() is not { } next) return null;
                if (first == default) first = next;
                else memory.TryWriteWord(chunk, next.Value);
                chunk = next;
            }
            memory.TryWriteWord(chunk + new ByteCount((ulong)(place + 1) * sizeof(ulong)), pages[i].Value);
        }
        return new(first, (uint)pages.Length, FlagAlloc, 0);
    }

    /// <summary>The area's pages and the chunks that name them; null, with a sentence, where a chunk is damaged.</summary>
    public (ImmutableArray<PhysicalAddress> Pages, ImmutableArray<PhysicalAddress> Chunks)? Follow(IMemoryView memory, out string? problem)
    {
        var pages = ImmutableArray.CreateBuilder<PhysicalAddress>();
        var chunks = ImmutableArray.CreateBuilder<PhysicalAddress>();
        byte[] chunk = new byte[FrameNumber.SizeInBytes];
        for (var at = FirstChunk; at != default; at = new(BinaryPrimitives.ReadUInt64LittleEndian(chunk)))
        {
            if (at.Value >> PhysicalMemory.AddressBits != 0 || chunks.Count == MostChunks || !memory.TryRead(at, chunk))
            {
                problem = $"the list of a preserved vmalloc area leads to {at}, where no chunk of it can be.";
                return null;
            }
            chunks.Add(at);
            for (int i = 1; i <= ChunkCapacity; i++)
            {
                ulong page = BinaryPrimitives.ReadUInt64LittleEndian(chunk.AsSpan(i * sizeof(ulong)));
                if (page == 0) break;
                pages.Add(new(page));
            }
        }
        problem = (uint)pages.Count << Order == Pages ? null : $"a preserved vmalloc area should have {Pages} pages, its list names {pages.Count}.";
        return problem is null ? (pages.ToImmutable(), chunks.ToImmutable()) : null;
    }
}
