using System.Collections.Immutable;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>What two domains translate, held against each other IOVA by IOVA, as runs.</summary>
/// <param name="Iova">IOVAs that both treat alike throughout.</param>
/// <param name="Left">Where the first of them goes on the left; null where it does not translate.</param>
/// <param name="Right">Where it goes on the right.</param>
internal sealed record ReachSweep(IovaRange Iova, PhysicalAddress? Left, PhysicalAddress? Right, AccessRights LeftRights, AccessRights RightRights)
{
    /// <summary>The runs that either translates, in IOVA order.</summary>
    public static IEnumerable<ReachSweep> Of(ImmutableArray<TranslationRun> left, ImmutableArray<TranslationRun> right)
    {
        var (lefts, rights) = (Translated(left), Translated(right));
        int i = 0, j = 0;
        ulong at = 0;
        while (true)
        {
            while (i < lefts.Count && lefts[i].Input.End.Value <= at) i++;
            while (j < rights.Count && rights[j].Input.End.Value <= at) j++;
            ulong next = Math.Min(Edge(lefts, i, at), Edge(rights, j, at));
            if (next == ulong.MaxValue) yield break;
            var (was, now) = (Covering(lefts, i, at), Covering(rights, j, at));
            if (was is not null || now is not null)
                yield return new(IovaRange.FromTo(new(at), new(next)), Output(was, at), Output(now, at), was?.Rights ?? default, now?.Rights ?? default);
            at = next;
        }
    }

    private static List<TranslationRun> Translated(ImmutableArray<TranslationRun> runs) =>
        [.. runs.Where(run => run.Problem is null && !run.Input.IsEmpty).OrderBy(run => run.Input.Start)];

    private static TranslationRun? Covering(List<TranslationRun> runs, int index, ulong at) =>
        index < runs.Count && runs[index].Input.Start.Value <= at ? runs[index] : null;

    private static PhysicalAddress? Output(TranslationRun? run, ulong at) => run is null ? null : run.Output + new ByteCount(at - run.Input.Start.Value);

    /// <summary>The next IOVA after <paramref name="at"/> where a run begins or ends.</summary>
    private static ulong Edge(List<TranslationRun> runs, int index, ulong at) =>
        index >= runs.Count ? ulong.MaxValue : runs[index].Input.Start.Value > at ? runs[index].Input.Start.Value : runs[index].Input.End.Value;
}
