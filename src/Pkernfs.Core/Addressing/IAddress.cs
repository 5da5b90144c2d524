namespace Pkernfs.Core.Addressing;

/// <summary>What every kind of address has in common, so that ranges are written once and kinds still do not mix.</summary>
public interface IAddress<TSelf> : IEquatable<TSelf>, IComparable<TSelf>
    where TSelf : struct, IAddress<TSelf>
{
    /// <summary>The address as a number of bytes from zero.</summary>
    ulong Value { get; }

    /// <summary>The address at <paramref name="value"/>.</summary>
    static abstract TSelf At(ulong value);
}
