using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Pkernfs.Core.Memory;

/// <summary>
/// All of a machine's RAM at one moment, as a value. It costs what was ever written, not what is installed, and shares
/// with its neighbours in time all that did not change. Frames never written are not resident and read as zeros.
/// </summary>
public sealed class PhysicalMemory : IMemoryView
{
    /// <summary>Physical address bits that fit: the widest that x86-64 defines.</summary>
    public const int AddressBits = 52;

    private readonly RadixNode? _root;

    private PhysicalMemory(ImmutableArray<PhysicalRange> ram, RadixNode? root)
    {
        Ram = ram;
        _root = root;
    }

    /// <summary>Where RAM answers, by address; frame-aligned, without overlaps.</summary>
    public ImmutableArray<PhysicalRange> Ram { get; }

    /// <summary>How many frames hold bytes.</summary>
    public long ResidentFrames => _root?.FrameCount ?? 0;

    internal RadixNode? Root => _root;

    /// <summary>Memory in which nothing was written yet.</summary>
    /// <exception cref="ArgumentException">A range is unaligned, overlaps its neighbour or exceeds 52 bits.</exception>
    public static PhysicalMemory Empty(IEnumerable<PhysicalRange> ram)
    {
        var ranges = ram.Order().ToImmutableArray();
        for (int i = 0; i < ranges.Length; i++)
        {
            if (!ranges[i].Start.IsAligned(ByteCount.Page) || !ranges[i].End.IsAligned(ByteCount.Page))
                throw new ArgumentException($"RAM {ranges[i]} does not begin and end at 4 KiB.", nameof(ram));
            if (ranges[i].End.Value > 1UL << AddressBits)
                throw new ArgumentException($"RAM {ranges[i]} lies beyond {AddressBits} bits of physical address.", nameof(ram));
            if (i > 0 && ranges[i - 1].Overlaps(ranges[i]))
                throw new ArgumentException($"RAM {ranges[i]} overlaps {ranges[i - 1]}.", nameof(ram));
        }
        return new PhysicalMemory(ranges, null);
    }

    /// <summary>A writer that starts from this memory and leaves it as it is.</summary>
    public MemoryWriter Write() => new(this);

    /// <summary>The bytes of a frame; null where nothing was ever written.</summary>
    public Frame? FrameAt(FrameNumber number)
    {
        object? child = _root;
        for (int shift = RadixNode.Bits * (RadixNode.Levels - 1); child is RadixNode node; shift -= RadixNode.Bits)
        {
            if (node.Uniform is { } uniform) return uniform;
            child = node[(int)((number.Value >> shift) & 63)];
        }
        return child as Frame;
    }

    /// <inheritdoc/>
    public bool IsAccessible(PhysicalRange range)
    {
        // Whoever asks may have the address from damaged bytes: one at the very end of 64 bits has no end to compare with.
        foreach (var ram in Ram)
        {
            if (!range.IsEmpty && range.Start >= ram.Start && range.Length <= ram.Length && range.Start - ram.Start <= ram.Length - range.Length) return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public bool TryReadWord(PhysicalAddress address, out ulong word)
    {
        RequireWordAligned(address);
        word = 0;
        if (!IsAccessible(new(address, new(sizeof(ulong))))) return false;
        word = FrameAt(address.Frame)?[address.OffsetInFrame / sizeof(ulong)] ?? 0;
        return true;
    }

    /// <inheritdoc/>
    public bool TryRead(PhysicalAddress address, Span<byte> destination)
    {
        if (!destination.IsEmpty && !IsAccessible(new(address, new((ulong)destination.Length)))) return false;
        while (!destination.IsEmpty)
        {
            int offset = address.OffsetInFrame;
            int length = Math.Min(destination.Length, FrameNumber.SizeInBytes - offset);
            if (FrameAt(address.Frame) is { } frame) frame.CopyTo(offset, destination[..length]);
            else destination[..length].Clear();
            destination = destination[length..];
            address += new ByteCount((ulong)length);
        }
        return true;
    }

    /// <summary>The runs of frames that hold bytes, by address, cut to <paramref name="within"/>. The cost follows what is there, not what is elsewhere.</summary>
    public IEnumerable<PhysicalRange> ResidentRuns(PhysicalRange? within = null) =>
        FrameRuns.Join(MemoryTree.Resident(_root, FrameWindow.Of(within)), within);

    /// <summary>The runs of frames whose bytes differ from those of <paramref name="other"/>, by address. The cost follows the change.</summary>
    public IEnumerable<PhysicalRange> ChangedRuns(PhysicalMemory other, PhysicalRange? within = null) =>
        FrameRuns.Join(MemoryTree.Changed(_root, other._root, FrameWindow.Of(within)), within);

    /// <summary>As <see cref="ChangedRuns"/>, to the 8-byte word; for a few frames, since it reads each.</summary>
    public IEnumerable<PhysicalRange> ChangedWords(PhysicalMemory other, PhysicalRange? within = null)
    {
        var pending = default(PhysicalRange);
        foreach (var run in ChangedRuns(other, within))
        {
            for (var frame = run.Start.Frame; frame < run.End.Frame; frame += 1)
            {
                var (mine, theirs) = (FrameAt(frame) ?? Frame.Zero, other.FrameAt(frame) ?? Frame.Zero);
                for (int word = 0; word < Frame.WordCount; word++)
                {
                    if (mine[word] == theirs[word]) continue;
                    var at = frame.Address + new ByteCount((ulong)word * sizeof(ulong));
                    if (!pending.IsEmpty && pending.End == at)
                    {
                        pending = pending with { Length = pending.Length + new ByteCount(sizeof(ulong)) };
                        continue;
                    }
                    if (!pending.IsEmpty) yield return pending;
                    pending = new(at, new(sizeof(ulong)));
                }
            }
        }
        if (!pending.IsEmpty) yield return pending;
    }

    /// <summary>True when both hold the same bytes everywhere; that they share structure is not required.</summary>
    public bool SameBytes(PhysicalMemory other) => Ram.SequenceEqual(other.Ram) && !ChangedRuns(other).Any();

    internal PhysicalMemory WithFrames(IReadOnlyCollection<KeyValuePair<ulong, Frame>> frames) =>
        frames.Count == 0 ? this : new PhysicalMemory(Ram, MemoryTree.Set(_root, frames));

    internal PhysicalMemory WithFill(FrameNumber first, ulong count, Frame frame) =>
        count == 0 ? this : new PhysicalMemory(Ram, MemoryTree.Fill(_root, first.Value, count, frame));

    internal static void RequireWordAligned(PhysicalAddress address)
    {
        if ((address.Value & (sizeof(ulong) - 1)) != 0)
            throw new ArgumentException($"{address} is not a multiple of 8, so no word starts there.", nameof(address));
    }

    /// <summary>A frame's words as bytes, little endian as in memory.</summary>
    internal static Span<byte> AsBytes(Span<ulong> words) => MemoryMarshal.AsBytes(words);
}
