using System.Buffers.Binary;
using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// An array of the IOMMU core's records in pages: u64 next page @0, u64 number of records @8, records from @16 on. A record begins with
/// u32 references and u32 flags; bit 0 of these means that it is deleted, and its place is never used again.
/// </summary>
public static class ObjectArray
{
    public const int Header = 16;

    private const uint Deleted = 1;
    private const int MostPages = 1024;

    /// <summary>Records of that size in a page: 36 units, 110 domains, 72 devices.</summary>
    public static int Capacity(int size) => (FrameNumber.SizeInBytes - Header) / size;

    /// <summary>Adds a record; its place; null where the last page is full and no other is left.</summary>
    public static PhysicalAddress? Add(IMemoryWriter memory, PhysicalAddress first, byte[] record, Func<PhysicalAddress?> allocate)
    {
        var page = first;
        while (memory.TryReadWord(page, out ulong next) && next != 0) page = new(next);
        memory.TryReadWord(page + new ByteCount(8), out ulong count);
        if (count == (ulong)Capacity(record.Length))
        {
            if (allocate() is not { } fresh) return null;
            memory.TryWriteWord(page, fresh.Value);
            (page, count) = (fresh, 0);
        }
        var place = page + new ByteCount(Header + (count * (ulong)record.Length));
        memory.TryWrite(place, record);
        memory.TryWriteWord(page + new ByteCount(8), count + 1);
        return place;
    }

    /// <summary>Marks a record as deleted.</summary>
    public static void Delete(IMemoryWriter memory, PhysicalAddress place)
    {
        Span<byte> flags = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(flags, Deleted);
        memory.TryWrite(place + new ByteCount(sizeof(uint)), flags);
    }

    /// <summary>The records that are not deleted, each with its place, and the array's pages; null, with a sentence, where a page is damaged.</summary>
    public static RecordList? Read(IMemoryView memory, PhysicalAddress first, int size, out string? problem)
    {
        var pages = ImmutableArray.CreateBuilder<PhysicalAddress>();
        var records = ImmutableArray.CreateBuilder<(PhysicalAddress, byte[])>();
        byte[] bytes = new byte[FrameNumber.SizeInBytes];
        for (var at = first; at != default; at = new(BinaryPrimitives.ReadUInt64LittleEndian(bytes)))
        {
            bool readable = at.Value >> PhysicalMemory.AddressBits == 0 && at.IsAligned(ByteCount.Page) && pages.Count < MostPages && memory.TryRead(at, bytes);
            ulong count = readable ? BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8)) : ulong.MaxValue;
            if (count > (ulong)Capacity(size))
            {
                problem = readable ? $"the array page at {at} says it holds {count} records; {Capacity(size)} fit." : $"an array leads to {at}, where no page of it can be.";
                return null;
            }
            pages.Add(at);
            for (int i = 0; i < (int)count; i++)
            {
                var record = bytes.AsSpan(Header + (i * size), size);
                if ((BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) & Deleted) == 0) records.Add((at + new ByteCount((ulong)(Header + (i * size))), record.ToArray()));
            }
        }
        problem = null;
        return new(pages.ToImmutable(), records.ToImmutable());
    }
}
