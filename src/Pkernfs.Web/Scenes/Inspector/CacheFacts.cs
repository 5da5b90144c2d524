using System.Collections.Immutable;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>What the remapping unit's caches hold of a function.</summary>
internal static class CacheFacts
{
    private const int MostPages = 8;

    public static IEnumerable<InspectorBlock> Of(CachedFacts caches)
    {
        yield return new InspectorBlock.Facts(
        [
            Context(caches),
            new("IOTLB", caches.Pages.IsEmpty ? "nothing: the next request walks the tables" : $"{caches.Pages.Length} pages, {caches.Pages.Count(page => page.IsStale)} of them stale"),
        ]);
        if (caches.Pages.IsEmpty) yield break;
        yield return new InspectorBlock.Table(
            $"Remembered{(caches.Pages.Length > MostPages ? $", first {MostPages} of {caches.Pages.Length} pages, stale ones before" : "")}",
            ["IOVA", "to", "page", "(State)"],
            [.. caches.Pages.OrderByDescending(known => known.IsStale).Take(MostPages).Select(cached => (ImmutableArray<string>)
                [cached.Translation.Input.ToString(), cached.Translation.Output.ToString(), cached.Translation.PageSize.ToString(), cached.IsStale ? "stale" : ""])]);
    }

    private static InspectorFact Context(CachedFacts caches) =>
        caches.Context is not { } context ? new("Context cache", "nothing: the next request reads the entry from memory")
        : caches.IsContextStale ? new("Context cache", [new($"DID {context.Entry.DomainId}: "), new("stale, memory has another entry", FactLook.Bold)])
        : new("Context cache", $"DID {context.Entry.DomainId}, as in memory");
}
