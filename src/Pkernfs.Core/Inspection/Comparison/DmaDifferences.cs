using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection.Comparison;

/// <summary>What devices did since power-on.</summary>
internal static class DmaDifferences
{
    public static IEnumerable<Difference?> Of(ComparedMoment left, ComparedMoment right, ImmutableArray<PciAddress> functions) =>
        functions.Select(function => Difference.Between(DifferenceTopic.Dma, null, $"DMA of {function} so far", Words(left.DmaOf(function)), Words(right.DmaOf(function))));

    private static string? Words(DmaCounts counts)
    {
        if (counts == DmaCounts.None) return null;
        var parts = new List<string> { Counted(counts.Reads + counts.Writes, "access", "accesses") };
        if (counts.Faults > 0) parts.Add(Counted(counts.Faults, "fault", "faults"));
        if (counts.Lost > 0) parts.Add($"{counts.Lost:N0} lost");
        if (counts.Misdirected > 0) parts.Add($"{counts.Misdirected:N0} misdirected");
        if (counts.Late > 0) parts.Add($"{counts.Late:N0} late");
        if (parts.Count == 1) parts.Add("all right");
        return string.Join(", ", parts);
    }

    private static string Counted(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
