using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.Inspection.Layers;

/// <summary>A run of addresses whose owner is another than before.</summary>
/// <param name="Before">Null where nothing answered.</param>
/// <param name="After">Null where nothing answers.</param>
public sealed record OwnershipChange(PhysicalRange Range, OwnedExtent? Before, OwnedExtent? After)
{
    /// <summary>An owner gave it up or ended.</summary>
    public bool Went => IsOwned(Before) && !IsOwned(After);

    /// <summary>An owner took what had none.</summary>
    public bool Came => !IsOwned(Before) && IsOwned(After);

    /// <summary>What differs between two maps, by address, equal neighbours joined. What stale memory last was does not count.</summary>
    public static ImmutableArray<OwnershipChange> Between(OwnershipMap before, OwnershipMap after)
    {
        if (ReferenceEquals(before, after)) return [];
        var changes = ImmutableArray.CreateBuilder<OwnershipChange>();
        foreach (var (range, old, now) in Sweep(before.Extents, after.Extents))
        {
            if (Same(old, now)) continue;
            if (changes.Count > 0 && changes[^1].Range.End == range.Start && Same(changes[^1].Before, old) && Same(changes[^1].After, now))
                changes[^1] = changes[^1] with { Range = PhysicalRange.FromTo(changes[^1].Range.Start, range.End) };
            else
                changes.Add(new(range, old, now));
        }
        return changes.ToImmutable();
    }

    /// <summary>True for memory that software holds: not free, not stale, not the board's own.</summary>
    public static bool IsOwned(OwnedExtent? extent) =>
        extent is { Class: not (OwnerClass.Free or OwnerClass.Stale or OwnerClass.Firmware or OwnerClass.Reserved or OwnerClass.Mmio) };

    private static bool Same(OwnedExtent? left, OwnedExtent? right) =>
        left is null || right is null ? ReferenceEquals(left, right)
            : left.Class == right.Class && left.Label == right.Label && left.Persistent == right.Persistent && left.ReachableBy == right.ReachableBy;

    private static IEnumerable<(PhysicalRange Range, OwnedExtent? Old, OwnedExtent? Now)> Sweep(ImmutableArray<OwnedExtent> before, ImmutableArray<OwnedExtent> after)
    {
        int i = 0, j = 0;
        ulong at = 0;
        while (i < before.Length || j < after.Length)
        {
            while (i < before.Length && before[i].Range.End.Value <= at) i++;
            while (j < after.Length && after[j].Range.End.Value <= at) j++;
            var old = i < before.Length && before[i].Range.Start.Value <= at ? before[i] : null;
            var now = j < after.Length && after[j].Range.Start.Value <= at ? after[j] : null;
            ulong next = Math.Min(Edge(before, i, at), Edge(after, j, at));
            if (next == ulong.MaxValue) yield break;
            if (old is not null || now is not null) yield return (PhysicalRange.FromTo(new(at), new(next)), old, now);
            at = next;
        }
    }

    /// <summary>The next address after <paramref name="at"/> where an extent begins or ends.</summary>
    private static ulong Edge(ImmutableArray<OwnedExtent> extents, int index, ulong at) =>
        index >= extents.Length ? ulong.MaxValue
            : extents[index].Range.Start.Value > at ? extents[index].Range.Start.Value : extents[index].Range.End.Value;
}
