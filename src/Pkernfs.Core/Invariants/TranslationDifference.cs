using System.Collections.Immutable;
using Pkernfs.Core.PageTables;

namespace Pkernfs.Core.Invariants;

/// <summary>IOVAs in a row that two sets of mappings treat differently: another place, other rights, or none. The leaves' size does not count.</summary>
/// <param name="Was">Where the first went; null where it went nowhere.</param>
/// <param name="Is">Where the first goes; null where it goes nowhere.</param>
internal readonly record struct TranslationDifference(IovaRange Range, PhysicalAddress? Was, AccessRights Rights, PhysicalAddress? Is, AccessRights RightsNow)
{
    /// <summary>"IOVA 0x1000 went to 0x140001000 (ReadWrite) and goes nowhere".</summary>
    public string Words => $"IOVA {Range} went {Place(Was, Rights)} and goes {Place(Is, RightsNow)}";

    /// <summary>What differs, in IOVA order. Both lists are in IOVA order without overlaps.</summary>
    public static IEnumerable<TranslationDifference> Between(ImmutableArray<LeafRun<Iova>> before, ImmutableArray<LeafRun<Iova>> now)
    {
        if (before == now) yield break;
        int i = 0, j = 0;
        ulong at = 0;
        while (i < before.Length || j < now.Length)
        {
            while (i < before.Length && End(before[i]) <= at) i++;
            while (j < now.Length && End(now[j]) <= at) j++;
            ulong next = Math.Min(Edge(before, i, at), Edge(now, j, at));
            if (next == ulong.MaxValue) yield break;
            var (was, rights) = At(before, i, at);
            var (isNow, rightsNow) = At(now, j, at);
            if (was != isNow || rights != rightsNow) yield return new(new(new(at), new(next - at)), was, rights, isNow, rightsNow);
            at = next;
        }
    }

    private static (PhysicalAddress? Place, AccessRights Rights) At(ImmutableArray<LeafRun<Iova>> runs, int index, ulong at) =>
        index < runs.Length && runs[index].Input.Value <= at ? (runs[index].Output + new ByteCount(at - runs[index].Input.Value), runs[index].Rights) : (null, AccessRights.None);

    private static ulong Edge(ImmutableArray<LeafRun<Iova>> runs, int index, ulong at) =>
        index >= runs.Length ? ulong.MaxValue : runs[index].Input.Value > at ? runs[index].Input.Value : End(runs[index]);

    private static ulong End(LeafRun<Iova> run) => run.Input.Value + run.Length.Value;

    private static string Place(PhysicalAddress? place, AccessRights rights) => place is { } address ? $"to {address} ({Word(rights)})" : "nowhere";

    private static string Word(AccessRights rights) => rights switch
    {
        AccessRights.Read => "read",
        AccessRights.Write => "write",
        _ => "read and write",
    };
}
