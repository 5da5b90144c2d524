using System.Buffers.Binary;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Tests;

/// <summary>Memory as plainly as it can be had: a dictionary of pages, and a list of what is RAM.</summary>
internal sealed class TestMemory(params PhysicalRange[] ram) : IMemoryWriter
{
    private const int PageSize = 4096;
    private readonly Dictionary<ulong, byte[]> _pages = [];

    /// <summary>Words and spans read so far.</summary>
    public int Reads { get; private set; }

    /// <summary>Takes a page out of RAM, as if it had never been there.</summary>
    public HashSet<PhysicalAddress> Holes { get; } = [];

    public bool IsAccessible(PhysicalRange range)
    {
        if (!ram.Any(one => one.Contains(range))) return false;
        for (ulong page = range.Start.Value / PageSize; page <= range.Last.Value / PageSize; page++)
        {
            if (Holes.Contains(new(page * PageSize))) return false;
        }
        return true;
    }

    public bool TryReadWord(PhysicalAddress address, out ulong word)
    {
        Aligned(address);
        Span<byte> bytes = stackalloc byte[8];
        bool read = TryRead(address, bytes);
        word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return read;
    }

    public bool TryRead(PhysicalAddress address, Span<byte> destination)
    {
        Reads++;
        if (!IsAccessible(new(address, new((ulong)destination.Length)))) return false;
        for (int done = 0; done < destination.Length;)
        {
            int offset = (int)((address.Value + (ulong)done) % PageSize);
            int count = Math.Min(PageSize - offset, destination.Length - done);
            if (_pages.TryGetValue((address.Value + (ulong)done) / PageSize, out byte[]? page)) page.AsSpan(offset, count).CopyTo(destination[done..]);
            else destination.Slice(done, count).Clear();
            done += count;
        }
        return true;
    }

    public bool TryWriteWord(PhysicalAddress address, ulong word)
    {
        Aligned(address);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, word);
        return TryWrite(address, bytes);
    }

    public bool TryWrite(PhysicalAddress address, ReadOnlySpan<byte> source)
    {
        if (!IsAccessible(new(address, new((ulong)source.Length)))) return false;
        for (int done = 0; done < source.Length;)
        {
            ulong number = (address.Value + (ulong)done) / PageSize;
            int offset = (int)((address.Value + (ulong)done) % PageSize);
            int count = Math.Min(PageSize - offset, source.Length - done);
            if (!_pages.TryGetValue(number, out byte[]? page)) _pages[number] = page = new byte[PageSize];
            source.Slice(done, count).CopyTo(page.AsSpan(offset));
            done += count;
        }
        return true;
    }

    /// <summary>The word there, which must be RAM.</summary>
    public ulong Word(PhysicalAddress address) =>
        TryReadWord(address, out ulong word) ? word : throw new InvalidOperationException($"{address} is no RAM.");

    /// <summary>Sets the word there, which must be RAM.</summary>
    public void Put(PhysicalAddress address, ulong word)
    {
        if (!TryWriteWord(address, word)) throw new InvalidOperationException($"{address} is no RAM.");
    }

    /// <summary>True when the whole page is zero.</summary>
    public bool IsZeroPage(PhysicalAddress page) =>
        !_pages.TryGetValue(page.Value / PageSize, out byte[]? bytes) || !bytes.AsSpan().ContainsAnyExcept((byte)0);

    private static void Aligned(PhysicalAddress address)
    {
        if (address.Value % 8 != 0) throw new ArgumentException($"{address} is not a multiple of 8.", nameof(address));
    }
}
