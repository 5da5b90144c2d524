using System.Collections.Immutable;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Platform.Vtd;

/// <summary>Remembering: what translated, and in caching mode what did not, in order of arrival; the oldest makes room.</summary>
public sealed partial record VtdUnit
{
    private bool TryRecallContext(PciAddress requester, out CachedContext context)
    {
        foreach (var cached in ContextCache)
        {
            if (cached.Requester.SourceId != requester.SourceId) continue;
            context = cached;
            return true;
        }
        context = default;
        return false;
    }

    private bool TryRecallLeaf(ushort domainId, Iova iova, out CachedTranslation leaf)
    {
        foreach (var cached in Iotlb)
        {
            if (!cached.Covers(domainId, iova)) continue;
            leaf = cached;
            return true;
        }
        leaf = default;
        return false;
    }

    private VtdUnit RememberContext(CachedContext context) =>
        this with { ContextCache = Append(ContextCache, context, VtdLimits.ContextCacheEntries) };

    /// <summary>Remembers the leaf that <paramref name="iova"/> went through, in place of any older one for it.</summary>
    private VtdUnit RememberLeaf(ushort domainId, Iova iova, WalkEnd end)
    {
        var input = iova.AlignDown(end.PageSize);
        var older = Iotlb.RemoveAll(cached => cached.Covers(domainId, iova));
        return this with { Iotlb = Append(older, new(domainId, input, end.Physical.AlignDown(end.PageSize), end.PageSize, end.Rights), VtdLimits.IotlbEntries) };
    }

    /// <summary>In caching mode remembers that the tables refuse the page of <paramref name="iova"/>: entries not present, reserved bits, tables out of RAM. A right that a leaf lacks is looked up again each time.</summary>
    private VtdUnit RememberRefusal(ushort domainId, Iova iova, WalkEnd end, FaultReason reason)
    {
        bool entryRefuses = end.Outcome is WalkOutcome.ReservedBits or WalkOutcome.Unreadable || (end.Outcome == WalkOutcome.NotPermitted && end.Rights == AccessRights.None);
        if (!Capability.CachingMode || !entryRefuses) return this;
        var older = Iotlb.RemoveAll(cached => cached.Covers(domainId, iova));
        var refusal = new CachedTranslation(domainId, iova.AlignDown(ByteCount.Page), default, ByteCount.Page, AccessRights.None, reason);
        return this with { Iotlb = Append(older, refusal, VtdLimits.IotlbEntries) };
    }

    private static ImmutableArray<T> Append<T>(ImmutableArray<T> entries, T entry, int capacity) =>
        entries.Length < capacity ? entries.Add(entry) : [.. entries.AsSpan()[1..], entry];
}
