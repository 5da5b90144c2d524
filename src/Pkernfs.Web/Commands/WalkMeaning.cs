using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Web.Commands;

/// <summary>An entry on a walk's path, in a few words.</summary>
internal static class WalkMeaning
{
    public static string Of(DmaWalkStep step, PageTableLimits limits) => step.Level switch
    {
        DmaWalkLevel.Root => Root(new(step.Low, step.High)),
        DmaWalkLevel.Context => Context(new(step.Low, step.High)),
        _ => SecondStageEntry(step.Low, step.PageTableLevel, limits),
    };

    private static string Root(RootEntry entry) => entry.Present ? $"context table at {entry.ContextTable}" : "not present";

    private static string Context(ContextEntry entry) => !entry.Present ? "not present"
        : entry.TranslationType == TranslationType.PassThrough ? $"pass-through, domain id {entry.DomainId}"
        : $"{entry.Levels}-level tables at {entry.SecondStageTable}, domain id {entry.DomainId}";

    private static string SecondStageEntry(ulong entry, int level, PageTableLimits limits)
    {
        if (!SecondStage.IsPresent(entry)) return "not present";
        var rights = SecondStage.Rights(entry);
        string words = (rights.HasFlag(AccessRights.Read) ? "r" : "-") + (rights.HasFlag(AccessRights.Write) ? "w" : "-");
        string broken = SecondStage.ReservedBits(entry, level, limits) != 0 ? ", reserved bits set" : "";
        var output = SecondStage.Output(entry, level, limits);
        return SecondStage.IsLeaf(entry, level) ? $"page of {PageTableGeometry.EntryCovers(level)} at {output}, {words}{broken}" : $"table at {output}, {words}{broken}";
    }
}
