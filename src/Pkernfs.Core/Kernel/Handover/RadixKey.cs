using System.Numerics;

namespace Pkernfs.Core.Kernel;

/// <summary>
/// What the radix tree of preserved memory is searched by: a block's page number at its order, below a marker bit whose place tells the order.
/// </summary>
public readonly record struct RadixKey(ulong Value)
{
    /// <summary>Levels of nodes above the leaves: 5 to 1.</summary>
    public const int NodeLevels = 5;

    /// <summary>Keys in a leaf: one page of bits.</summary>
    public const int LeafBits = FrameNumber.SizeInBytes * 8;

    /// <summary>Entries in a node: one page of addresses.</summary>
    public const int NodeEntries = FrameNumber.SizeInBytes / sizeof(ulong);

    private const int LeafShift = 15, NodeShift = 9, AddressBits = 64;

    /// <summary>The key of a block.</summary>
    public static RadixKey Of(PreservedBlock block) =>
        new((1UL << (AddressBits - FrameNumber.Shift - block.Order)) | (block.Address.Value >> (FrameNumber.Shift + block.Order)));

    /// <summary>The block; the marker bit falls off at the top. Null for a key that no block has.</summary>
    public PreservedBlock? Block
    {
        get
        {
            if (Value == 0) return null;
            int order = AddressBits - FrameNumber.Shift - BitOperations.Log2(Value);
            return order is < 0 or > PreservedBlock.MostOrder ? null : new(new(Value << (FrameNumber.Shift + order)), order);
        }
    }

    /// <summary>The entry at a level, 5 to 1.</summary>
    public int Index(int level) => (int)(Value >> (LeafShift + (NodeShift * (level - 1)))) & (NodeEntries - 1);

    /// <summary>The bit in the leaf.</summary>
    public int LeafBit => (int)(Value & (LeafBits - 1));

    /// <summary>This key with the entry of a level added: how a walk down gathers keys.</summary>
    public RadixKey With(int level, int index) => new(Value | ((ulong)index << (LeafShift + (NodeShift * (level - 1)))));
}
