using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Pkernfs.Core.Inspection.Decoding;

/// <summary>An entry or a structure in memory, or a register, taken apart to the bit.</summary>
/// <param name="Kind">What it is: "context entry".</param>
/// <param name="Address">Its first byte.</param>
/// <param name="Words">Its bytes as little-endian words; the last may reach past its end.</param>
/// <param name="Fields">Every bit of it exactly once, the lowest first.</param>
public sealed record DecodedEntry(string Kind, PhysicalAddress Address, ImmutableArray<ulong> Words, ImmutableArray<BitField> Fields)
{
    /// <summary>Where the layout is written down: "VT-d 9.3".</summary>
    public required string Source { get; init; }

    /// <summary>What it says, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>Its length in bytes.</summary>
    public int Length => (Fields[^1].High + 1) / 8;

    /// <summary>True where some field holds what is not allowed.</summary>
    public bool IsBroken => Fields.Any(bits => bits.Broken);

    /// <summary>Its bytes as they stand in memory.</summary>
    public ImmutableArray<byte> Bytes()
    {
        byte[] bytes = new byte[Words.Length * sizeof(ulong)];
        for (int i = 0; i < Words.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), Words[i]);
        return [.. bytes.AsSpan(0, Length)];
    }
}
