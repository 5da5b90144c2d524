using System.Collections.Immutable;
using Pkernfs.Core.Inspection.Layers;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.Memory;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Invariants;

/// <summary>No frame is two owners': firmware's, pkernfs', the running kernel's, or a table that the unit walks.</summary>
public sealed class NoDoubleOwner : Invariant
{
    public override string Id => "no-double-owner";

    public override int Order => 11;

    public override string Title => "No memory has two owners";

    public override string Explanation =>
        "Firmware's map, pkernfs on its medium, the running kernel's image and page allocator, and the tables that the remapping unit walks each lay claim to memory, and none of them asks the others: memmap= and pkernfs= are two parameters, and the allocator knows of neither but by its map. A frame with two owners is lost to one of them. "
        + "Claimed at every moment, between what exists then; a table that the unit walks counts as the allocator's where it was allocated for tables. While early boot is confined to scratch, it claims nothing else. Two files with one block are told by the invariant about blocks.";

    public override string Source => "RFC 00/18, 01/18";

    public override IEnumerable<Violation> Check(InvariantScope scope) => Medium(scope).Concat(Firmware(scope)).Concat(Tables(scope));

    /// <summary>pkernfs against what the running kernel has.</summary>
    private static IEnumerable<Violation> Medium(InvariantScope scope)
    {
        if (scope.Kernel is not { } kernel || scope.Medium is not { } medium) yield break;
        var region = medium.Reader.Region;
        foreach (var range in kernel.Pages.Usable.Select(usable => usable.Intersect(region)).Where(range => !range.IsEmpty))
            yield return new($"{range} belongs to pkernfs, and kernel {kernel.Release} takes it for System RAM that it may give out.", range);
        foreach (var (range, words) in KernelOwned(scope, region))
            yield return new($"{range} belongs to pkernfs, and kernel {kernel.Release} has it for: {words}.", range);
    }

    /// <summary>Firmware's own memory against all others.</summary>
    private static IEnumerable<Violation> Firmware(InvariantScope scope)
    {
        foreach (var reserved in scope.Platform.Board.FirmwareMap.Where(range => range.Kind != FirmwareRangeKind.Usable))
        {
            foreach (var range in scope.Medium is { } medium ? Coverage.Inside(reserved.Range, medium.Taken) : [])
                yield return new($"{range} is firmware's, and pkernfs has blocks there.", range);
            foreach (var (range, words) in KernelOwned(scope, reserved.Range))
                yield return new($"{range} is firmware's, and kernel {scope.Kernel!.Release} has it for: {words}.", range);
        }
    }

    /// <summary>What the running kernel has of a range: before its allocator is there, its image alone.</summary>
    private static IEnumerable<(PhysicalRange Range, string Words)> KernelOwned(InvariantScope scope, PhysicalRange within)
    {
        if (scope.Kernel is not { } kernel) return [];
        if (!kernel.Pages.Allocations.IsEmpty) return Coverage.Inside(within, scope.Allocated).SelectMany(scope.Owned);
        return kernel.Image.Overlaps(within) ? [(kernel.Image.Intersect(within), "its image")] : [];
    }

    /// <summary>Tables that the unit walks in memory that the running kernel has for something else, or may give out.</summary>
    private static IEnumerable<Violation> Tables(InvariantScope scope)
    {
        if (scope.Kernel is not { Pages.Usable.IsEmpty: false } kernel || scope.IsConfined || !scope.Platform.Unit.TranslationEnabled) yield break;
        foreach (var (table, words, function, bytes) in Walked(scope, kernel.Pages.Usable))
        {
            if (!kernel.Pages.Usable.Any(usable => usable.Contains(table))) continue;
            if (kernel.Pages.At(table) is not { } allocation)
                yield return new($"{words} at {table} is in memory that kernel {kernel.Release} has free: the next allocation writes over it.", bytes, function);
            else if (allocation.Kind is not (OwnerClass.EphemeralPageTable or OwnerClass.RootAndContext or OwnerClass.DomainPageTable or OwnerClass.HandoverMetadata))
                yield return new($"{words} at {table} is in memory that kernel {kernel.Release} has for: {allocation.Label}.", bytes, function);
        }
    }

    private static IEnumerable<(PhysicalAddress Table, string Words, PciAddress? Function, PhysicalRange? Bytes)> Walked(InvariantScope scope, ImmutableArray<PhysicalRange> usable)
    {
        var unit = scope.Platform.Unit;
        yield return (unit.RootTable, "The root table", null, new(unit.RootTable, ByteCount.Page));
        foreach (byte bus in scope.Platform.Functions.Keys.Select(function => function.Bus).Distinct())
        {
            if (scope.ContextTableOf(bus) is { } context)
                yield return (context, $"The context table of bus {bus:x2}", null, new(VtdTable.EntryAddress(unit.RootTable, bus), new(VtdTable.EntrySize)));
        }
        foreach (var function in scope.Platform.Functions.Keys)
        {
            if (scope.TranslatingEntry(function) is not { } entry) continue;
            var tree = scope.Tree(entry.SecondStageRoot);
            if (!usable.Any(range => tree.Pages.Meets(range))) continue;
            foreach (var table in tree.Tables)
            {
                yield return (
                    table.Address,
                    $"The level {table.Level} table of {function}",
                    function,
                    table.EntryAddress is { } at ? new(at, new(PageTableGeometry.EntrySize)) : scope.ContextBytes(function));
            }
        }
    }
}
