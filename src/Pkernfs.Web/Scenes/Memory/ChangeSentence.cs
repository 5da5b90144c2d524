using System.Collections.Immutable;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>What a step changed on the map, in one sentence: what the three acts of its transition show.</summary>
public static class ChangeSentence
{
    public static string Of(ImmutableArray<OwnershipChange> changes, PhysicalRange? region, OwnershipMap map, Moment moment, Moment? before)
    {
        var parts = new List<string>();
        var ordinary = changes.Where(change => region?.Contains(change.Range) != true).ToList();
        string owner = before is not null && SectionFacts.KernelName(before.Step) is { } old ? Capital(old) + "'s " : "";
        ulong went = Total(ordinary.Where(change => change.Went));
        ulong came = Total(ordinary.Where(change => change.Came));
        ulong passed = Total(ordinary.Where(change => OwnershipChange.IsOwned(change.Before) && OwnershipChange.IsOwned(change.After)));
        if (went > 0) parts.Add($"{owner}{SectionFacts.Size(went)} became {(ordinary.Any(change => change is { Went: true, After.Class: OwnerClass.Stale }) ? "stale" : "free")}");
        if (passed > 0) parts.Add($"{SectionFacts.Size(passed)} changed hands");
        if (came > 0)
        {
            var largest = ordinary.Where(change => change.Came).GroupBy(change => change.After!.Label).MaxBy(Total)!;
            string taker = SectionFacts.KernelName(moment.Step) ?? "software";
            parts.Add($"{taker} took {SectionFacts.Size(came)}, most of it {largest.Key}");
        }
        if (parts.Count == 0) parts.Add("No memory changed hands");
        if (region is { } carveOut) parts.Add("carve-out " + SectionFacts.CarveOut(carveOut, map, moment, before));
        return Capital(string.Join("; ", parts)) + ".";
    }

    private static ulong Total(IEnumerable<OwnershipChange> changes) => RangeSet.Total(changes.Select(change => change.Range)).Value;

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
