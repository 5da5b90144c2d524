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

    /// <summary>The walk without an allocation: the entries read go to <paramref name="path"/>, as far as it has room.</summary>
    /// <param name="steps">How many entries were read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format has no tables of so many levels.</exception>
    public static WalkEnd Follow(
        IMemoryView memory,
        PageTableRoot root,
        PageTableLimits limits,
        TInput input,
        AccessKind access,
        Span<WalkStep> path,
        out int steps) => new PageTableWalker<TFormat, TInput>(memory, limits).Follow(root, input, access, path, out steps);
}
