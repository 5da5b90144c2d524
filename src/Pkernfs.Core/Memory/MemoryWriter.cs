namespace Pkernfs.Core.Memory;

/// <summary>
/// Edits memory in place within one operation; <see cref="Seal"/> makes the result a value. It also keeps which bytes
/// were written, so that a step can say what it touched.
/// </summary>
public sealed class MemoryWriter : IMemoryWriter
{
    private readonly TouchedBytes _touched = new();
    private readonly ulong[] _work = new ulong[WorkCounts.Kinds.Length];
    private PhysicalMemory _base;
    private FrameEdit? _edit;
    private bool _isWriting;
    private PhysicalRange _ram;
    private FrameNumber _last;

    internal MemoryWriter(PhysicalMemory from) => _base = from;

    /// <summary>Asked whenever another frame is written, so that a long operation can be given up within it.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>The bytes written so far, by address, neighbours joined.</summary>
    public IEnumerable<PhysicalRange> Touched => _touched.Ranges();

    /// <summary>The work done so far.</summary>
    public WorkCounts Work => WorkCounts.Of(kind => _work[(int)kind]);

    /// <summary>Installed RAM.</summary>
    public ByteCount RamBytes => _base.Ram.Aggregate(default(ByteCount), (sum, range) => sum + range.Length);

    /// <inheritdoc/>
    public void Count(WorkKind kind, ulong amount) => _work[(int)kind] += amount;

    /// <summary>The memory as it stands now. The writer can go on afterwards.</summary>
    public PhysicalMemory Seal()
    {
        if (!_isWriting) return _base;
        _isWriting = false;
        _edit!.Keep();
        // Nothing that is still in the writer's hands is new when every write said what was there.
        if (_edit.Tree.Root != _base.Tree.Root || !ReferenceEquals(_edit.Arena, _base.Tree.Arena)) _base = _base.With(_edit.Tree);
        _edit.Arena.Release(_base);
        return _base;
    }

    /// <inheritdoc/>
    public bool IsAccessible(PhysicalRange range)
    {
        if (!range.IsEmpty && range.Start >= _ram.Start && range.Length <= _ram.Length && range.Start - _ram.Start <= _ram.Length - range.Length) return true;
        if (!_base.IsAccessible(range)) return false;
        foreach (var ram in _base.Ram)
        {
            if (ram.Contains(range.Start)) _ram = ram;
        }
        return true;
    }

    /// <inheritdoc/>
    public bool TryReadWord(PhysicalAddress address, out ulong word)
    {
        if (!_isWriting) return _base.TryReadWord(address, out word);
        PhysicalMemory.RequireWordAligned(address);
        word = 0;
        if (!IsAccessible(new(address, new(sizeof(ulong))))) return false;
        word = FrameBytes.Word(_edit!.Arena, _edit.Find(address.Frame.Value), address.OffsetInFrame / sizeof(ulong));
        GC.KeepAlive(this);
        return true;
    }

    /// <inheritdoc/>
    public bool TryRead(PhysicalAddress address, Span<byte> destination)
    {
        if (!_isWriting) return _base.TryRead(address, destination);
        if (!destination.IsEmpty && !IsAccessible(new(address, new((ulong)destination.Length)))) return false;
        PhysicalMemory.ReadAccessible(_edit!.Tree, address, destination);
        GC.KeepAlive(this);
        return true;
    }

    /// <inheritdoc/>
    public bool TryReadFrame(PhysicalAddress frame, Span<ulong> scratch, out ReadOnlySpan<ulong> words)
    {
        if (!_isWriting) return _base.TryReadFrame(frame, scratch, out words);
        words = default;
        if (!frame.IsAligned(ByteCount.Page) || !IsAccessible(new(frame, ByteCount.Page))) return false;
        words = FrameBytes.Words(_edit!.Arena, _edit.Find(frame.Frame.Value), scratch);
        return true;
    }

    /// <inheritdoc/>
    public bool TryWriteWord(PhysicalAddress address, ulong word)
    {
        PhysicalMemory.RequireWordAligned(address);
        var range = new PhysicalRange(address, new(sizeof(ulong)));
        if (!IsAccessible(range)) return false;
        Editing(address.Frame).WriteWord(address.Frame.Value, address.OffsetInFrame / sizeof(ulong), word);
        _touched.Add(range);
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
            Editing(address.Frame).WriteBytes(address.Frame.Value, offset, source[..length]);
            source = source[length..];
            address += new ByteCount((ulong)length);
        }
        GC.KeepAlive(this);
        return true;
    }

    /// <summary>Writes the same frame to every place of a range of whole frames; false, and nothing written, where part of it is not RAM.</summary>
    /// <exception cref="ArgumentException">The range does not begin and end at 4 KiB.</exception>
    public bool TryFill(PhysicalRange range, Frame frame)
    {
        if (range.IsEmpty) return true;
        RequireWholeFrames(range);
        if (!IsAccessible(range)) return false;
        Editing(range.Start.Frame).Fill(range.Start.Frame.Value, range.Length.PagesRoundedUp, frame.Words);
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
        Editing(to.Start.Frame).Copy(from.Frame.Value, to.Start.Frame.Value, to.Length.PagesRoundedUp);
        _touched.Add(to);
        Count(WorkKind.BytesCopied, to.Length.Value);
        return true;
    }

    /// <summary>The tree in hand, in an arena that is this writer's until it seals.</summary>
    private FrameEdit Editing(FrameNumber frame)
    {
        if (_isWriting)
        {
            if (frame != _last) Cancellation.ThrowIfCancellationRequested();
            _last = frame;
            return _edit!;
        }
        Cancellation.ThrowIfCancellationRequested();
        var arena = _base.Tree.Arena?.Claim(_base, this) ?? Arena.ForWriter(this);
        if (_edit is null || !ReferenceEquals(_edit.Arena, arena)) _edit = new(arena, _base.Tree);
        else _edit.Keep();
        _isWriting = true;
        return _edit;
    }

    private static void RequireWholeFrames(PhysicalRange range)
    {
        if (!range.Start.IsAligned(ByteCount.Page) || !range.End.IsAligned(ByteCount.Page))
            throw new ArgumentException($"{range} does not begin and end at 4 KiB.", nameof(range));
    }
}
