using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Pkernfs.Core.Memory;

/// <summary>
/// What a memory that is read a lot keeps beside its tree, as a processor keeps translations: for each MiB that is read, where its 256 frames lie.
/// It can be thrown away at any time, and only the few memories that were read last have one.
/// </summary>
internal sealed class FrameDirectory
{
    /// <summary>Bytes of address that one part covers, as a power of two.</summary>
    private const int PartShift = 20;

    private const int FramesInPart = 1 << (PartShift - FrameNumber.Shift);
    private const int SlotBits = 10;
    private const int Slots = 1 << SlotBits;

    // What so many memories keep is some MiB; those before them read by their tree again.
    private const int MostAtOnce = 16;

    private static readonly ConcurrentQueue<WeakReference<PhysicalMemory>> holders = new();

    private readonly FrameTree _tree;
    private PartSlots _slots;
    private NumberSlots _missed;

    private FrameDirectory(FrameTree tree)
    {
        _tree = tree;
        ((Span<Part>)_slots).Fill(Part.None);
    }

    /// <summary>Bytes of heap that it takes.</summary>
    public long Bytes
    {
        get
        {
            int parts = 0;
            foreach (var part in (ReadOnlySpan<Part>)_slots) parts += part == Part.None ? 0 : 1;
            return ((2L * Slots) + (parts * (FramesInPart + 4L))) * sizeof(ulong);
        }
    }

    /// <summary>One for <paramref name="memory"/>; the memory that has had its own for longest loses it.</summary>
    public static FrameDirectory For(PhysicalMemory memory)
    {
        holders.Enqueue(new(memory));
        while (holders.Count > MostAtOnce && holders.TryDequeue(out var oldest))
        {
            if (oldest.TryGetTarget(out var other)) other.ForgetDirectory();
        }
        return new FrameDirectory(memory.Tree);
    }

    /// <summary>Where the frame of an address lies; 0 unless it is RAM that was written as a whole page, and its part is here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Find(ulong address)
    {
        ulong number = address >> PartShift;
        var part = Unsafe.Add(ref Unsafe.As<PartSlots, Part>(ref _slots), Slot(number));
        return part.Number == number ? Unsafe.Add(ref Unsafe.As<References, nint>(ref part.Frames), (nint)(address >> FrameNumber.Shift) & (FramesInPart - 1)) : 0;
    }

    /// <summary>As <see cref="Find"/>, for the aligned word at an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WordPlace FindWord(ulong address) => new(Find(address), (uint)(address >> 3) & (Frame.WordCount - 1));

    /// <summary>The reference of a frame that <see cref="Find"/> does not know. A part that is asked for twice in a row takes its slot.</summary>
    public uint FindInTree(ulong address)
    {
        ulong number = address >> PartShift;
        int slot = (int)Slot(number);
        if (_slots[slot].Number != number)
        {
            if (_missed[slot] == number) _slots[slot] = new Part(number, _tree);
            else _missed[slot] = number;
        }
        return _tree.Find(address >> FrameNumber.Shift);
    }

    /// <summary>Neighbours, and what lies evenly apart, come to slots of their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Slot(ulong number) => (nint)(number ^ (number >> SlotBits)) & (Slots - 1);

    private sealed class Part
    {
        public static readonly Part None = new(ulong.MaxValue, default);

        public readonly ulong Number;
        public References Frames;

        public Part(ulong number, FrameTree tree)
        {
            Number = number;
            if (tree.Arena is not { } arena) return;
            ulong first = number << (PartShift - FrameNumber.Shift);
            for (int leaf = 0; leaf < FramesInPart; leaf += Arena.Places)
            {
                tree.Find(first + (ulong)leaf, out uint node);
                if (node == 0) continue;
                var places = arena.Node(node);
                for (int i = 0; i < places.Length; i++) Frames[leaf + i] = (places[i] & Arena.Whole) != 0 ? arena.AddressOf(places[i]) : 0;
            }
        }
    }

    [InlineArray(FramesInPart)]
    private struct References
    {
        private nint _first;
    }

    [InlineArray(Slots)]
    private struct PartSlots
    {
        private Part _first;
    }

    [InlineArray(Slots)]
    private struct NumberSlots
    {
        private ulong _first;
    }
}
