using System.Collections.Immutable;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>What two domains translate, held against each other IOVA by IOVA, as runs.</summary>
/// <param name="Iova">IOVAs that both treat alike throughout.</param>
/// <param name="Left">Where the first of them goes on the left; null where it does not translate.</param>
/// <param name="Right">Where it goes on the right.</param>
internal sealed record ReachSweep(IovaRange Iova, ReachTarget? Left, ReachTarget? Right, AccessRights LeftRights, AccessRights RightRights)
{
    /// <summary>The runs that either translates, in IOVA order.</summary>
    public static IEnumerable<ReachSweep> Of(TranslationDomain left, FileExtents leftFiles, TranslationDomain right, FileExtents rightFiles)
    {
        var (lefts, rights) = (Pieces(left.Runs, leftFiles), Pieces(right.Runs, rightFiles));
        int i = 0, j = 0;
        ulong at = 0;
        while (true)
        {
            while (i < lefts.Count && lefts[i].Iova.End.Value <= at) i++;
            while (j < rights.Count && rights[j].Iova.End.Value <= at) j++;
            ulong next = Math.Min(Edge(lefts, i, at), Edge(rights, j, at));
            if (next == ulong.MaxValue) yield break;
            var (was, now) = (Covering(lefts, i, at), Covering(rights, j, at));
            if (was is not null || now is not null)
                yield return new(IovaRange.FromTo(new(at), new(next)), was?.TargetAt(at), now?.TargetAt(at), was?.Rights ?? default, now?.Rights ?? default);
            at = next;
        }
    }

    /// <summary>Runs that translate, cut where the memory behind them passes from one file to another.</summary>
    private static List<Piece> Pieces(ImmutableArray<TranslationRun> runs, FileExtents files) =>
    [
        .. runs.Where(run => run.Problem is null && !run.Input.IsEmpty).OrderBy(run => run.Input.Start)
            .SelectMany(run => files.Cut(run.Memory).Select(part => new Piece(new(run.Input.Start + (part.Range.Start - run.Output), part.Range.Length), part.Target, run.Rights))),
    ];

    private static Piece? Covering(List<Piece> pieces, int index, ulong at) =>
        index < pieces.Count && pieces[index].Iova.Start.Value <= at ? pieces[index] : null;

    /// <summary>The next IOVA after <paramref name="at"/> where a piece begins or ends.</summary>
    private static ulong Edge(List<Piece> pieces, int index, ulong at) =>
        index >= pieces.Count ? ulong.MaxValue : pieces[index].Iova.Start.Value > at ? pieces[index].Iova.Start.Value : pieces[index].Iova.End.Value;

    private sealed record Piece(IovaRange Iova, ReachTarget Target, AccessRights Rights)
    {
        public ReachTarget TargetAt(ulong iova) => Target.Further(new(iova - Iova.Start.Value));
    }
}
