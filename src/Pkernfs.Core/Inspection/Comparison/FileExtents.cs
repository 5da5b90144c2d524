using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>Where the data of pkernfs's files lies, as runs that are contiguous in memory and in their file.</summary>
/// <param name="Extents">By address, without overlaps.</param>
internal sealed record FileExtents(ImmutableArray<FileExtent> Extents)
{
    public static FileExtents Of(PkernfsReader? medium)
    {
        var extents = ImmutableArray.CreateBuilder<FileExtent>();
        foreach (var owner in medium?.BlockOwners() ?? [])
        {
            if (owner.Use != BlockUse.Data || !medium!.IsInRegion(owner.Block)) continue;
            var bytes = medium.BlockBytes(owner.Block);
            ulong offset = (ulong)owner.FileBlock * PkernfsLayout.BlockSize;
            // On a damaged medium a block can have two owners; the first that claims it counts.
            if (extents.Count > 0 && extents[^1].Range.End > bytes.Start) continue;
            if (extents.Count > 0 && extents[^1] is var last && last.Path == owner.Path && last.Range.End == bytes.Start && last.Offset + last.Range.Length.Value == offset)
                extents[^1] = last with { Range = PhysicalRange.FromTo(last.Range.Start, bytes.End) };
            else
                extents.Add(new(bytes, owner.Path, offset));
        }
        return new(extents.ToImmutable());
    }

    /// <summary>Parts of a range, in order, each in one file or in none.</summary>
    public IEnumerable<(PhysicalRange Range, ReachTarget Target)> Cut(PhysicalRange range)
    {
        var at = range.Start;
        foreach (var extent in Extents)
        {
            var inside = extent.Range.Intersect(range);
            if (inside.IsEmpty) continue;
            if (at < inside.Start) yield return (PhysicalRange.FromTo(at, inside.Start), new(at, null, 0));
            yield return (inside, new(inside.Start, extent.Path, extent.Offset + (inside.Start - extent.Range.Start).Value));
            at = inside.End;
        }
        if (at < range.End) yield return (PhysicalRange.FromTo(at, range.End), new(at, null, 0));
    }
}

/// <param name="Offset">Where in the file it begins, in bytes.</param>
internal sealed record FileExtent(PhysicalRange Range, string Path, ulong Offset);

/// <summary>A byte that a device reaches.</summary>
/// <param name="File">The pkernfs file that it belongs to; null where to none.</param>
/// <param name="Offset">Its place in the file.</param>
internal readonly record struct ReachTarget(PhysicalAddress Address, string? File, ulong Offset)
{
    /// <summary>True where both are the same byte of the same file, wherever the file's blocks are, or the same byte of memory.</summary>
    public bool SameAs(ReachTarget other) => File == other.File && (File is null ? Address == other.Address : Offset == other.Offset);

    public ReachTarget Further(ByteCount bytes) => new(Address + bytes, File, Offset + bytes.Value);

    public override string ToString() => File is null ? $"to {Address}" : $"to {Address}, {File} at 0x{Offset:x}";
}
