namespace Pkernfs.Core.Memory;

/// <summary>
/// The tree from frame numbers to frames: nodes of 16 places, as many levels of them as the machine's highest address needs.
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
    public uint Find(ulong frame) => FindBelow(frame, 0);

    /// <summary>The reference of the node that decides frame-number bits from <paramref name="shift"/> on; of the frame itself for 0 and no node.</summary>
    public uint FindNode(ulong frame, int shift) => FindBelow(frame, shift + Bits);

    private uint FindBelow(ulong frame, int stop)
    {
        uint reference = Root;
        if (Arena is null || frame >> (Bits * Levels) != 0) return 0;
        for (int shift = TopShift; shift >= stop && reference != 0; shift -= Bits) reference = Arena.Node(reference)[Place(frame, shift)];
        return reference;
    }

    public static int Place(ulong frame, int shift) => (int)(frame >> shift) & (Arena.Places - 1);

    /// <summary>The frame that stands everywhere below a node whose frames are all the same one.</summary>
    /// <param name="shift">What the node decides; negative for a frame.</param>
    public uint UniformFrame(uint reference, int shift)
    {
        for (; shift >= 0 && reference != 0; shift -= Bits) reference = Arena!.Node(reference)[0];
        return reference;
    }
}
