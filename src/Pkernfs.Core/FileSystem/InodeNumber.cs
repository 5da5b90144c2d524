using System.Globalization;

namespace Pkernfs.Core.FileSystem;

/// <summary>A pkernfs inode's number: 1 to <see cref="PkernfsLayout.MaxInode"/>. The default, 0, means none.</summary>
public readonly record struct InodeNumber(ulong Value) : IComparable<InodeNumber>
{
    /// <summary>The end of every list.</summary>
    public static InodeNumber None => default;

    public bool IsNone => Value == 0;

    /// <inheritdoc/>
    public int CompareTo(InodeNumber other) => Value.CompareTo(other.Value);

    public static bool operator <(InodeNumber left, InodeNumber right) => left.Value < right.Value;

    public static bool operator >(InodeNumber left, InodeNumber right) => left.Value > right.Value;

    public static bool operator <=(InodeNumber left, InodeNumber right) => left.Value <= right.Value;

    public static bool operator >=(InodeNumber left, InodeNumber right) => left.Value >= right.Value;

    /// <summary>The number alone: 4.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
