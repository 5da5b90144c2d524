using System.Numerics;

namespace Pkernfs.Core.Memory;

/// <summary>
/// A frame of which few 64-byte blocks were written: a base (a whole page, or nothing: zeros) and the blocks that differ from it. Fields of 4 bytes:
/// base, two of frame number and capacity, two of mask, then a reference for each bit of the mask. With more than <see cref="MostBlocks"/> blocks it becomes a page.
/// </summary>
internal readonly ref struct PatchedFrame
{
    public const int MostBlocks = 27;

    private const int Header = 5, FewBlocks = 11, FieldsOfFew = Header + FewBlocks, FieldsOfMany = Header + MostBlocks;

    // A frame number has 40 bits; the eight that one field has no room for share another with the capacity.
    private const int CapacityBits = 8;

    private readonly Span<uint> _fields;

    private PatchedFrame(Span<uint> fields) => _fields = fields;

    public uint Base => _fields[0];

    /// <summary>The frame for which it was made; it may stand for others too, as a copy of that one.</summary>
    public ulong Number => ((ulong)(_fields[2] >> CapacityBits) << 32) | _fields[1];

    /// <summary>True when nothing is patched: all is as in the base.</summary>
    public bool IsEmpty => Mask == 0;

    public bool IsFull => BitOperations.PopCount(Mask) == Capacity;

    public bool IsLargest => Capacity == MostBlocks;

    private int Capacity => CapacityOf(_fields);

    private ulong Mask
    {
        get => _fields[3] | ((ulong)_fields[4] << 32);
        set => (_fields[3], _fields[4]) = ((uint)value, (uint)(value >> 32));
    }

    public static PatchedFrame At(Arena arena, uint reference)
    {
        var fields = arena.Small(reference, FieldsOfFew);
        return new(CapacityOf(fields) == FewBlocks ? fields : arena.Small(reference, FieldsOfMany));
    }

    /// <summary>A new one with nothing patched.</summary>
    public static uint Create(Arena arena, uint basePage, ulong frame)
    {
        uint reference = arena.NewSmall();
        var fields = arena.Small(reference, FieldsOfFew);
        fields.Clear();
        (fields[0], fields[1], fields[2]) = (basePage, (uint)frame, ((uint)(frame >> 32) << CapacityBits) | FewBlocks);
        return reference;
    }

    /// <summary>A copy that shares the blocks.</summary>
    /// <param name="larger">With room for <see cref="MostBlocks"/>.</param>
    public static uint Copy(Arena arena, uint reference, bool larger)
    {
        var from = At(arena, reference)._fields;
        bool many = larger || from.Length == FieldsOfMany;
        uint copy = arena.NewSmall(many ? 2 : 1);
        var fields = arena.Small(copy, many ? FieldsOfMany : FieldsOfFew);
        from.CopyTo(fields);
        if (many) fields[2] = (fields[2] & ~((1u << CapacityBits) - 1)) | MostBlocks;
        return copy;
    }

    /// <summary>The patch of a block, 0 to 63; 0 where the base counts.</summary>
    public uint this[int block] => (Mask & (1UL << block)) == 0 ? 0 : _fields[Place(block)];

    /// <summary>Puts another patch in place of one that is there.</summary>
    public void Replace(int block, uint patch) => _fields[Place(block)] = patch;

    /// <summary>Adds a patch where there was none and room for it.</summary>
    public void Add(int block, uint patch)
    {
        int place = Place(block), end = Header + BitOperations.PopCount(Mask);
        _fields[place..end].CopyTo(_fields[(place + 1)..]);
        _fields[place] = patch;
        Mask |= 1UL << block;
    }

    private static int CapacityOf(ReadOnlySpan<uint> fields) => (int)(fields[2] & ((1u << CapacityBits) - 1));

    private int Place(int block) => Header + BitOperations.PopCount(Mask & ((1UL << block) - 1));
}
