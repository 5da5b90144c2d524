using System.Collections.Immutable;
using Pkernfs.Core.Memory;

namespace Pkernfs.Core.PageTables;

public static partial class PageTable<TFormat, TInput>
{
    /// <summary>Translates one input for one access, with every check of the format in its order. Reads memory, changes nothing.</summary>
    public static PageWalk Walk(IMemoryView memory, PageTableRoot root, PageTableLimits limits, TInput input, AccessKind access)
    {
        Span<WalkStep> path = stackalloc WalkStep[PageTableGeometry.MostLevels];
        var end = Follow(memory, root, limits, input, access, path, out int steps);
        return new(end.Outcome, end.Physical, end.PageSize, end.Rights, ImmutableArray.Create<WalkStep>(path[..steps]), end.Level);
    }

    /// <summary>The walk without an allocation: the entries read go to <paramref name="path"/>, which holds one for each level.</summary>
    /// <param name="steps">How many entries were read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format has no tables of so many levels.</exception>
    public static WalkEnd Follow(
        IMemoryView memory,
        PageTableRoot root,
        PageTableLimits limits,
        TInput input,
        AccessKind access,
        Span<WalkStep> path,
        out int steps)
    {
        if (!TFormat.HasLevels(root.Levels)) throw new ArgumentOutOfRangeException(nameof(root), root.Levels, "The format has no tables of that many levels.");
        steps = 0;
        if (!TFormat.IsInReach(input.Value, root.Levels, limits)) return new(WalkOutcome.BeyondInputWidth, default, default, AccessRights.None, 0);

        var rights = AccessRights.ReadWrite;
        var table = root.Table;
        for (int level = root.Levels; ; level--)
        {
            int index = PageTableGeometry.IndexOf(input.Value, level);
            if (!memory.TryReadWord(PageTableGeometry.EntryAddress(table, index), out ulong entry)) return new(WalkOutcome.Unreadable, default, default, rights, level);
            path[steps++] = new(table, index, entry, level);

            rights &= TFormat.IsPresent(entry) ? TFormat.Rights(entry) : AccessRights.None;
            if (!TFormat.IsPresent(entry) || (TFormat.ChecksRightsAtEachLevel && !rights.Allow(access))) return new(WalkOutcome.NotPermitted, default, default, rights, level);
            if (TFormat.ReservedBits(entry, level, limits) != 0) return new(WalkOutcome.ReservedBits, default, default, rights, level);

            var output = TFormat.Output(entry, level, limits);
            if (!TFormat.IsLeaf(entry, level))
            {
                table = output;
                continue;
            }
            if (!rights.Allow(access)) return new(WalkOutcome.NotPermitted, default, default, rights, level);
            var pageSize = PageTableGeometry.EntryCovers(level);
            return new(WalkOutcome.Translated, new(output.Value | (input.Value & (pageSize.Value - 1))), pageSize, rights, level);
        }
    }
}
