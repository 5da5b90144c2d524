using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>What the kernel does to an E820 table before it trusts it.</summary>
public static class FirmwareMap
{
    /// <summary>By address, without overlaps (the higher type holds), neighbours of one kind joined, empty ranges dropped.</summary>
    public static List<FirmwareRange> Resolve(IEnumerable<FirmwareRange> ranges)
    {
        var byStart = ranges.Where(range => !range.Range.IsEmpty).OrderBy(range => range.Range).ToList();
        ulong[] cuts = [.. byStart.SelectMany(range => new[] { range.Range.Start.Value, range.Range.End.Value }).Distinct().Order()];
        var resolved = new List<FirmwareRange>();
        for (int i = 0; i + 1 < cuts.Length; i++)
        {
            var piece = PhysicalRange.FromTo(new(cuts[i]), new(cuts[i + 1]));
            var holders = byStart.Where(range => range.Range.Contains(piece)).ToList();
            if (holders.Count > 0) Append(resolved, piece, holders.MaxBy(range => E820Type.Precedence(range.Kind))!.Kind);
        }
        return resolved;
    }

    private static void Append(List<FirmwareRange> resolved, PhysicalRange piece, FirmwareRangeKind kind)
    {
        if (resolved is [.., var last] && last.Kind == kind && last.Range.End == piece.Start)
            resolved[^1] = last with { Range = PhysicalRange.FromTo(last.Range.Start, piece.End) };
        else
            resolved.Add(new(piece, kind));
    }
}
