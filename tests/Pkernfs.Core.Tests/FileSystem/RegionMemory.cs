using System.Buffers.Binary;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Tests.FileSystem;

/// <summary>RAM at one range, page by page as it is written; zeros elsewhere in it, nothing outside it.</summary>
internal sealed class RegionMemory(PhysicalRange ram) : IMemoryWriter
{
    private readonly Dictionary<ulong, byte[]> pages = [];

    public bool IsAccessible(PhysicalRange range) => ram.Contains(range);

    public bool TryReadWord(PhysicalAddress address, out ulong word)
    {
        if (!address.IsAligned(new(8))) throw new ArgumentException("A word's address is a multiple of 8.", nameof(address));
        Span<byte> bytes = stackalloc byte[8];
        bool read = TryRead(address, bytes);
        word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return read;
    }

    public bool TryWriteWord(PhysicalAddress address, ulong word)
    {
        if (!address.IsAligned(new(8))) throw new ArgumentException("A word's address is a multiple of 8.", nameof(address));
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, word);
        return TryWrite(address, bytes);
    }

    public bool TryRead(PhysicalAddress address, Span<byte> destination)
    {
        if (destination.Length == 0) return true;
        if (!ram.Contains(new PhysicalRange(address, new((ulong)destination.Length)))) return false;
        for (int done = 0; done < destination.Length;)
        {
            ulong at = address.Value + (ulong)done;
            int offset = (int)(at & 4095);
            int length = Math.Min(4096 - offset, destination.Length - done);
            var part = destination.Slice(done, length);
            if (pages.TryGetValue(at >> 12, out byte[]? page)) page.AsSpan(offset, length).CopyTo(part);
            else part.Clear();
            done += length;
        }
        return true;
    }

    public bool TryWrite(PhysicalAddress address, ReadOnlySpan<byte> source)
    {
        if (source.Length == 0) return true;
        if (!ram.Contains(new PhysicalRange(address, new((ulong)source.Length)))) return false;
        for (int done = 0; done < source.Length;)
        {
            ulong at = address.Value + (ulong)done;
            int offset = (int)(at & 4095);
            int length = Math.Min(4096 - offset, source.Length - done);
            var part = source.Slice(done, length);
            if (!pages.TryGetValue(at >> 12, out byte[]? page) && part.ContainsAnyExcept((byte)0)) pages[at >> 12] = page = new byte[4096];
            if (page is not null) part.CopyTo(page.AsSpan(offset));
            done += length;
        }
        return true;
    }

    /// <summary>What the test pokes by hand; it must be RAM.</summary>
    public void Poke(ulong address, params byte[] bytes) => Assert.True(TryWrite(new(address), bytes));

    public byte[] Peek(ulong address, int length)
    {
        byte[] bytes = new byte[length];
        Assert.True(TryRead(new(address), bytes));
        return bytes;
    }

    /// <summary>The same bytes, apart from these.</summary>
    public RegionMemory Copy()
    {
        var copy = new RegionMemory(ram);
        foreach (var (number, page) in pages) copy.pages[number] = (byte[])page.Clone();
        return copy;
    }

    public bool SameBytes(RegionMemory other) =>
        pages.Keys.Union(other.pages.Keys).All(number =>
            pages.GetValueOrDefault(number, Zeros).AsSpan().SequenceEqual(other.pages.GetValueOrDefault(number, Zeros)));

    private static readonly byte[] Zeros = new byte[4096];
}
