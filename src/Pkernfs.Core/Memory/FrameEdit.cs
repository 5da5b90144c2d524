using System.Runtime.InteropServices;

namespace Pkernfs.Core.Memory;

/// <summary>
/// A tree that is being edited: what was allocated since the last <see cref="Keep"/> is changed in place, everything else is copied first, along the way
/// from the root. So a step costs what it writes, and what was kept before never changes.
/// </summary>
internal sealed class FrameEdit
{
    // A write of so many bytes within a frame makes it a page of its own: patches would take as much.
    private const int BytesForPage = 1024;

    // Lowest nodes that are found without a way down the tree, as many as a mapping goes to and fro between.
    private const int LeavesAtHand = 16;

    private readonly Arena _arena;
    private readonly int _levels;
    private uint _root, _smallMark, _sharedMark, _pageMark;
    private readonly ulong[] _leafKeys = new ulong[LeavesAtHand];
    private readonly uint[] _leaves = new uint[LeavesAtHand];

    public FrameEdit(Arena arena, FrameTree from)
    {
        (_arena, _root, _levels) = (arena, from.Root, from.Levels);
        Array.Fill(_leafKeys, ulong.MaxValue);
        Keep();
    }

    public FrameTree Tree => new(_arena, _root, _levels);

    public Arena Arena => _arena;

    /// <summary>What is there now will never change.</summary>
    public void Keep() => (_smallMark, _sharedMark, _pageMark) = (_arena.SmallMark, _arena.SmallMark, _arena.PageMark);

    /// <summary>The reference of a frame; 0 where nothing was ever written.</summary>
    public uint Find(ulong frame)
    {
        ulong key = frame >> FrameTree.Bits;
        int slot = SlotOf(key);
        if (_leafKeys[slot] == key) return _arena.Node(_leaves[slot])[FrameTree.Place(frame, 0)];
        uint found = Tree.Find(frame, out uint leaf);
        if (leaf != 0) (_leafKeys[slot], _leaves[slot]) = (key, leaf);
        return found;
    }

    public void WriteWord(ulong frame, int index, ulong word)
    {
        uint found = Find(frame);
        if (IsOwnPage(found)) _arena.Page(found)[index] = word;
        else if (found == 0 || FrameBytes.Word(_arena, found, index) != word) OwnBlock(frame, index / Arena.BlockWords)[index % Arena.BlockWords] = word;
    }

    /// <summary>Writes bytes that lie within one frame.</summary>
    public void WriteBytes(ulong frame, int offset, ReadOnlySpan<byte> source)
    {
        if (source.Length == FrameNumber.SizeInBytes)
        {
            WritePage(frame, MemoryMarshal.Cast<byte, ulong>(source));
            return;
        }
        if (source.Length >= BytesForPage || IsOwnPage(Find(frame)))
        {
            source.CopyTo(MemoryMarshal.AsBytes(OwnPage(frame))[offset..]);
            return;
        }
        const int blockBytes = Arena.BlockWords * sizeof(ulong);
        while (!source.IsEmpty)
        {
            int at = offset % blockBytes, length = Math.Min(source.Length, blockBytes - at);
            source[..length].CopyTo(MemoryMarshal.AsBytes(OwnBlock(frame, offset / blockBytes))[at..]);
            source = source[length..];
            offset += length;
        }
    }

    /// <summary>Puts the same content at many places; it is stored once.</summary>
    public void Fill(ulong first, ulong count, ReadOnlySpan<ulong> words)
    {
        uint page = words.ContainsAnyExcept(0UL) ? _arena.NewPage() : _arena.ZeroPage();
        if (page != _arena.KnownZeroPage) words.CopyTo(_arena.Page(page));
        if (count == 1)
        {
            Leaf(first)[FrameTree.Place(first, 0)] = page;
            return;
        }
        // From here on the page is at more than one place, so it is nobody's to change.
        _pageMark = _arena.PageMark;
        Array.Fill(_leafKeys, ulong.MaxValue);
        _root = Fill(_root, first, checked(first + count - 1), page, Tree.TopShift, new uint[_levels]);
    }

    /// <summary>Puts the frames from <paramref name="from"/> on at other places, too; they are stored once.</summary>
    public void Copy(ulong from, ulong to, ulong count)
    {
        for (ulong i = 0; i < count; i++)
        {
            uint frame = Find(from + i);
            Leaf(to + i)[FrameTree.Place(to + i, 0)] = frame != 0 ? frame : _arena.ZeroPage();
        }
        (_sharedMark, _pageMark) = (_arena.SmallMark, _arena.PageMark);
    }

    private void WritePage(ulong frame, ReadOnlySpan<ulong> words)
    {
        uint found = Find(frame);
        bool zeros = !words.ContainsAnyExcept(0UL);
        if (IsOwnPage(found)) words.CopyTo(_arena.Page(found));
        else if (zeros) Leaf(frame)[FrameTree.Place(frame, 0)] = _arena.ZeroPage();
        else if ((found & Arena.Whole) == 0 || !_arena.Page(found).SequenceEqual(words))
        {
            uint page = _arena.NewPage();
            words.CopyTo(_arena.Page(page));
            Leaf(frame)[FrameTree.Place(frame, 0)] = page;
        }
    }

    /// <summary>The frame as a page that can be changed.</summary>
    private Span<ulong> OwnPage(ulong frame)
    {
        ref uint place = ref Leaf(frame)[FrameTree.Place(frame, 0)];
        if (!IsOwnPage(place)) place = PageOf(place);
        return _arena.Page(place);
    }

    private uint PageOf(uint frame)
    {
        uint page = _arena.NewPage();
        FrameBytes.CopyTo(_arena, frame, _arena.Page(page));
        return page;
    }

