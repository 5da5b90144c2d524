using System.Collections.Immutable;
using Pkernfs.Core.Inspection;

namespace Pkernfs.Web.Scenes.Memory;

/// <summary>The whole address space in one line: true to scale, but for gaps that would push all else together.</summary>
/// <param name="Parts">By address; between two of them lies a gap that is drawn broken.</param>
/// <param name="Ticks">By address.</param>
public sealed record OverviewStrip(ImmutableArray<StripPart> Parts, ImmutableArray<StripTick> Ticks)
{
    /// <summary>What part of the strip a part without RAM gets, however large.</summary>
    private const double FarShare = 0.06;

    /// <summary>What part of the strip a broken gap gets.</summary>
    private const double GapShare = 0.04;

    public static OverviewStrip Of(OwnershipMap map, ImmutableArray<MapSection> sections)
    {
        if (map.Extents.IsEmpty) return new([], []);
        ulong ram = sections.Aggregate(0UL, (sum, section) => sum + section.Range.Length.Value);
        var ranges = new List<PhysicalRange>();
        foreach (var extent in map.Extents)
        {
            // A gap longer than all of RAM says nothing by its length.
            if (ranges.Count > 0 && extent.Range.Start.Value - ranges[^1].End.Value <= Math.Max(ram, 1UL << 32))
                ranges[^1] = PhysicalRange.FromTo(ranges[^1].Start, extent.Range.End);
            else
                ranges.Add(extent.Range);
        }
        bool HasRam(PhysicalRange range) => sections.Any(section => section.Range.Overlaps(range));
        int far = ranges.Count(range => !HasRam(range));
        double near = ranges.Where(HasRam).Sum(range => (double)range.Length.Value);
        double space = 1 - (far * FarShare) - ((ranges.Count - 1) * GapShare);
        var parts = ImmutableArray.CreateBuilder<StripPart>(ranges.Count);
        double at = 0;
        foreach (var range in ranges)
        {
            double share = HasRam(range) ? space * range.Length.Value / near : FarShare;
            parts.Add(new(range, at, at + share));
            at += share + GapShare;
        }
        return new(parts.ToImmutable(), TicksOf(parts, sections));
    }

    /// <summary>Where an address lies on the strip, 0 to 1; in a gap, at its near end.</summary>
    public double At(PhysicalAddress address)
    {
        double last = 0;
        foreach (var part in Parts)
        {
            if (address < part.Range.Start) return last;
            if (address <= part.Range.End) return part.At(address);
            last = part.To;
        }
        return last;
    }

    private static ImmutableArray<StripTick> TicksOf(ImmutableArray<StripPart>.Builder parts, ImmutableArray<MapSection> sections)
    {
        var ticks = new SortedDictionary<double, string>();
        foreach (var section in sections)
        {
            foreach (var end in new[] { section.Range.Start, section.Range.End })
            {
                var part = parts.FirstOrDefault(part => end >= part.Range.Start && end <= part.Range.End);
                if (part is not null) ticks[part.At(end)] = end.ToString();
            }
        }
        if (parts.Count > 1) ticks[parts[^1].To] = new ByteCount(parts[^1].Range.End.Value).ToString();
        return [.. ticks.Select(tick => new StripTick(tick.Key, tick.Value))];
    }
}

/// <summary>A part of the strip, true to scale in itself.</summary>
/// <param name="From">Its left end, 0 to 1.</param>
/// <param name="To">Its right end, 0 to 1.</param>
public sealed record StripPart(PhysicalRange Range, double From, double To)
{
    public double At(PhysicalAddress address) => From + ((To - From) * ((address.Value - Range.Start.Value) / (double)Range.Length.Value));
}

public sealed record StripTick(double At, string Text);
