using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Artifacts;

/// <summary>
/// A core file's memory, by physical address: a dump of ours, /proc/vmcore saved to a file, or any ELF64 core with physical addresses in it.
/// Reads the stream as it is asked, so the stream stays open and one reader serves one thread at a time.
/// </summary>
public sealed class ElfCoreReader : IMemoryView
{
    private readonly Stream source;
    private readonly ImmutableArray<Segment> segments;

    private ElfCoreReader(Stream source, ImmutableArray<Segment> segments) => (this.source, this.segments) = (source, segments);

    /// <summary>The memory that the file holds, by address, without overlaps.</summary>
    public ImmutableArray<PhysicalRange> Runs => [.. segments.Select(segment => segment.Range)];

    /// <summary>Reads the headers of a seekable stream; a sentence where it is not a core file, or cut short.</summary>
    public static bool TryOpen(Stream source, [NotNullWhen(true)] out ElfCoreReader? reader, out string? problem)
    {
        reader = null;
        if (!ElfCoreHeader.TryRead(source, out var header, out problem)) return false;
        var found = new List<Segment>();
        byte[] entry = new byte[ElfCore.ProgramHeaderLength];
        for (ulong i = 0; i < header.Count; i++)
        {
            source.Position = (long)(header.Offset + i * ElfCore.ProgramHeaderLength);
            source.ReadExactly(entry);
            if (!Segment.TryDecode(entry, i, (ulong)source.Length, out var segment, out problem)) return false;
            if (segment is not null) found.Add(segment);
        }
        reader = new(source, WithoutOverlaps(found));
        return true;
    }

    /// <inheritdoc/>
    public bool IsAccessible(PhysicalRange range)
    {
        var (at, left) = (range.Start.Value, range.Length.Value);
        while (left != 0)
        {
            if (SegmentAt(at) is not { } segment) return false;
            ulong part = Math.Min(left, segment.End - at);
            (at, left) = (at + part, left - part);
        }
        return true;
    }

    /// <inheritdoc/>
    public bool TryReadWord(PhysicalAddress address, out ulong word)
    {
        if (!address.IsAligned(new(sizeof(ulong)))) throw new ArgumentException($"A word's address is a multiple of 8; {address} is not.", nameof(address));
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bool read = TryRead(address, bytes);
        word = read ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
        return read;
    }

    /// <inheritdoc/>
    public bool TryRead(PhysicalAddress address, Span<byte> destination)
    {
        if (!IsAccessible(new(address, new((ulong)destination.Length)))) return false;
        ulong at = address.Value;
        while (destination.Length != 0)
        {
            var segment = SegmentAt(at)!;
            int part = (int)Math.Min((ulong)destination.Length, segment.End - at);
            segment.Read(source, at - segment.Start, destination[..part]);
            destination = destination[part..];
            at += (ulong)part;
        }
        return true;
    }

    private Segment? SegmentAt(ulong address)
    {
        int low = 0, high = segments.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (segments[middle].End <= address) low = middle + 1;
            else high = middle;
        }
        return low < segments.Length && segments[low].Start <= address ? segments[low] : null;
    }

    // The kernel's own dumps hold its text twice, under two virtual addresses: the bytes are the same, so the one that begins lower is kept whole.
    private static ImmutableArray<Segment> WithoutOverlaps(List<Segment> found)
    {
        var kept = ImmutableArray.CreateBuilder<Segment>();
        ulong end = 0;
        foreach (var segment in found.OrderBy(segment => segment.Start))
        {
            var rest = segment.From(Math.Max(segment.Start, end));
            if (rest is null) continue;
            kept.Add(rest);
            end = rest.End;
        }
        return kept.ToImmutable();
    }

    /// <summary>A PT_LOAD: memory from <see cref="Start"/> to before <see cref="End"/>, its first <see cref="FileLength"/> bytes in the file, zeros after them.</summary>
    private sealed record Segment(ulong Start, ulong End, ulong FileOffset, ulong FileLength)
    {
        private const ulong EndOfAddresses = 1UL << 52;

        internal PhysicalRange Range => PhysicalRange.FromTo(new(Start), new(End));

        /// <summary>True with null for what is no memory at a physical address: notes, and the kernel's virtual-only segments.</summary>
        internal static bool TryDecode(ReadOnlySpan<byte> entry, ulong index, ulong fileLength, out Segment? segment, out string? problem)
        {
            (segment, problem) = (null, null);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) != ElfCore.SegmentLoad) return true;
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            ulong start = BinaryPrimitives.ReadUInt64LittleEndian(entry[24..]);
            ulong inFile = BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]);
            ulong inMemory = BinaryPrimitives.ReadUInt64LittleEndian(entry[40..]);
            if (inMemory == 0 || start >= EndOfAddresses || inMemory > EndOfAddresses - start) return true;
            if (inFile > inMemory)
                problem = $"Program header {index} has {inFile} bytes in the file for {inMemory} bytes of memory: the file is damaged.";
            else if (offset > fileLength || inFile > fileLength - offset)
                problem = $"Program header {index} places {inFile} bytes at offset {offset}, but the file has {fileLength}: it is cut short.";
            else
                segment = new(start, start + inMemory, offset, inFile);
            return problem is null;
        }

        /// <summary>What is left from that address on; null when nothing is.</summary>
        internal Segment? From(ulong start)
        {
            if (start >= End) return null;
            ulong skipped = start - Start;
            return new(start, End, FileOffset + skipped, FileLength - Math.Min(skipped, FileLength));
        }

        internal void Read(Stream source, ulong offset, Span<byte> destination)
        {
            int fromFile = (int)Math.Min((ulong)destination.Length, FileLength - Math.Min(offset, FileLength));
            if (fromFile != 0)
            {
                source.Position = (long)(FileOffset + offset);
                source.ReadExactly(destination[..fromFile]);
            }
            destination[fromFile..].Clear();
        }
    }
}
