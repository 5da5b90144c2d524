using Pkernfs.Core.FileSystem;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection;

/// <summary>Where software's records and the bytes that hardware goes by say different things.</summary>
public sealed partial class MomentInspection
{
    /// <summary>What disagrees about a function: its context entry, the kernel's domain, VFIO's records, bus mastering.</summary>
    public IEnumerable<Disagreement> DisagreementsOf(PciAddress function)
    {
        if (!Platform.Functions.TryGetValue(function, out var state)) yield break;
        bool present = TranslationRoots.TryContext(Platform, function, out var context);
        var domain = Kernel?.Iommu.DomainOf(function);
        if (Platform.Unit.TranslationEnabled && state.BusMaster && !present)
        {
            yield return new(function, $"Bus master is on for {function}.", state.Engine is null
                ? "Its context entry is empty, and only that stops it should it ask."
                : "Only its empty context entry stops it. RFC 17/18 leaves the bit set for every device.");
        }
        if (!present) yield break;
        if (domain is not null && context.TranslationType != TranslationType.PassThrough && domain.DomainId != context.DomainId)
        {
            yield return new(function, $"Entry and kernel disagree about the domain id of {function}.",
                $"The context entry says {context.DomainId}, the kernel's allocator gave {domain.DomainId}: invalidations by {domain.DomainId} miss what hardware cached under {context.DomainId}.");
        }
        if (domain is not null && domain.Root.Table != context.SecondStageTable && context.TranslationType != TranslationType.PassThrough)
        {
            yield return new(function, $"Entry and kernel disagree about the tables of {function}.",
                $"The context entry points to {context.SecondStageTable}, the kernel's domain has {domain.Root.Table}.");
        }
        if (domain is not null || !Reach(function).Any()) yield break;
        yield return new(function, $"{function} translates through tables that no software owns.", Kernel is null
            ? "No kernel runs: no domain, no vfio_dma, no pins. Hardware goes by the bytes alone."
            : "The running kernel has no iommu_domain for it, so nothing here knows what it may reach.");
    }

    /// <summary>What disagrees about user space's mappings: tables that map pages for which no record was made.</summary>
    public IEnumerable<Disagreement> UnrecordedMappings(PciAddress function)
    {
        if (Kernel?.Iommu.DomainOf(function) is not { Kind: DomainKind.Vfio } domain) yield break;
        string kind = Kernel.Containers.Any(container => container.DomainId == domain.DomainId) ? "vfio_dma records" : "the IOAS's areas";
        ulong mapped = Reach(function).Aggregate(0UL, (sum, run) => sum + run.Length.Value);
        ulong recorded = DmaRecords.Behind(Kernel, function).Aggregate(0UL, (sum, record) => sum + record.Range.Length.Value);
        if (mapped > recorded)
        {
            yield return new(function, $"{function} maps more than VFIO knows.",
                $"The tables map {new ByteCount(mapped)}, {kind} cover {new ByteCount(recorded)}: the rest is pinned by nobody.");
        }
        else if (recorded > mapped)
        {
            yield return new(function, $"VFIO knows more than {function} maps.", $"{char.ToUpperInvariant(kind[0])}{kind[1..]} cover {new ByteCount(recorded)}, the tables map {new ByteCount(mapped)}: DMA to the rest is refused.");
        }
    }

    /// <summary>What disagrees about the block that holds an address: the bitmap against the owners that the medium names.</summary>
    public IEnumerable<Disagreement> DisagreementsAt(PhysicalAddress address)
    {
        if (Medium is not { } medium || medium.BlockAt(address) is not { } block) yield break;
        int claims = Claims(block).Count();
        bool taken = medium.IsAllocated(block);
        if (taken && claims == 0) yield return new(null, $"Block {block} has no owner.", "Its bit in the allocation bitmap is set, but no file names it: it is lost until the region is formatted.");
        if (!taken && claims > 0) yield return new(null, $"Block {block} can be handed out again.", $"{Claims(block).First().Path} has it, but its bit in the allocation bitmap is clear.");
        if (claims > 1) yield return new(null, $"Block {block} has {claims} owners.", $"It is named by {string.Join(" and ", Claims(block).Select(claim => claim.Path.Length == 0 ? "the file system itself" : claim.Path))}.");
    }

    /// <summary>Everything that disagrees, functions by address.</summary>
    public IEnumerable<Disagreement> Disagreements() =>
        Platform.Functions.Keys.SelectMany(function => DisagreementsOf(function).Concat(UnrecordedMappings(function)));
}

/// <summary>Two accounts of one thing that differ.</summary>
/// <param name="Function">The function concerned; null where it is a block of the medium.</param>
/// <param name="Title">One short sentence.</param>
/// <param name="Explanation">What each says, and what follows.</param>
public sealed record Disagreement(PciAddress? Function, string Title, string Explanation);
