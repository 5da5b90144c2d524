using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pkernfs.Core.Memory;

/// <summary>A place that moves over one tree, or over two side by side, from one find to the next.</summary>
internal abstract class FrameScan
{
    private readonly int _topShift;
    private readonly FrameWindow _window;
    private readonly Open[] _open;
    private int _depth = -1;

    /// <summary>A find is a subtree or a frame that <see cref="Judge"/> took; subclasses see pairs, a scan of one tree leaves the second at 0.</summary>
    protected FrameScan(int levels, FrameWindow window)
    {
        (_topShift, _window) = (FrameTree.Bits * (levels - 1), window);
        _open = new Open[levels];
    }

    /// <summary>What to do with a subtree.</summary>
    protected enum Verdict
    {
        Skip,
        Take,
        Enter,
    }

    /// <summary>Frames below the pair, whose nodes decide bits from <paramref name="shift"/> on; negative for frames.</summary>
    protected abstract Verdict Judge(uint left, uint right, int shift);

    /// <summary>The children of a pair that was entered, and those of them that are worth a look, a bit each.</summary>
    protected abstract ushort Children(uint left, uint right, int shift, Span<uint> lefts, Span<uint> rights);

    /// <summary>Begins with the two roots.</summary>
    protected void Begin(uint left, uint right)
    {
        if (Judge(left, right, _topShift) != Verdict.Skip) Enter(left, right, 0);
    }

    public bool TryNext(out ulong first, out ulong count)
    {
        while (_depth >= 0)
        {
            ref var node = ref _open[_depth];
            int shift = _topShift - (FrameTree.Bits * _depth);
            if (node.Left == 0)
            {
                _depth--;
                continue;
            }
            int place = System.Numerics.BitOperations.TrailingZeroCount(node.Left);
            node.Left &= (ushort)(node.Left - 1);
            ulong at = node.First + ((ulong)place << shift);
            if (!_window.Meets(at, 1UL << shift)) continue;
            var (left, right) = (node.Lefts[place], node.Rights[place]);
            switch (Judge(left, right, shift - FrameTree.Bits))
            {
                case Verdict.Take:
                    (first, count) = (at, 1UL << shift);
                    return true;
                case Verdict.Enter:
                    Enter(left, right, at);
                    break;
                default:
                    break;
            }
        }
        (first, count) = (0, 0);
        return false;
    }

    /// <summary>A bit for each place at which two nodes' references differ.</summary>
    protected static ushort Differing(ReadOnlySpan<uint> lefts, ReadOnlySpan<uint> rights)
    {
        var low = Vector256.Equals(Vector256.Create(lefts), Vector256.Create(rights)).ExtractMostSignificantBits();
        var high = Vector256.Equals(Vector256.Create(lefts[8..]), Vector256.Create(rights[8..])).ExtractMostSignificantBits();
        return (ushort)~(low | (high << 8));
    }

    private void Enter(uint left, uint right, ulong first)
    {
        ref var node = ref _open[++_depth];
        node.First = first;
        node.Left = Children(left, right, _topShift - (FrameTree.Bits * _depth), node.Lefts, node.Rights);
    }

    private struct Open
    {
        public ulong First;
        public Sixteen Lefts, Rights;
        public ushort Left;
    }

    [InlineArray(Arena.Places)]
    private struct Sixteen
    {
        private uint _first;
    }
}

/// <summary>Frames that hold bytes.</summary>
internal sealed class ResidentScan : FrameScan
{
    private readonly Arena _arena;

    public ResidentScan(FrameTree tree, FrameWindow window) : base(tree.Levels, window)
    {
        _arena = tree.Arena!;
        Begin(tree.Root, 0);
    }

    protected override Verdict Judge(uint left, uint right, int shift)
    {
        if (left == 0) return Verdict.Skip;
        // A uniform root is entered all the same, since it has no parent that could give it as one find.
        return shift < 0 || (left & Arena.Whole) != 0 ? Verdict.Take : Verdict.Enter;
    }

    protected override ushort Children(uint left, uint right, int shift, Span<uint> lefts, Span<uint> rights)
    {
        FrameTree.CopyChildren(_arena, left, shift, lefts);
        return ushort.MaxValue;
    }
}

/// <summary>Frames whose bytes differ between two trees, which may be of different heights and in different arenas.</summary>
internal sealed class DifferenceScan : FrameScan
{
    private readonly FrameTree _one, _other;

    public DifferenceScan(FrameTree one, FrameTree other, FrameWindow window) : base(Math.Max(one.Levels, other.Levels), window)
    {
        (_one, _other) = (one, other);
        Begin(one.Root, other.Root);
    }

    protected override Verdict Judge(uint left, uint right, int shift)
    {
        if (IsSame(left, right)) return Verdict.Skip;
        if (shift < 0) return FramesDiffer(left, right);
        bool leftIsOne = left == 0 || ((left & Arena.Whole) != 0 && shift <= _one.TopShift), rightIsOne = right == 0 || ((right & Arena.Whole) != 0 && shift <= _other.TopShift);
        if (!leftIsOne || !rightIsOne) return Verdict.Enter;
        return FramesDiffer(_one.UniformFrame(left, shift), _other.UniformFrame(right, shift));
    }

    protected override ushort Children(uint left, uint right, int shift, Span<uint> lefts, Span<uint> rights)
    {
        Fill(_one, left, shift, lefts);
        Fill(_other, right, shift, rights);
        return ReferenceEquals(_one.Arena, _other.Arena) ? Differing(lefts, rights) : ushort.MaxValue;
    }

    private static void Fill(FrameTree tree, uint reference, int shift, Span<uint> children)
    {
        if (reference == 0 || shift > tree.TopShift)
        {
            // A tree that is not as high as the other stands at the first place of what the other has above it.
            children.Clear();
            children[0] = reference;
        }
        else FrameTree.CopyChildren(tree.Arena!, reference, shift, children);
    }

    private bool IsSame(uint left, uint right)
    {
        if (left == 0 || right == 0) return left == right;
        return _one.Levels == _other.Levels && _one.Arena!.IsSame(left, _other.Arena!, right);
    }

    private Verdict FramesDiffer(uint left, uint right) =>
        FrameBytes.AreSame(_one.Arena ?? _other.Arena!, left, _other.Arena ?? _one.Arena!, right) ? Verdict.Skip : Verdict.Take;
}
