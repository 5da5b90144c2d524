using System.Runtime.InteropServices;

namespace Pkernfs.Core.Memory;

/// <summary>
/// Edits memory in place within one operation; <see cref="Seal"/> makes the result a value. It also keeps which bytes
/// were written, so that a step can say what it touched.
/// </summary>
public sealed class MemoryWriter : IMemoryWriter
{
    private readonly Dictionary<ulong, ulong[]> _dirty = [];
    private readonly TouchedBytes _touched = new();
    private readonly ulong[] _work = new ulong[WorkCounts.Kinds.Length];
    private PhysicalMemory _base;

    internal MemoryWriter(PhysicalMemory from) => _base = from;

    /// <summary>Asked whenever another frame is written, so that a long operation can be given up within it.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>The bytes written so far, by address, neighbours joined.</summary>
    public IEnumerable<PhysicalRange> Touched => _touched.Ranges();

    /// <summary>The work done so far.</summary>
    public WorkCounts Work => WorkCounts.Of(kind => _work[(int)kind]);

    /// <inheritdoc/>
    public void Count(WorkKind kind, ulong amount) => _work[(int)kind] += amount;

    /// <summary>The memory as it stands now. The writer can go on afterwards.</summary>
    public PhysicalMemory Seal()
    {
        var frames = new List<KeyValuePair<ulong, Frame>>(_dirty.Count);
        foreach (var (number, words) in _dirty)
            frames.Add(new(number, Frame.Of(words, _base.FrameAt(new(number)))));
        _base = _base.WithFrames(frames);
        _dirty.Clear();
        return _base;
    }

    /// <summary>Installed RAM.</summary>
    public ByteCount RamBytes => _base.Ram.Aggregate(default(ByteCount), (sum, range) => sum + range.Length);

    /// <inheritdoc/>
    public bool IsAccessible(PhysicalRange range) => _base.IsAccessible(range);

    /// <inheritdoc/>
    public bool TryReadWord(PhysicalAddress address, out ulong word)
    {
        if (!_dirty.TryGetValue(address.Frame.Value, out var words)) return _base.TryReadWord(address, out word);
        PhysicalMemory.RequireWordAligned(address);
        word = words[address.OffsetInFrame / sizeof(ulong)];
        return true;
    }

    /// <inheritdoc/>
    public bool TryRead(PhysicalAddress address, Span<byte> destination)
    {
        if (destination.IsEmpty) return true;
        if (!IsAccessible(new(address, new((ulong)destination.Length)))) return false;
        while (!destination.IsEmpty)
        {
            int offset = address.OffsetInFrame;
            int length = Math.Min(destination.Length, FrameNumber.SizeInBytes - offset);
            if (_dirty.TryGetValue(address.Frame.Value, out var words))
                MemoryMarshal.AsBytes(words.AsSpan()).Slice(offset, length).CopyTo(destination);
            else
                _base.TryRead(address, destination[..length]);
            destination = destination[length..];
            address += new ByteCount((ulong)length);
        }
        return true;
    }

    /// <inheritdoc/>
    public bool TryWriteWord(PhysicalAddress address, ulong word)
    {
        PhysicalMemory.RequireWordAligned(address);
        if (!_dirty.TryGetValue(address.Frame.Value, out var words))
        {
            if (!IsAccessible(new(address, new(sizeof(ulong))))) return false;
            words = Dirty(address.Frame);
        }
        words[address.OffsetInFrame / sizeof(ulong)] = word;
        _touched.Add(new(address, new(sizeof(ulong))));
        Count(WorkKind.BytesWritten, sizeof(ulong));
        return true;
    }

    /// <inheritdoc/>
    public bool TryWrite(PhysicalAddress address, ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty) return true;
        var range = new PhysicalRange(address, new((ulong)source.Length));
        if (!IsAccessible(range)) return false;
        _touched.Add(range);
        Count(WorkKind.BytesWritten, range.Length.Value);
        while (!source.IsEmpty)
        {
            int offset = address.OffsetInFrame;
            int length = Math.Min(source.Length, FrameNumber.SizeInBytes - offset);
            source[..length].CopyTo(MemoryMarshal.AsBytes<ulong>(Dirty(address.Frame).AsSpan())[offset..]);
            source = source[length..];
            address += new ByteCount((ulong)length);
        }
        return true;
    }

    /// <summary>Writes the same frame to every place of a range of whole frames; false, and nothing written, where part of it is not RAM.</summary>
    /// <exception cref="ArgumentException">The range does not begin and end at 4 KiB.</exception>
    public bool TryFill(PhysicalRange range, Frame frame)
    {
        if (range.IsEmpty) return true;
        RequireWholeFrames(range);
        if (!IsAccessible(range)) return false;
        Seal();
        _base = _base.WithFill(range.Start.Frame, range.Length.PagesRoundedUp, frame);
        _touched.Add(range);
        Count(WorkKind.BytesFilled, range.Length.Value);
        return true;
    }

    /// <summary>Copies whole frames; false, and nothing copied, where part of either place is not RAM. The places may not overlap.</summary>
    public bool TryCopyFrames(PhysicalAddress from, PhysicalRange to)
    {
        if (to.IsEmpty) return true;
        RequireWholeFrames(to);
        var source = new PhysicalRange(from, to.Length);
        RequireWholeFrames(source);
        if (source.Overlaps(to)) throw new ArgumentException($"{source} overlaps {to}, so copying would read what it has written.", nameof(to));
        if (!IsAccessible(to) || !IsAccessible(source)) return false;
        var sealedNow = Seal();
        var frames = new List<KeyValuePair<ulong, Frame>>();
        for (ulong i = 0; i < to.Length.PagesRoundedUp; i++)
            frames.Add(new((to.Start.Frame + i).Value, sealedNow.FrameAt(from.Frame + i) ?? Frame.Zero));
        _base = _base.WithFrames(frames);
        _touched.Add(to);
        Count(WorkKind.BytesCopied, to.Length.Value);
        return true;
    }

    private ulong[] Dirty(FrameNumber frame)
    {
        Cancellation.ThrowIfCancellationRequested();
        if (_dirty.TryGetValue(frame.Value, out var words)) return words;
        words = new ulong[Frame.WordCount];
        _base.FrameAt(frame)?.CopyTo(words);
        _dirty.Add(frame.Value, words);
        return words;
    }

    private static void RequireWholeFrames(PhysicalRange range)
    {
        if (!range.Start.IsAligned(ByteCount.Page) || !range.End.IsAligned(ByteCount.Page))
            throw new ArgumentException($"{range} does not begin and end at 4 KiB.", nameof(range));
    }
}
