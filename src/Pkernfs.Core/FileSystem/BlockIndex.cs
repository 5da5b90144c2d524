using System.Globalization;

namespace Pkernfs.Core.FileSystem;

/// <summary>A 2 MiB block's place in the region, counted from 0. What a broken medium says may be any number.</summary>
public readonly record struct BlockIndex(ulong Value) : IComparable<BlockIndex>
{
    /// <inheritdoc/>
    public int CompareTo(BlockIndex other) => Value.CompareTo(other.Value);

    public static bool operator <(BlockIndex left, BlockIndex right) => left.Value < right.Value;

    public static bool operator >(BlockIndex left, BlockIndex right) => left.Value > right.Value;

    public static bool operator <=(BlockIndex left, BlockIndex right) => left.Value <= right.Value;

    public static bool operator >=(BlockIndex left, BlockIndex right) => left.Value >= right.Value;

    /// <summary>The number alone: 2.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
