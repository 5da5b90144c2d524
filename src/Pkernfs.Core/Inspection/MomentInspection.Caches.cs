using System.Collections.Immutable;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection;

/// <summary>What the unit remembers, held against memory: until software invalidates it, it goes by what it remembers.</summary>
public sealed partial class MomentInspection
{
    /// <summary>A function's part of context cache and IOTLB.</summary>
    public CachedFacts CachesOf(PciAddress function)
    {
        var unit = Platform.Unit;
        var context = unit.ContextCache.Where(cached => cached.Requester == function).Select(cached => (CachedContext?)cached).LastOrDefault();
        bool present = TranslationRoots.TryContext(Platform, function, out var entry);
        bool isStale = context is { } known && known.Entry != (present ? entry : default);
        if (context?.Entry is not { Present: true } used && !present) return new(context, isStale, []);
        used = context is { Entry.Present: true } ? context.Value.Entry : entry;
        return new(context, isStale, [.. unit.Iotlb.Where(cached => cached.DomainId == used.DomainId).Select(cached => new CachedPage(cached, IsStale(cached, used)))]);
    }

    private bool IsStale(CachedTranslation cached, ContextEntry context)
    {
        if (context.TranslationType == TranslationType.PassThrough) return false;
        var access = cached.Rights.HasFlag(AccessRights.Read) ? AccessKind.Read : AccessKind.Write;
        var walk = PageTable<SecondStage, Iova>.Walk(Platform.Memory, context.SecondStageRoot, Platform.Unit.SecondStageLimits, cached.Input, access);
        bool translates = walk.Outcome == WalkOutcome.Translated;
        return cached.Refusal == FaultReason.None ? !translates || walk.Physical != cached.Output : translates;
    }
}

/// <summary>What the unit remembers of a function.</summary>
/// <param name="Context">Its entry in the context cache; null where there is none.</param>
/// <param name="IsContextStale">True where memory has another context entry by now.</param>
/// <param name="Pages">IOTLB entries under the domain id that its requests use, oldest first.</param>
public sealed record CachedFacts(CachedContext? Context, bool IsContextStale, ImmutableArray<CachedPage> Pages);

/// <summary>An IOTLB entry.</summary>
/// <param name="IsStale">True where the tables say something else by now.</param>
public sealed record CachedPage(CachedTranslation Translation, bool IsStale);
