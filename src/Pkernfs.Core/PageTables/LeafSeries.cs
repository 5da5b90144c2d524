using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

/// <summary>
/// Entries in a row that differ from the one before by nothing but the next address. In every format the address of a leaf stands in its entry where it
/// stands in an address, so what holds of the first holds of all.
/// </summary>
internal static class LeafSeries
{
    /// <summary>How many entries from the first on are such a series; the first counts always.</summary>
    /// <param name="size">What each covers.</param>
    /// <param name="ahead">Words that will be read next, which are fetched meanwhile; nothing if that is not known.</param>
    public static int LengthOf(ReadOnlySpan<ulong> entries, ulong size, PageTableLimits limits, ReadOnlySpan<ulong> ahead = default)
    {
        // The next address may be one that the machine does not have.
        ulong room = ((limits.AddressMask - (entries[0] & limits.AddressMask)) / size) + 1;
        int most = (int)Math.Min((ulong)entries.Length, room);
        var fours = MemoryMarshal.Cast<ulong, Vector256<ulong>>(entries[..most]);
        var next = First(entries[0], size);
        var stride = Vector256.Create(4 * size);
        int alike = 0;
        for (; alike + 4 <= fours.Length; alike += 4)
        {
            var (second, third, fourth) = (next + stride, next + stride + stride, next + stride + stride + stride);
            if (((fours[alike] ^ next) | (fours[alike + 1] ^ second) | (fours[alike + 2] ^ third) | (fours[alike + 3] ^ fourth)) != Vector256<ulong>.Zero) break;
            next = fourth + stride;
            if ((alike * 4) + 8 >= ahead.Length) continue;
            Arena.Prefetch(in ahead[alike * 4]);
            Arena.Prefetch(in ahead[(alike * 4) + 8]);
        }
        int count = Math.Max(1, alike * 4);
        while (count < most && entries[count] == entries[0] + ((ulong)count * size)) count++;
        return count;
    }

    /// <summary>Writes a series that begins with <paramref name="entry"/>.</summary>
    public static void Fill(Span<ulong> entries, ulong entry, ulong size)
    {
        var fours = MemoryMarshal.Cast<ulong, Vector256<ulong>>(entries);
        var next = First(entry, size);
        var stride = Vector256.Create(4 * size);
        foreach (ref var four in fours)
        {
            four = next;
            next += stride;
        }
        for (int index = fours.Length * 4; index < entries.Length; index++) entries[index] = entry + ((ulong)index * size);
    }

    private static Vector256<ulong> First(ulong entry, ulong size) => Vector256.Create(entry) + Vector256.Create(0, size, 2 * size, 3 * size);
}
