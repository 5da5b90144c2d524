using System.Collections.Immutable;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Kernel;

/// <summary>The memory map that a kernel works with: the firmware's, after the command line's edits and the kernel's own.</summary>
/// <param name="Ranges">By address, without overlaps, neighbours of one kind joined.</param>
/// <param name="Edits">Every edit in the order in which it was made, those that changed nothing too.</param>
public sealed record UsableMap(ImmutableArray<FirmwareRange> Ranges, ImmutableArray<MapEdit> Edits)
{
    // arch/x86: page 0 holds the BIOS data area; from 640 KiB to 1 MiB are video memory and option ROMs.
    private static readonly PhysicalRange PageZero = new(PhysicalAddress.Zero, ByteCount.Page);
    private static readonly PhysicalRange BiosArea = PhysicalRange.FromTo(new(0xa0000), new(0x100000));

    /// <summary>MAXMEM: from 64 TiB on a kernel with four-level page tables has no place for RAM in its direct map, so it leaves it alone.</summary>
    private static readonly PhysicalRange BeyondDirectMap = PhysicalRange.FromTo(new(1UL << 46), new(1UL << PhysicalMemory.AddressBits));

    /// <summary>What the page allocator may get, by address, in bytes: the map may end a range amid a page.</summary>
    public IEnumerable<PhysicalRange> Usable => Ranges.Where(range => range.Kind == FirmwareRangeKind.Usable).Select(range => range.Range);

    /// <summary>The whole pages in <see cref="Usable"/>: what the kernel's memory blocks really hold.</summary>
    public IEnumerable<PhysicalRange> UsablePages =>
        from range in Usable
        let start = range.Start.AlignUp(ByteCount.Page)
        let end = range.End.AlignDown(ByteCount.Page)
        where start < end
        select PhysicalRange.FromTo(start, end);

    /// <summary>Takes the firmware's map through one kernel's early boot.</summary>
    public static UsableMap Build(ImmutableArray<FirmwareRange> firmware, KernelCommandLine commandLine)
    {
        var edits = new UsableMapEdits(firmware);
        foreach (var option in commandLine.Memmap) edits.Apply(option);
        if (commandLine is { PkernfsSize: not null, Pkernfs: { } chosen }) edits.Remove(chosen, FirmwareRangeKind.Usable, "the kernel keeps out of the region that was chosen for pkernfs");
        edits.Resolve();
        edits.Update(PageZero, FirmwareRangeKind.Usable, FirmwareRangeKind.Reserved, "the kernel keeps page 0, the BIOS data area");
        edits.Remove(BiosArea, FirmwareRangeKind.Usable, "the kernel keeps out of video memory and option ROMs");
        if (edits.Ranges.Any(range => range.Kind == FirmwareRangeKind.Usable && range.Range.Overlaps(BeyondDirectMap)))
            edits.Remove(BeyondDirectMap, FirmwareRangeKind.Usable, "the kernel has no direct map for RAM from 64 TiB on");
        edits.Resolve();
        return new(edits.Ranges, edits.Edits);
    }
}
