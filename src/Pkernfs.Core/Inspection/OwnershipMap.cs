using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Inspection;

/// <summary>Who owns what of the physical address space at one moment, worked out from what exists then: firmware's map, the medium's bytes, tables that hardware can reach, the running kernel's allocator.</summary>
/// <param name="Extents">By address, without overlaps; addresses that nothing answers are in none.</param>
public sealed record OwnershipMap(ImmutableArray<OwnedExtent> Extents)
{
    /// <param name="region">Where pkernfs is, as a debugger would be told: between kernels nothing in memory says so.</param>
    /// <param name="former">The moment before, which tells what stale memory was; null at the start.</param>
    public static OwnershipMap Of(MachineState machine, PhysicalRange? region, OwnershipMap? former) => Of(machine, region, former, new());

    /// <param name="trees">What was read of tables for the moment before.</param>
    internal static OwnershipMap Of(MachineState machine, PhysicalRange? region, OwnershipMap? former, TreeReadings trees)
    {
        var painter = new ExtentPainter();
        PaintBoard(painter, machine.Platform.Board);
        if (region is { } carveOut) MediumOwners.Paint(painter, machine.Platform, carveOut, trees);
        if (machine.Kernel is { } kernel)
        {
            foreach (var allocation in kernel.Pages.Allocations)
                painter.Paint(new(allocation.Range, allocation.Kind, allocation.Label, false));
        }
        HandoverOwners.Paint(painter, machine);
        PaintStale(painter, machine.Platform, region, former);
        PaintReachable(painter, machine.Platform, trees);
        return new(painter.ToExtents());
    }

    /// <summary>The extent that holds the byte; null where nothing answers.</summary>
    public OwnedExtent? At(PhysicalAddress address)
    {
        int index = FirstEndingAfter(address);
        return index < Extents.Length && Extents[index].Range.Contains(address) ? Extents[index] : null;
    }

    /// <summary>The extents that overlap <paramref name="range"/>, cut to it, by address.</summary>
    public IEnumerable<OwnedExtent> Within(PhysicalRange range)
    {
        for (int i = FirstEndingAfter(range.Start); i < Extents.Length && Extents[i].Range.Start < range.End; i++)
            yield return Extents[i] with { Range = Extents[i].Range.Intersect(range) };
    }

    private int FirstEndingAfter(PhysicalAddress address)
    {
        int low = 0, high = Extents.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Extents[middle].Range.End <= address) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static void PaintBoard(ExtentPainter painter, Board board)
    {
        foreach (var ram in board.Ram) painter.Paint(new(ram, OwnerClass.Firmware, "firmware's own RAM", true));
        foreach (var range in board.FirmwareMap)
        {
            bool ram = board.Ram.Any(installed => installed.Overlaps(range.Range));
            painter.Paint(range.Kind switch
            {
                FirmwareRangeKind.Usable => new(range.Range, OwnerClass.Free, "free", false),
                FirmwareRangeKind.AcpiData or FirmwareRangeKind.AcpiNvs => new(range.Range, OwnerClass.Firmware, "ACPI", true),
                _ when ram => new(range.Range, OwnerClass.Firmware, "reserved by firmware", true),
                _ => new(range.Range, OwnerClass.Reserved, "reserved", true),
            });
        }
        foreach (var function in board.Functions)
        {
            foreach (var bar in function.MemoryBars) painter.Paint(new(bar, OwnerClass.Mmio, $"{function.Address}: memory BAR", true));
        }
        painter.Paint(new(new(board.RemappingUnit.RegisterBase, ByteCount.Page), OwnerClass.Mmio, "remapping unit's registers", true));
        foreach (var table in board.FirmwareTables) painter.Paint(new(table.Range, OwnerClass.Firmware, $"ACPI {table.Signature}", true));
    }

    private static void PaintStale(ExtentPainter painter, PlatformState platform, PhysicalRange? region, OwnershipMap? former)
    {
        foreach (var run in platform.Memory.ResidentRuns())
        {
            painter.Change(run, extent => extent.Class == OwnerClass.Free && region?.Contains(extent.Range) != true
                ? extent with { Class = OwnerClass.Stale, Label = "stale" } : extent);
        }
        if (former is null) return;
        foreach (var before in former.Extents)
        {
            if (before.Class is OwnerClass.Free or OwnerClass.Firmware or OwnerClass.Reserved or OwnerClass.Mmio) continue;
            string was = before.Former ?? before.Label;
            painter.Change(before.Range, extent => extent.Class == OwnerClass.Stale ? extent with { Former = was } : extent);
        }
    }

    /// <summary>Memory without an owner that a device could read or write is the most dangerous kind there is.</summary>
    private static void PaintReachable(ExtentPainter painter, PlatformState platform, TreeReadings trees)
    {
        if (!platform.Unit.TranslationEnabled) return;
        foreach (var function in platform.Functions.Values)
        {
            if (!function.BusMaster) continue;
            string device = function.Address.ToString();
            var runs = TranslationRoots.Translating(platform, function.Address) is { } entry
                ? trees.Of(platform.Memory, entry.SecondStageRoot, platform.Unit.SecondStageLimits).Runs
                : platform.Unit.Mappings(platform.Memory, function.Address, fold: true);
            foreach (var run in runs)
            {
                painter.Change(new(run.Output, run.Length), extent => extent.Class is OwnerClass.Stale or OwnerClass.Free
                    ? extent with { Class = OwnerClass.Stale, Label = "stale", ReachableBy = device } : extent);
            }
        }
    }
}
