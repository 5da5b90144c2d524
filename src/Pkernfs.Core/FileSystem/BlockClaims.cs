namespace Pkernfs.Core.FileSystem;

/// <summary>Arithmetic on sorted runs of blocks: who claims which part, and what is left of a run without others.</summary>
public static class BlockClaims
{
    /// <summary>
    /// The owners' blocks cut where the set of owners changes and at <paramref name="cuts"/>, by block, each part with all who claim it. The
    /// cost follows the runs, and where they overlap the overlaps.
    /// </summary>
    /// <param name="owners">By block.</param>
    public static IEnumerable<(BlockRun Run, IReadOnlyList<BlockOwner> Claims)> Parts(IReadOnlyList<BlockOwner> owners, params ulong[] cuts)
    {
        for (int i = 0; i < owners.Count;)
        {
            ulong last = owners[i].Run.Last.Value;
            int end = i + 1;
            for (; end < owners.Count && owners[end].Block.Value <= last; end++) last = Math.Max(last, owners[end].Run.Last.Value);
            foreach (var part in Cluster(owners, i, end, last, cuts)) yield return part;
            i = end;
        }
    }

    /// <summary>The parts of a run that are in none of <paramref name="others"/>, which are by block and do not overlap.</summary>
    public static IEnumerable<BlockRun> Without(BlockRun run, IReadOnlyList<BlockRun> others)
    {
        ulong at = run.First.Value, last = run.Last.Value;
        for (int i = FirstEndingFrom(at, others); i < others.Count && others[i].First.Value <= last; i++)
        {
            if (others[i].First.Value > at) yield return new(new(at), others[i].First.Value - at);
            if (others[i].Last.Value >= last) yield break;
            at = others[i].Last.Value + 1;
        }
        yield return new(new(at), last - at + 1);
    }

    /// <summary>Runs that overlap nowhere, which claim the same blocks.</summary>
    public static IReadOnlyList<BlockRun> Union(IEnumerable<BlockRun> runs)
    {
        var union = new List<BlockRun>();
        foreach (var run in runs.OrderBy(run => run.First))
        {
            if (union.Count > 0 && run.First <= union[^1].Last)
            {
                if (run.Last > union[^1].Last) union[^1] = new(union[^1].First, run.Last.Value - union[^1].First.Value + 1);
            }
            else
            {
                BlockRun.Append(union, run.First, run.Count);
            }
        }
        return union;
    }

    private static IEnumerable<(BlockRun, IReadOnlyList<BlockOwner>)> Cluster(IReadOnlyList<BlockOwner> owners, int begin, int end, ulong last, ulong[] cuts)
    {
        var starts = new SortedSet<ulong>(cuts.Where(cut => cut > owners[begin].Block.Value && cut <= last));
        for (int i = begin; i < end; i++)
        {
            starts.Add(owners[i].Block.Value);
            if (owners[i].Run.Last.Value < last) starts.Add(owners[i].Run.Last.Value + 1);
        }
        var active = new List<BlockOwner>();
        int next = begin;
        ulong[] points = [.. starts];
        for (int i = 0; i < points.Length; i++)
        {
            ulong from = points[i];
            active.RemoveAll(owner => owner.Run.Last.Value < from);
            for (; next < end && owners[next].Block.Value == from; next++) active.Add(owners[next]);
            yield return (new(new(from), (i + 1 < points.Length ? points[i + 1] - 1 : last) - from + 1), active.ToArray());
        }
    }

    private static int FirstEndingFrom(ulong block, IReadOnlyList<BlockRun> runs)
    {
        int low = 0, high = runs.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (runs[middle].Last.Value < block) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
