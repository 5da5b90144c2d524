using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>An IOTLB entry: a leaf as the unit remembers it, tagged by domain id. Memory may say something else by now.</summary>
/// <param name="Input">The page's first IOVA.</param>
/// <param name="Output">The page's first physical address; zero where the tables refuse it.</param>
/// <param name="Refusal">Why the tables refuse the page; only a unit in caching mode remembers such, 4 KiB at a time.</param>
public readonly record struct CachedTranslation(
    ushort DomainId,
    Iova Input,
    PhysicalAddress Output,
    ByteCount PageSize,
    AccessRights Rights,
    FaultReason Refusal = FaultReason.None)
{
    /// <summary>True when a request of that domain for that IOVA finds this entry.</summary>
    public bool Covers(ushort domainId, Iova iova) => DomainId == domainId && iova.Value - Input.Value < PageSize.Value;

    /// <summary>What the IOVA, which lies in the page, translates to.</summary>
    public PhysicalAddress Translate(Iova iova) => Output + (iova - Input);
}
