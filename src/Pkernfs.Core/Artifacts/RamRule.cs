using System.Collections.Immutable;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Artifacts;

/// <summary>
/// Where RAM answers, guessed from a firmware map. Firmware takes its own memory from the top of low RAM and from the
/// first MiB, so: usable, soft-reserved and persistent ranges are RAM; so is a reserved or ACPI range of at most 256 MiB that touches RAM below
/// 4 GiB, unless the PCI Express configuration window (MCFG) lies in it. The rule is repeated until it adds nothing. RAM comes in
/// whole pages, so ends that firmware or a kexec cut amid a page are rounded outward.
/// </summary>
public static class RamRule
{
    private const ulong FourGiB = 4UL << 30;

    // Firmware's own share of low RAM, its graphics memory included, stays well below; MMIO windows are larger.
    private static readonly ByteCount LargestFirmwareShare = ByteCount.FromMiB(256);

    /// <summary>By address, neighbours joined.</summary>
    /// <param name="configurationWindow">First address of the PCI Express configuration window; null where unknown.</param>
    public static ImmutableArray<PhysicalRange> FromFirmwareMap(IEnumerable<FirmwareRange> map, PhysicalAddress? configurationWindow)
    {
        var ram = new List<PhysicalRange>();
        var candidates = new List<PhysicalRange>();
        foreach (var (range, kind) in map)
        {
            if (kind is FirmwareRangeKind.Usable or FirmwareRangeKind.SoftReserved or FirmwareRangeKind.Persistent) ram.Add(range);
            else if (range.Length <= LargestFirmwareShare && !(configurationWindow is { } window && range.Contains(window))) candidates.Add(range);
        }
        while (candidates.Find(candidate => ram.Exists(known => TouchesBelow4GiB(known, candidate))) is { IsEmpty: false } found)
        {
            candidates.Remove(found);
            ram.Add(found);
        }
        return Join(ram.Select(WholePages));
    }

    /// <summary>By address, touching and overlapping ranges made one.</summary>
    public static ImmutableArray<PhysicalRange> Join(IEnumerable<PhysicalRange> ranges)
    {
        var joined = new List<PhysicalRange>();
        foreach (var range in ranges.Order())
        {
            if (joined is [.., var last] && range.Start <= last.End)
                joined[^1] = PhysicalRange.FromTo(last.Start, range.End > last.End ? range.End : last.End);
            else
                joined.Add(range);
        }
        return [.. joined];
    }

    private static PhysicalRange WholePages(PhysicalRange range)
    {
        ulong pages = range.End.Value & ~(ByteCount.Page.Value - 1);
        return PhysicalRange.FromTo(range.Start.AlignDown(ByteCount.Page), pages == range.End.Value ? range.End : new(pages + Math.Min(ByteCount.Page.Value, ulong.MaxValue - pages)));
    }

    private static bool TouchesBelow4GiB(PhysicalRange ram, PhysicalRange other) =>
        ram.Start.Value < FourGiB && other.Start.Value < FourGiB && (other.Start == ram.End || other.End == ram.Start);
}