    /// <summary>A block of the frame that can be changed.</summary>
    private Span<ulong> OwnBlock(ulong frame, int block)
    {
        ref uint place = ref PlaceOf(frame, out uint alone);
        if (place == 0 || ((place & Arena.Whole) != 0 && !IsOwnPage(place))) place = PatchedFrame.Create(_arena, place, frame) | alone;
        if ((place & Arena.Whole) != 0) return BlockOfPage(place, block);
        uint patched = place & ~Arena.Alone;
        if (patched < _sharedMark) place = (patched = PatchedFrame.Copy(_arena, patched, larger: false)) | alone;
        var fields = PatchedFrame.At(_arena, patched);
        if (fields.IsEmpty && IsOwnPage(fields.Base)) return BlockOfPage(fields.Base, block);
        uint known = fields[block];
        if (known >= _sharedMark) return _arena.Block(known);
        if (known != 0 || !fields.IsFull) return _arena.Block(Patch(patched, block, known));
        if (!fields.IsLargest)
        {
            place = (patched = PatchedFrame.Copy(_arena, patched, larger: true)) | alone;
            return _arena.Block(Patch(patched, block, known));
        }
        uint page = PageOf(patched);
        // A page has no room for its number, by which one that is alone is known.
        place = alone == 0 ? page : PatchedFrame.Create(_arena, page, frame) | alone;
        return BlockOfPage(page, block);
    }

    private Span<ulong> BlockOfPage(uint page, int block) => _arena.Page(page).Slice(block * Arena.BlockWords, Arena.BlockWords);

    private uint Patch(uint frame, int block, uint known)
    {
        uint patch = _arena.NewSmall();
        FrameBytes.Block(_arena, frame, block).CopyTo(_arena.Block(patch));
        var patched = PatchedFrame.At(_arena, frame);
        if (known != 0) patched.Replace(block, patch);
        else patched.Add(block, patch);
        return patch;
    }

    private bool IsOwnPage(uint frame) => frame >= _pageMark && frame != _arena.KnownZeroPage;

    /// <summary>The place that a frame has or would have, in a node that can be changed.</summary>
    /// <param name="alone">What its reference is marked with there.</param>
    private ref uint PlaceOf(ulong frame, out uint alone)
    {
        alone = 0;
        ulong key = frame >> FrameTree.Bits;
        int slot = SlotOf(key);
        if (_leafKeys[slot] == key && IsOwnNode(_leaves[slot])) return ref _arena.Node(_leaves[slot])[FrameTree.Place(frame, 0)];
        int shift = Tree.TopShift;
        uint node = _root = OwnNode(_root, shift);
        for (; shift > 0; shift -= FrameTree.Bits)
        {
            ref uint below = ref _arena.Node(node)[FrameTree.Place(frame, shift)];
            if (below == 0 || ((below & Arena.Alone) != 0 && PatchedFrame.At(_arena, below).Number == frame))
            {
                alone = Arena.Alone;
                return ref below;
            }
            node = below = OwnNode(below, shift - FrameTree.Bits);
        }
        (_leafKeys[slot], _leaves[slot]) = (key, node);
        return ref _arena.Node(node)[FrameTree.Place(frame, 0)];
    }

    /// <summary>The lowest node above a frame, one that can be changed.</summary>
    private Span<uint> Leaf(ulong frame)
    {
        ulong key = frame >> FrameTree.Bits;
        int slot = SlotOf(key);
        if (_leafKeys[slot] != key || !IsOwnNode(_leaves[slot]))
        {
            int shift = Tree.TopShift;
            uint node = _root = OwnNode(_root, shift);
            while (shift > 0)
            {
                ref uint below = ref _arena.Node(node)[FrameTree.Place(frame, shift)];
                shift -= FrameTree.Bits;
                node = below = OwnNode(below, shift);
            }
            (_leafKeys[slot], _leaves[slot]) = (key, node);
        }
        return _arena.Node(_leaves[slot]);
    }

    private static int SlotOf(ulong key) => (int)(key ^ (key >> 4) ^ (key >> 8)) & (LeavesAtHand - 1);

    private bool IsOwnNode(uint node) => node >= _smallMark && node < Arena.Alone;

    /// <param name="shift">What the node decides.</param>
    private uint OwnNode(uint node, int shift)
    {
        if (IsOwnNode(node)) return node;
        uint copy = _arena.NewSmall();
        if (node == 0) _arena.Node(copy).Clear();
        else FrameTree.CopyChildren(_arena, node, shift, _arena.Node(copy));
        return copy;
    }

    private uint Fill(uint node, ulong first, ulong last, uint page, int shift, uint[] whole)
    {
        ulong below = (1UL << shift) - 1;
        uint own = OwnNode(node, shift);
        int firstPlace = FrameTree.Place(first, shift), lastPlace = FrameTree.Place(last, shift);
        for (int place = firstPlace; place <= lastPlace; place++)
        {
            ulong from = place == firstPlace ? first & below : 0;
            ulong to = place == lastPlace ? last & below : below;
            uint child = from == 0 && to == below
                ? Uniform(page, shift / FrameTree.Bits, whole)
                : Fill(_arena.Node(own)[place], from, to, page, shift - FrameTree.Bits, whole);
            _arena.Node(own)[place] = child;
        }
        return own;
    }

    /// <summary>A node, so many levels above the frames, below which everything is that page.</summary>
    private uint Uniform(uint page, int level, uint[] made)
    {
        if (level == 0) return page;
        if (made[level] != 0) return made[level];
        uint below = Uniform(page, level - 1, made);
        uint node = _arena.NewSmall();
        _arena.Node(node).Fill(below);
        return made[level] = node | Arena.Whole;
    }
}
