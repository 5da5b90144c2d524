using System.Collections.Immutable;

namespace Pkernfs.Core.Memory;

/// <summary>How much of each <see cref="WorkKind"/> was done. The default is none.</summary>
public readonly struct WorkCounts : IEquatable<WorkCounts>
{
    private static readonly int kinds = Enum.GetValues<WorkKind>().Length;

    private readonly ulong[]? _amounts;

    private WorkCounts(ulong[] amounts) => _amounts = amounts;

    /// <summary>Every kind, in the order in which they are shown.</summary>
    public static ImmutableArray<WorkKind> Kinds { get; } = [.. Enum.GetValues<WorkKind>()];

    public ulong this[WorkKind kind] => _amounts is null ? 0 : _amounts[(int)kind];

    /// <summary>Bytes that software stored, in whatever way.</summary>
    public ulong Bytes => this[WorkKind.BytesWritten] + this[WorkKind.BytesFilled] + this[WorkKind.BytesCopied];

    public static WorkCounts Of(Func<WorkKind, ulong> amount)
    {
        ulong[] amounts = new ulong[kinds];
        for (int kind = 0; kind < kinds; kind++) amounts[kind] = amount((WorkKind)kind);
        return new(amounts);
    }

    /// <summary>These, and <paramref name="amount"/> more of one kind.</summary>
    public WorkCounts With(WorkKind kind, ulong amount)
    {
        var former = this;
        return Of(each => former[each] + (each == kind ? amount : 0));
    }

    public static WorkCounts operator +(WorkCounts left, WorkCounts right) => Of(kind => left[kind] + right[kind]);

    public bool Equals(WorkCounts other)
    {
        foreach (var kind in Kinds)
        {
            if (this[kind] != other[kind]) return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => obj is WorkCounts other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var kind in Kinds) hash.Add(this[kind]);
        return hash.ToHashCode();
    }

    public static bool operator ==(WorkCounts left, WorkCounts right) => left.Equals(right);

    public static bool operator !=(WorkCounts left, WorkCounts right) => !left.Equals(right);

    /// <summary>"2 table pages, 512 table entries" would be long; this is for debuggers: kind and amount of what is not zero.</summary>
    public override string ToString()
    {
        var counts = this;
        return string.Join(", ", Kinds.Where(kind => counts[kind] > 0).Select(kind => $"{kind} {counts[kind]}"));
    }
}
