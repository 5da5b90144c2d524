using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Pkernfs.Core.Memory;

/// <summary>
/// Where all memories of one line of descent keep their nodes, blocks and pages. Things are only ever added, 64 bytes or a multiple at a time, and are
/// named by a 32-bit reference; 0 names nothing. A memory that is written to while another goes on from the same place gets an arena of its own that shares
/// what was there. An arena goes with the last memory that is in it.
/// </summary>
/// <remarks>
/// The one type here that reaches into arrays without the runtime's checks: a reference is good for what it was allocated for, and for no more. Its slabs are used
/// again when it is gone, so what came from it (a span, an address) is good only while a memory or a writer is held that has it: their methods keep themselves alive to their end.
/// </remarks>
internal sealed unsafe class Arena
{
    /// <summary>Set in a reference to 4 KiB that lie together, as against a patched frame; and to a node below which every frame is the same one.</summary>
    public const uint Whole = 1u << 31;

    /// <summary>Set in a reference to a patched frame that stands in a node's place for all below it: no other frame there was ever written.</summary>
    public const uint Alone = 1u << 30;

    /// <summary>Places of a node.</summary>
    public const int Places = 16;

    /// <summary>8-byte words of a block.</summary>
    public const int BlockWords = 8;

    private const int GranuleBytes = 64, SlabShift = 15, SlabGranules = 1 << SlabShift, PageGranules = FrameNumber.SizeInBytes / GranuleBytes;
    private const int MostSlabs = (int)(Alone >> SlabShift);

    private readonly Slabs _own;
    private nint[] _slabs;
    private int _slabCount;
    private Bump _small, _pages;
    private uint _zeroPage;
    private object? _newest;

    private Arena(Slabs? parent, nint[] slabs, int count, long used, uint zeroPage)
    {
        _own = new(parent);
        (_slabs, _slabCount, UsedBytes, _zeroPage) = (slabs, count, used, zeroPage);
        uint first = (uint)count << SlabShift;
        (_small, _pages) = (new(first, 8 * PageGranules), new(first, 16 * PageGranules));
    }

    /// <summary>Bytes that were given out, to this line and to what it goes on from.</summary>
    public long UsedBytes { get; private set; }

    /// <summary>Every small thing that was allocated before this point has a lower reference.</summary>
    public uint SmallMark => _small.Next;

    /// <summary>As <see cref="SmallMark"/>, for pages; their bit <see cref="Whole"/> is set.</summary>
    public uint PageMark => _pages.Next | Whole;

    /// <summary>An arena with nothing in it, for one writer.</summary>
    public static Arena ForWriter(object writer) => new(null, [0], 1, 0, 0) { _newest = writer };

    /// <summary>The arena in which <paramref name="writer"/> goes on from a memory: this one if that is the newest in it and nobody else writes, else a new one that shares what is in this.</summary>
    public Arena Claim(PhysicalMemory from, object writer)
    {
        if (ReferenceEquals(Interlocked.CompareExchange(ref _newest, writer, from), from)) return this;
        int count = Volatile.Read(ref _slabCount);
        return new(_own, _slabs[..count], count, from.StoredBytes, from.ZeroPage) { _newest = writer };
    }

    /// <summary>Ends a claim: from now on whoever first goes on from <paramref name="memory"/> does so here.</summary>
    public void Release(PhysicalMemory memory) => Volatile.Write(ref _newest, memory);

    /// <summary>A page of zeros, one for the whole line. Never to be written.</summary>
    public uint ZeroPage()
    {
        if (_zeroPage != 0) return _zeroPage;
        _zeroPage = NewPage();
        Page(_zeroPage).Clear();
        return _zeroPage;
    }

    /// <summary>The page of zeros if there is one, else 0.</summary>
    public uint KnownZeroPage => _zeroPage;

    /// <summary>64 bytes for a node or a block, or 128 for the larger of the two patched frames; what is in them may be anything.</summary>
    public uint NewSmall(int granules = 1) => Allocate(ref _small, granules);

    /// <summary>4 KiB; what is in them may be anything.</summary>
    public uint NewPage() => Allocate(ref _pages, PageGranules) | Whole;

    /// <summary>A node's places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<uint> Node(uint reference) => Small(reference, Places);

    /// <summary>So many 4-byte fields from the reference on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<uint> Small(uint reference, int fields) => MemoryMarshal.CreateSpan(ref Unsafe.As<ulong, uint>(ref At(reference)), fields);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<ulong> Block(uint reference) => MemoryMarshal.CreateSpan(ref At(reference), BlockWords);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<ulong> Page(uint reference) => MemoryMarshal.CreateSpan(ref At(reference), Frame.WordCount);

    /// <summary>One word of a page, 0 to 511.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Word(uint page, uint index) => Unsafe.Add(ref At(page), index & (Frame.WordCount - 1));

    /// <summary>Where a page lies, for as long as this arena is there: slabs never move.</summary>
    public nint AddressOf(uint page) => (nint)Unsafe.AsPointer(ref At(page));

    /// <summary>A word of the page that lies there, 0 to 511. Whoever asks keeps the arena until it is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref readonly ulong WordAt(nint page, ulong index) => ref ((ulong*)page)[index & (Frame.WordCount - 1)];

    /// <summary>The words of the page that lies there. They are safe with the caller: the collector knows a reference into an array, however it came about.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<ulong> PageAt(nint page) => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef<ulong>((void*)page), Frame.WordCount);

    /// <summary>Tells the processor that the word will be asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(ref readonly ulong word)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in word)));
    }

    /// <summary>The same bytes in the same place, though the references may be of two arenas.</summary>
    public bool IsSame(uint reference, Arena other, uint its) =>
        (reference | its) == 0 || (reference != 0 && its != 0 && Unsafe.AreSame(ref At(reference), ref other.At(its)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong At(uint reference) =>
        ref Unsafe.AsRef<ulong>((byte*)_slabs[(reference & (Alone - 1)) >> SlabShift] + ((nint)(reference & (SlabGranules - 1)) * GranuleBytes));

    private uint Allocate(ref Bump bump, int granules)
    {
        if (bump.Next + (uint)granules > bump.End) AddSlab(ref bump);
        uint reference = bump.Next;
        bump.Next += (uint)granules;
        UsedBytes += granules * GranuleBytes;
        return reference;
    }

    private void AddSlab(ref Bump bump)
    {
        if (_slabCount == MostSlabs) throw new InsufficientMemoryException($"The memories of one run hold {UsedBytes >> 30} GiB, which is all that fits; run fewer steps or a smaller machine.");
        int granules = bump.NextSlab;
        if (_slabCount == _slabs.Length) Array.Resize(ref _slabs, Math.Max(16, _slabCount * 2));
        _slabs[_slabCount] = _own.Take(granules * (GranuleBytes / sizeof(ulong)));
        bump.Next = (uint)_slabCount << SlabShift;
        bump.End = bump.Next + (uint)granules;
        bump.NextSlab = Math.Min(granules * 4, SlabGranules);
        Volatile.Write(ref _slabCount, _slabCount + 1);
    }

    /// <summary>A place from which things are given out one after another; its slabs begin small, for what is written little.</summary>
    private struct Bump(uint first, int firstSlab)
    {
        public uint Next = first, End = first;
        public int NextSlab = firstSlab;
    }
}
