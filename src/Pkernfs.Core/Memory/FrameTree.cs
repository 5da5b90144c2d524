namespace Pkernfs.Core.Memory;

/// <summary>
/// The tree from frame numbers to frames: nodes of 16 places, as many levels of them as the machine's highest address needs, but none above a frame
/// that was written to here and there and has no neighbours: such a frame stands in the place of the node that would have only it below.
/// Two memories share every node below which nothing changed between them.
/// </summary>
/// <param name="Root">The topmost node; 0 while nothing was written.</param>
/// <param name="Levels">Levels of nodes.</param>
internal readonly record struct FrameTree(Arena? Arena, uint Root, int Levels)
{
    /// <summary>Frame-number bits that a node decides.</summary>
    public const int Bits = 4;

    /// <summary>How far a frame number is shifted for its place in the topmost node.</summary>
    public int TopShift => Bits * (Levels - 1);

    /// <summary>The levels that frame numbers up to and with <paramref name="last"/> take.</summary>
    public static int LevelsFor(ulong last)
    {
        int levels = 1;
        while (last >> (Bits * levels) != 0) levels++;
        return levels;
    }

    /// <summary>The reference of a frame; 0 where nothing was ever written.</summary>
    public uint Find(ulong frame) => Find(frame, out _);

    /// <summary>As <see cref="Find(ulong)"/>.</summary>
    /// <param name="leaf">The lowest node above it; 0 where there is none.</param>
    public uint Find(ulong frame, out uint leaf)
    {
        leaf = 0;
        uint reference = Root;
        if (Arena is null || frame >> (Bits * Levels) != 0) return 0;
        for (int shift = TopShift; shift >= 0 && reference != 0; shift -= Bits)
        {
            if ((reference & Arena.Alone) != 0) return PatchedFrame.At(Arena, reference).Number == frame ? reference & ~Arena.Alone : 0;
            if (shift == 0) leaf = reference;
            reference = Arena.Node(reference)[Place(frame, shift)];
        }
        return reference;
    }

    public static int Place(ulong frame, int shift) => (int)(frame >> shift) & (Arena.Places - 1);

    /// <summary>The 16 children of what decides frame-number bits from <paramref name="shift"/> on: a node, or a frame that is alone there.</summary>
    public static void CopyChildren(Arena arena, uint reference, int shift, Span<uint> children)
    {
        if ((reference & Arena.Alone) == 0)
        {
            arena.Node(reference).CopyTo(children);
            return;
        }
        children.Clear();
        var frame = PatchedFrame.At(arena, reference);
        children[Place(frame.Number, shift)] = shift > 0 ? reference : frame.IsEmpty ? frame.Base : reference & ~Arena.Alone;
    }

    /// <summary>The frame that stands everywhere below a node whose frames are all the same one.</summary>
    /// <param name="shift">What the node decides; negative for a frame.</param>
    public uint UniformFrame(uint reference, int shift)
    {
        for (; shift >= 0 && reference != 0; shift -= Bits) reference = Arena!.Node(reference)[0];
        return reference;
    }
}
