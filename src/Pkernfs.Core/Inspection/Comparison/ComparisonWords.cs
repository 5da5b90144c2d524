using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Timeline;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>A comparison in a few sentences, each made from what was found.</summary>
internal static class ComparisonWords
{
    public const string Same = "Nothing differs: A and B are one machine at one moment.";

    public static ImmutableArray<string> Of(
        RunTimeline left, int leftIndex, RunTimeline right, int rightIndex, ComparedMoment a, ComparedMoment b, ImmutableArray<Difference> differences, ulong changedPages)
    {
        var sentences = ImmutableArray.CreateBuilder<string>();
        foreach (var device in left.Plan.Devices.Where(device => device.Persistent && right.Plan.Devices.Any(other => other.Address == device.Address && other.Persistent)))
        {
            sentences.Add(DmaSentence(device.Address, a.DmaOf(device.Address), b.DmaOf(device.Address)));
            if (TableSentence(device, a, b, differences) is { } tables) sentences.Add(tables);
            if (DomainSentence(device.Address, a, b) is { } domain) sentences.Add(domain);
        }
        // The longest is guest RAM, which is what all this is for.
        foreach (var (path, pages, sameBlocks) in MediumDifferences.SameFiles(a, b).Take(1))
            sentences.Add(string.Create(CultureInfo.InvariantCulture, $"{path} holds {(sameBlocks ? "the same " : "")}{pages:N0} pages in both{(sameBlocks ? "" : ", in other blocks")}."));
        if (BlackoutSentence(left, right) is { } blackout) sentences.Add(blackout);
        sentences.Add(differences.IsEmpty && changedPages == 0 ? "Nothing differs."
            : string.Create(CultureInfo.InvariantCulture, $"The bytes of {changedPages:N0} {(changedPages == 1 ? "page" : "pages")} differ."));
        return sentences.ToImmutable();
    }

    private static string DmaSentence(PciAddress device, DmaCounts left, DmaCounts right)
    {
        var (was, now) = (Trouble(left), Trouble(right));
        if (left == DmaCounts.None && right == DmaCounts.None) return $"{device} has done no DMA yet in either.";
        if (was is null && now is null) return $"Up to here every access of {device} reached its page in both, without a fault.";
        return was == now ? $"Up to here {was} of {device} in both."
            : $"Up to here {was ?? "no trouble with an access"} of {device} in A, {now ?? "none"} in B.";
    }

    private static string? Trouble(DmaCounts counts)
    {
        var parts = new[] { (counts.Faults, "faults"), (counts.Lost, "lost"), (counts.Misdirected, "misdirected"), (counts.Late, "late") }
            .Where(part => part.Item1 > 0).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Item1:N0} {part.Item2}")).ToList();
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    private static string? TableSentence(DevicePlan device, ComparedMoment a, ComparedMoment b, ImmutableArray<Difference> differences)
    {
        if (a.Tree.Find(device.Address)?.Domain is not { } left || b.Tree.Find(device.Address)?.Domain is not { } right) return null;
        string? file = a.Files.Extents.FirstOrDefault(extent => left.Runs.Any(run => extent.Range.Overlaps(run.Memory)))?.Path;
        bool sameReach = !differences.Any(difference => difference.Topic == DifferenceTopic.Reach && difference.What.Contains(device.Address.ToString(), StringComparison.Ordinal));
        string where = left.Root.Table == right.Root.Table
            ? $"through the same tables at {left.Root.Table}, {a.PlaceOf(left.Root.Table)}"
            : $"A through tables at {left.Root.Table}, {a.PlaceOf(left.Root.Table)}, B through tables at {right.Root.Table}, {b.PlaceOf(right.Root.Table)}";
        return sameReach
            ? string.Create(CultureInfo.InvariantCulture, $"Each of its IOVAs gives the same page{(file is null ? "" : $" of {file}")} in both, {left.Mapped.PagesRoundedUp:N0} {(left.Beyond is null ? "in all" : "and more")}: {where}.")
            : $"Its IOVAs do not all give the same pages: {where}.";
    }

    private static string? DomainSentence(PciAddress device, ComparedMoment a, ComparedMoment b)
    {
        bool left = IsUndefined(a, device), right = IsUndefined(b, device);
        return (left, right) switch
        {
            (true, true) => $"Neither has an iommu_domain for {device}, while hardware translates for it: undefined land.",
            (true, false) => $"A has no iommu_domain for {device}, while hardware translates for it: undefined land.{Owner(b, device, "B")}",
            (false, true) => $"B has no iommu_domain for {device}, while hardware translates for it: undefined land.{Owner(a, device, "A")}",
            _ => null,
        };
    }

    private static string Owner(ComparedMoment side, PciAddress device, string name) => side.Kernel?.Iommu.DomainOf(device) is { } domain
        ? string.Create(CultureInfo.InvariantCulture, $" {name} has domain {domain.DomainId}, {domain.Kind.ToString().ToLowerInvariant()}.") : "";

    private static bool IsUndefined(ComparedMoment side, PciAddress device) =>
        side.Tree.Find(device) is { Reach: DmaReach.Translated } && side.Kernel?.Iommu.DomainOf(device) is null;

    private static string? BlackoutSentence(RunTimeline left, RunTimeline right)
    {
        if (ReferenceEquals(left, right) || left.BlackoutNanoseconds is not { } was || right.BlackoutNanoseconds is not { } now) return null;
        string here = (was / 1e6).ToString("#,0.0", CultureInfo.InvariantCulture), there = (now / 1e6).ToString("#,0.0", CultureInfo.InvariantCulture);
        return here == there ? $"The guest stands still for {here} ms in either, modelled." : $"The guest stands still for {here} ms in A and {there} ms in B, modelled.";
    }
}
