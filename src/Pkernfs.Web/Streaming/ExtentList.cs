using System.Collections.Immutable;

namespace Pkernfs.Web.Streaming;

/// <summary>Extents as they are added, by address; one that looks like its neighbour is joined to it.</summary>
internal sealed class ExtentList
{
    private readonly ImmutableArray<PackedExtent>.Builder extents = ImmutableArray.CreateBuilder<PackedExtent>();

    public void Add(PackedExtent extent)
    {
        if (extent.Range.IsEmpty) return;
        if (extents.Count > 0 && extents[^1].Range.End == extent.Range.Start && extents[^1].LooksLike(extent))
            extents[^1] = extents[^1] with { Range = PhysicalRange.FromTo(extents[^1].Range.Start, extent.Range.End) };
        else
            extents.Add(extent);
    }

    public ImmutableArray<PackedExtent> ToImmutable() => extents.ToImmutable();
}
