using System.Collections.Immutable;
using Pkernfs.Core.FileSystem;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Invariants;

/// <summary>The medium's bitmap is the union of what its files own, and no two own the same.</summary>
public sealed class BlocksOwnedOnce : Invariant
{
    public override string Id => "blocks-owned-once";

    public override int Order => 2;

    public override string Title => "Every block has one owner, and its bit";

    public override string Explanation =>
        "A block that two files own is written over by each; one whose bit is clear will be handed out a second time; one past the region's end is not there. The same goes for the pages of a page-table file and the bitmap in its first page: "
        + "a table that hardware walks must have its bit. Blocks that are set and owned by nobody are no danger, only lost: they are an invariant of their own. Claimed whenever the region is formatted.";

    public override string Source => "RFC 03/18, 04/18, 08/18";

    public override bool AppliesTo(LiveUpdatePlan plan) => Approaches.Of(plan).UsesRegion(plan);

    public override IEnumerable<Violation> Check(InvariantScope scope)
    {
        if (scope.Medium is not { } medium) yield break;
        foreach (var problem in medium.Problems.Where(problem => IsBroken(problem.Kind))) yield return new(problem.Sentence, problem.Bytes);
        var taken = medium.TakenPages;
        foreach (var (table, words, function) in TablesInUse(scope, taken))
        {
            if (medium.TablesAt(table) is not { } file) continue;
            var pool = new PageTableRegionReader(scope.Memory, medium.Reader.BlockAddress(file.Block));
            int page = (int)((table - pool.Bytes.Start).Value >> FrameNumber.Shift);
            if (pool.IsAllocated(page)) continue;
            yield return new(
                $"{words} at {table} is page {page} of {file.Path}, but that page's bit is clear: the next table would be written over it.",
                new(pool.Bytes.Start + new ByteCount((ulong)page >> 3), new(1)),
                function);
        }
    }

    private static bool IsBroken(MediumProblemKind kind) => kind
        is MediumProblemKind.OwnedTwice or MediumProblemKind.OwnedButClear or MediumProblemKind.BlockOutOfBounds or MediumProblemKind.BitPastEnd or MediumProblemKind.LinkedTwice;

    private static IEnumerable<(PhysicalAddress Table, string Words, PciAddress? Function)> TablesInUse(InvariantScope scope, ImmutableArray<PhysicalRange> taken)
    {
        if (!scope.Platform.Unit.TranslationEnabled) yield break;
        yield return (scope.Platform.Unit.RootTable, "The root table", null);
        foreach (var function in scope.CarriedFunctions)
        {
            if (scope.ContextTableOf(function.Bus) is { } context) yield return (context, $"The context table of bus {function.Bus:x2}", null);
            if (scope.TranslatingEntry(function) is not { } entry) continue;
            var tree = scope.Tree(entry.SecondStageRoot);
            // Where all of a tree's pages are taken, no table needs a look of its own.
            if (tree.Pages.All(run => !Coverage.Outside(run, taken).Any())) continue;
            foreach (var table in tree.Tables) yield return (table.Address, $"The level {table.Level} table of {function}", function);
        }
    }
}
