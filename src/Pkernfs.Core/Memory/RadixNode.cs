using System.Numerics;

namespace Pkernfs.Core.Memory;

/// <summary>
/// One node of the radix tree from frame numbers to frames: 64 places, of which only the taken ones are stored.
/// Nodes are never changed once they are in a <see cref="PhysicalMemory"/>.
/// </summary>
internal sealed class RadixNode
{
    /// <summary>Frame-number bits that a node decides.</summary>
    public const int Bits = 6;

    /// <summary>Levels above the frames: 7 x 6 bits cover the 40-bit frame numbers of a 52-bit physical address.</summary>
    public const int Levels = 7;

    private readonly ulong _taken;
    private readonly object[] _children;

    private RadixNode(ulong taken, object[] children)
    {
        _taken = taken;
        _children = children;
        foreach (object child in children) FrameCount += child is RadixNode node ? node.FrameCount : 1;
        var first = UniformFrameOf(children[0]);
        if (taken == ulong.MaxValue && first is not null && Array.TrueForAll(children, child => ReferenceEquals(UniformFrameOf(child), first)))
            Uniform = first;
    }

    /// <summary>Frames below this node.</summary>
    public long FrameCount { get; }

    /// <summary>The frame that stands at every place below, where there is one such.</summary>
    public Frame? Uniform { get; }

    /// <summary>The nodes or, at the lowest level, frames at the taken places.</summary>
    public ReadOnlySpan<object> Children => _children;

    public object? this[int place]
    {
        get
        {
            ulong bit = 1UL << place;
            return (_taken & bit) == 0 ? null : _children[BitOperations.PopCount(_taken & (bit - 1))];
        }
    }

    public static Frame? UniformFrameOf(object? child) => child as Frame ?? (child as RadixNode)?.Uniform;

    /// <summary>This node (null: an empty one) with other children at the places given.</summary>
    public static RadixNode With(RadixNode? node, ReadOnlySpan<object?> places)
    {
        ulong taken = 0;
        var children = new object[64];
        int count = 0;
        for (int place = 0; place < 64; place++)
        {
            if ((places[place] ?? node?[place]) is not { } child) continue;
            taken |= 1UL << place;
            children[count++] = child;
        }
        return new RadixNode(taken, children[..count]);
    }
}
