using System.Collections.Immutable;
using System.Runtime.CompilerServices;
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

    // Reads after which it is worth a directory.
    private const int ReadsForDirectory = 256;

    private readonly FrameTree _tree;
    private FrameDirectory? _directory;
    private int _reads;

    private PhysicalMemory(ImmutableArray<PhysicalRange> ram, FrameTree tree, uint zeroPage)
    {
        (Ram, _tree, ZeroPage) = (ram, tree, zeroPage);
        StoredBytes = tree.Arena?.UsedBytes ?? 0;
    }

    /// <summary>Where RAM answers, by address; frame-aligned, without overlaps.</summary>
    public ImmutableArray<PhysicalRange> Ram { get; }

    /// <summary>Bytes of heap that this memory and all that it goes on from take. The difference to the one before is what its step added.</summary>
    public long StoredBytes { get; }

    /// <summary>How many frames hold bytes. The cost follows their runs.</summary>
    public long ResidentFrames => (long)ResidentRuns().Aggregate(0UL, (sum, run) => sum + run.Length.PagesRoundedUp);

    /// <summary>Bytes of heap that reading it quickly takes on top, for as long as it is read a lot.</summary>
    public long DirectoryBytes => _directory?.Bytes ?? 0;

    internal FrameTree Tree => _tree;

    /// <summary>What is kept beside the tree while this is read a lot; null where it is not.</summary>
    internal FrameDirectory? Directory => _directory;

    internal uint ZeroPage { get; }

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
        int levels = ranges.IsEmpty ? 1 : FrameTree.LevelsFor(ranges[^1].End.Frame.Value - 1);
        return new PhysicalMemory(ranges, new(null, 0, levels), 0);
    }

    /// <summary>A writer that starts from this memory and leaves it as it is.</summary>
    public MemoryWriter Write() => new(this);

    /// <summary>True when the frame's bytes are kept once for both: nothing wrote to it between them.</summary>
    public bool SharesFrame(PhysicalMemory other, FrameNumber frame)
    {
        uint mine = _tree.Find(frame.Value), theirs = other._tree.Find(frame.Value);
        bool isSame = mine == 0 || theirs == 0 ? mine == theirs : _tree.Arena!.IsSame(mine, other._tree.Arena!, theirs);
        GC.KeepAlive(this);
        GC.KeepAlive(other);
        return isSame;
    }

    /// <summary>True when the frame holds exactly that; one that was never written holds zeros.</summary>
    public bool HoldsFrame(FrameNumber frame, Frame content)
    {
        uint found = _tree.Find(frame.Value);
        if (found == 0) return !content.Words.ContainsAnyExcept(0UL);
        bool holds = true;
        for (int block = 0; block < FrameBytes.Blocks && holds; block++)
            holds = FrameBytes.Block(_tree.Arena!, found, block).SequenceEqual(content.Words.Slice(block * Arena.BlockWords, Arena.BlockWords));
        GC.KeepAlive(this);
        return holds;
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadWord(PhysicalAddress address, out ulong word)
    {
        if (_directory is { } directory && (address.Value & (sizeof(ulong) - 1)) == 0 && directory.Find(address.Value) is not 0 and var page)
        {
            word = Arena.WordAt(page, address.Value >> 3);
            GC.KeepAlive(this);
            return true;
        }
        return TryReadWordByTree(address, out word);
    }

    /// <summary>Reads aligned words, many at once: sooner than one by one, since their memory is waited for together.</summary>
    /// <returns>How many were read: up to the first that no RAM answers for.</returns>
    public int ReadWords(ReadOnlySpan<PhysicalAddress> addresses, Span<ulong> words)
    {
        const int together = 128;
        Span<WordPlace> places = stackalloc WordPlace[together];
        words = words[..addresses.Length];
        for (int first = 0; first < addresses.Length; first += together)
        {
            var some = addresses[first..];
            if (some.Length > together) some = some[..together];
            var read = words.Slice(first, some.Length);
            if (_directory is not { } directory) places.Clear();
            else
            {
                for (int i = 0; i < some.Length; i++)
                {
                    places[i] = (some[i].Value & (sizeof(ulong) - 1)) == 0 ? directory.FindWord(some[i].Value) : default;
                    places[i].Prefetch();
                }
            }
            for (int i = 0; i < some.Length; i++)
            {
                if (!places[i].TryRead(out read[i]) && !TryReadWord(some[i], out read[i])) return first + i;
            }
        }
        GC.KeepAlive(this);
        return addresses.Length;
    }

    /// <inheritdoc/>
    public bool TryRead(PhysicalAddress address, Span<byte> destination)
    {
        if (!destination.IsEmpty && !IsAccessible(new(address, new((ulong)destination.Length)))) return false;
        ReadAccessible(_tree, address, destination);
        GC.KeepAlive(this);
        return true;
    }

    /// <inheritdoc/>
    public ReadOnlySpan<ulong> FrameInPlace(PhysicalAddress frame)
    {
        if (_directory is not { } directory || !frame.IsAligned(ByteCount.Page) || directory.Find(frame.Value) is not (not 0 and var page)) return default;
        var words = Arena.PageAt(page);
        GC.KeepAlive(this);
        return words;
    }

    /// <inheritdoc/>
    public bool TryReadFrame(PhysicalAddress frame, Span<ulong> scratch, out ReadOnlySpan<ulong> words)
    {
        words = FrameInPlace(frame);
        if (!words.IsEmpty) return true;
        if (!frame.IsAligned(ByteCount.Page) || !IsAccessible(new(frame, ByteCount.Page))) return false;
        words = FrameBytes.Words(_tree.Arena, FindOften(frame), scratch);
        GC.KeepAlive(this);
        return true;
    }

    /// <summary>The runs of frames that hold bytes, by address, cut to <paramref name="within"/>. The cost follows what is there, not what is elsewhere.</summary>
    public IEnumerable<PhysicalRange> ResidentRuns(PhysicalRange? within = null) => FrameRuns.Resident(_tree, within);

    /// <summary>The runs of frames whose bytes differ from those of <paramref name="other"/>, by address. The cost follows the change.</summary>
    public IEnumerable<PhysicalRange> ChangedRuns(PhysicalMemory other, PhysicalRange? within = null) => FrameRuns.Changed(_tree, other._tree, within);

    /// <summary>As <see cref="ChangedRuns"/>, to the 8-byte word; for a few frames, since it reads each.</summary>
    public IEnumerable<PhysicalRange> ChangedWords(PhysicalMemory other, PhysicalRange? within = null)
    {
        var pending = default(PhysicalRange);
        ulong[] mine = new ulong[Frame.WordCount], theirs = new ulong[Frame.WordCount];
        foreach (var run in ChangedRuns(other, within))
        {
            for (var frame = run.Start.Frame; frame < run.End.Frame; frame += 1)
            {
                ReadAccessible(_tree, frame.Address, MemoryMarshal.AsBytes(mine.AsSpan()));
                ReadAccessible(other._tree, frame.Address, MemoryMarshal.AsBytes(theirs.AsSpan()));
                GC.KeepAlive(this);
                GC.KeepAlive(other);
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

    internal PhysicalMemory With(FrameTree tree) => new(Ram, tree, tree.Arena!.KnownZeroPage);

    internal void ForgetDirectory() => _directory = null;

    internal static void RequireWordAligned(PhysicalAddress address)
    {
        if ((address.Value & (sizeof(ulong) - 1)) != 0)
            throw new ArgumentException($"{address} is not a multiple of 8, so no word starts there.", nameof(address));
    }

    /// <summary>Bytes of which it is known that RAM answers.</summary>
    internal static void ReadAccessible(FrameTree tree, PhysicalAddress address, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int offset = address.OffsetInFrame, length = Math.Min(destination.Length, FrameNumber.SizeInBytes - offset);
            FrameBytes.CopyTo(tree.Arena, tree.Find(address.Frame.Value), offset, destination[..length]);
            destination = destination[length..];
            address += new ByteCount((ulong)length);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool TryReadWordByTree(PhysicalAddress address, out ulong word)
    {
        RequireWordAligned(address);
        word = 0;
        if (!IsAccessible(new(address, new(sizeof(ulong))))) return false;
        if (FindOften(address) is not 0 and var frame) word = FrameBytes.Word(_tree.Arena!, frame, address.OffsetInFrame / sizeof(ulong));
        GC.KeepAlive(this);
        return true;
    }

    /// <summary>The reference of a frame in RAM, by the directory where there is one, which comes about by reading.</summary>
    private uint FindOften(PhysicalAddress address)
    {
        if (_directory is not { } directory)
        {
            if (++_reads < ReadsForDirectory) return _tree.Find(address.Frame.Value);
            _directory = directory = FrameDirectory.For(this);
            _reads = 0;
        }
        return directory.FindInTree(address.Value);
    }
}
