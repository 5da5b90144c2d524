namespace Pkernfs.Core.Platform.Vtd;

/// <summary>What the unit remembers of a function's root and context entry, tagged by source id. Memory may say something else by now.</summary>
/// <param name="Refusal">Why the entries refuse every request; only a unit in caching mode remembers such.</param>
public readonly record struct CachedContext(PciAddress Requester, ContextEntry Entry, FaultReason Refusal = FaultReason.None)
{
    /// <summary>The domain id that invalidations find it by: the entry's, and 0 for one that is not present or faults (VT-d 6.1).</summary>
    public ushort DomainId => Refusal == FaultReason.None ? Entry.DomainId : (ushort)0;
}
