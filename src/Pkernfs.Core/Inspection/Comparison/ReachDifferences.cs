using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.Memory;
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
            foreach (var difference in OfRuns(function, left, was.Domain, right, now.Domain)) yield return difference;
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

    private static IEnumerable<Difference?> OfRuns(PciAddress function, ComparedMoment a, TranslationDomain left, ComparedMoment b, TranslationDomain right)
    {
        if (left.Root == right.Root && left.Runs.SequenceEqual(right.Runs)) yield break;
        var runs = ReachSweep.Of(left, a.Files, right, b.Files).ToList();
        yield return Told(function, "IOVAs", [.. runs.Where(run => run.Right is null)], DifferenceKind.Vanished);
        yield return Told(function, "IOVAs", [.. runs.Where(run => run.Left is null)], DifferenceKind.Appeared);
        yield return Told(function, "pages behind IOVAs", [.. runs.Where(run => run is { Left: { } was, Right: { } now } && !was.SameAs(now))], DifferenceKind.Moved);
        yield return Told(function, "rights of IOVAs", [.. runs.Where(run => run is { Left: { } was, Right: { } now } && was.SameAs(now) && run.LeftRights != run.RightRights)], DifferenceKind.Changed);
    }

    private static Difference? Told(PciAddress function, string what, IReadOnlyList<ReachSweep> runs, DifferenceKind kind)
    {
        if (runs.Count == 0) return null;
        var first = runs[0];
        ulong pages = runs.Aggregate(0UL, (sum, run) => sum + run.Iova.Length.PagesRoundedUp);
        bool isOfRights = kind == DifferenceKind.Changed;
        return Difference.Between(
            DifferenceTopic.Reach,
            OwnerClass.DomainPageTable,
            string.Create(CultureInfo.InvariantCulture, $"{what} of {function} from {first.Iova.Start} on, {pages:N0} {(pages == 1 ? "page" : "pages")}"),
            first.Left is { } was ? isOfRights ? first.LeftRights.ToString() : was.ToString() : null,
            first.Right is { } now ? isOfRights ? first.RightRights.ToString() : now.ToString() : null,
            Memory(runs, run => run.Left),
            Memory(runs, run => run.Right),
            kind);
    }

    private static ImmutableArray<PhysicalRange> Memory(IEnumerable<ReachSweep> runs, Func<ReachSweep, ReachTarget?> target) =>
        RangeSet.Join(runs.Where(run => target(run) is not null).Select(run => new PhysicalRange(target(run)!.Value.Address, run.Iova.Length)));
}
