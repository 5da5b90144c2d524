using System.Collections.Immutable;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>Where a device's requests go: whether they are let through at all, and whether the same IOVA gives the same page.</summary>
internal static class ReachDifferences
{
    public static IEnumerable<Difference?> Of(ComparedMoment left, ComparedMoment right, ImmutableArray<PciAddress> functions)
    {
        foreach (var function in functions)
        {
            if (left.Tree.Find(function) is not { } was || right.Tree.Find(function) is not { } now) continue;
            yield return Difference.Between(DifferenceTopic.Reach, null, $"requests of {function}", Words(was), Words(now));
            if (was.Domain is null || now.Domain is null) continue;
            foreach (var difference in OfRuns(function, was.Domain, now.Domain)) yield return difference;
        }
    }

    private static string Words(TranslationDevice device) => device.Reach switch
    {
        _ when !device.BusMaster => "none leave it: no bus master",
        DmaReach.Untranslated => "go to memory untranslated",
        DmaReach.PassThrough => "pass through",
        DmaReach.Refused => $"refused: {FaultReasons.Describe(device.Refusal)}",
        _ => "translated",
    };

    private static IEnumerable<Difference?> OfRuns(PciAddress function, TranslationDomain left, TranslationDomain right)
    {
        if (left.Root == right.Root && left.Runs.SequenceEqual(right.Runs)) yield break;
        var runs = ReachSweep.Of(left.Runs, right.Runs).ToList();
        yield return Told(function, "IOVAs", [.. runs.Where(run => run.Right is null)], DifferenceKind.Vanished);
        yield return Told(function, "IOVAs", [.. runs.Where(run => run.Left is null)], DifferenceKind.Appeared);
        yield return Told(function, "pages behind IOVAs", [.. runs.Where(run => run is { Left: { } was, Right: { } now } && was != now)], DifferenceKind.Moved);
        yield return Told(function, "rights of IOVAs", [.. runs.Where(run => run.Left is not null && run.Left == run.Right && run.LeftRights != run.RightRights)], DifferenceKind.Changed);
    }

    private static Difference? Told(PciAddress function, string what, IReadOnlyList<ReachSweep> runs, DifferenceKind kind)
    {
        if (runs.Count == 0) return null;
        var first = runs[0];
        string size = RangeSet.Total(runs.Select(run => new PhysicalRange(default, run.Iova.Length))).ToString();
        return Difference.Between(
            DifferenceTopic.Reach,
            Core.Memory.OwnerClass.DomainPageTable,
            $"{what} of {function} from {first.Iova.Start} on, {size}",
            first.Left is { } was ? kind == DifferenceKind.Changed ? first.LeftRights.ToString() : $"to {was}" : null,
            first.Right is { } now ? kind == DifferenceKind.Changed ? first.RightRights.ToString() : $"to {now}" : null,
            Memory(runs, run => run.Left),
            Memory(runs, run => run.Right),
            kind);
    }

    private static ImmutableArray<PhysicalRange> Memory(IEnumerable<ReachSweep> runs, Func<ReachSweep, PhysicalAddress?> output) =>
        RangeSet.Join(runs.Where(run => output(run) is not null).Select(run => new PhysicalRange(output(run)!.Value, run.Iova.Length)));
}
