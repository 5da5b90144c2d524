using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Invariants;

/// <summary>Who has memory, in words: from the medium, the allocator and the board alone, since a report over many branches asks often.</summary>
public sealed partial class InvariantScope
{
    private ImmutableArray<PhysicalRange>? _allocated;

    /// <summary>What the running kernel has allocated, joined; nothing while none runs.</summary>
    public ImmutableArray<PhysicalRange> Allocated => _allocated ??= Kernel is not { } kernel ? []
        : _former is { Kernel.Pages: { } pages, _allocated: { } known } && ReferenceEquals(pages, kernel.Pages) ? known
        : Coverage.Join(kernel.Pages.Allocations.Select(allocation => allocation.Range));

    /// <summary>Who has the byte: "data of /guest-ram", "slab", "memory that kernel 6.8.0 has free".</summary>
    public string OwnerWords(PhysicalAddress address)
    {
        if (!Memory.IsAccessible(new(address, new(1)))) return "no memory at all";
        if (Medium?.Reader.Region.Contains(address) == true)
            return Medium.ClaimsAt(address).FirstOrDefault() is { } claim ? Words(claim) : "a free block of pkernfs";
        var firmware = Platform.Board.FirmwareMap.FirstOrDefault(range => range.Range.Contains(address));
        if (firmware is { Kind: not FirmwareRangeKind.Usable }) return "firmware's memory";
        if (Kernel is not { } kernel) return "memory that nobody owns";
        if (kernel.Pages.At(address) is { } allocation) return allocation.Label;
        return kernel.Image.Contains(address) ? $"the image of kernel {kernel.Release}" : $"memory that kernel {kernel.Release} has free";
    }

    /// <summary>A range cut where its owner changes, with the words for each.</summary>
    public IEnumerable<(PhysicalRange Range, string Words)> Owned(PhysicalRange range)
    {
        foreach (var gap in Coverage.Outside(range, Allocated)) yield return (gap, OwnerWords(gap.Start));
        if (Kernel is not { } kernel) yield break;
        foreach (var allocation in kernel.Pages.Allocations)
        {
            var part = allocation.Range.Intersect(range);
            if (!part.IsEmpty) yield return (part, allocation.Label);
        }
    }

    private static string Words(BlockOwner claim) => claim.Use switch
    {
        BlockUse.SuperBlock => "the super block and bitmap of pkernfs",
        BlockUse.InodeStore => "the inode store of pkernfs",
        BlockUse.Mappings => $"the mappings block of {claim.Path}",
        BlockUse.Data => $"data of {claim.Path}",
        _ => $"the page-table file {claim.Path}",
    };
}
