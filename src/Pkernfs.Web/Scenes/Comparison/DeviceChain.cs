using System.Collections.Immutable;
using System.Globalization;
using Pkernfs.Core.Inspection;
using Pkernfs.Core.Inspection.Comparison;
using Pkernfs.Core.Memory;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Web.State.Comparing;

namespace Pkernfs.Web.Scenes.Comparison;

/// <summary>How a device gets to memory, from its root entry down to the pages, as a chain of parts.</summary>
/// <param name="Words">What entry and kernel say of the domain: "entry DID 9, kernel DID 4".</param>
public sealed record DeviceChain(PciAddress Device, ImmutableArray<ChainPart> Parts, string Words)
{
    /// <summary>The chain of the run's first device that is carried across; null where it has none.</summary>
    public static DeviceChain? Of(ShownComparison shown, SideName side)
    {
        var (run, index) = (shown.RunOf(side), shown.IndexOf(side));
        if (run.Timeline.Plan.Devices.FirstOrDefault(device => device.Persistent)?.Address is not { } device) return null;
        var machine = run.Timeline.Moments[index].Machine;
        var owners = run.OwnershipAt(index);
        var tree = TranslationTree.Of(machine.Platform, [device], owners);
        var found = tree.Find(device)!;
        var parts = ImmutableArray.CreateBuilder<ChainPart>();
        parts.Add(Part("root", OwnerClass.RootAndContext, tree.RootTable));
        parts.Add(Part("context", OwnerClass.RootAndContext, found.ContextTable, found.Context is { Present: true }));
        if (found.Domain is { } domain)
        {
            for (int level = domain.Root.Levels; level >= 1; level--)
            {
                var tables = domain.OfLevel(level).ToList();
                if (tables.Count == 0) continue;
                int count = domain.TableCounts[level - 1];
                string name = count == 1 ? $"L{level}" : string.Create(CultureInfo.InvariantCulture, $"L{level} × {count}{(domain.IsCounted ? "" : "+")}");
                parts.Add(Part(name, OwnerClass.DomainPageTable, tables[0].Address, ranges: [.. tables.Select(table => new PhysicalRange(table.Address, ByteCount.Page))]));
            }
            var largest = domain.Runs.Where(one => one.Problem is null).MaxBy(one => one.Input.Length);
            if (largest is not null) parts.Add(Part(largest.Owner?.TrimStart('/') ?? "memory", largest.Class ?? OwnerClass.Free, largest.Output, ranges: [largest.Memory], sub: $"{domain.Mapped}{(domain.Beyond is null ? "" : " and more")}"));
        }
        else
        {
            parts.Add(new("no tables", FaultReasons.Describe(found.Refusal), null, false, false, [], null));
        }
        return new(device, Once(parts), DomainWords(found, machine.Kernel));

        ChainPart Part(string title, OwnerClass kind, PhysicalAddress? at, bool isThere = true, ImmutableArray<PhysicalRange>? ranges = null, string? sub = null)
        {
            ImmutableArray<PhysicalRange> places = ranges ?? (at is { } page ? [new(page, ByteCount.Page)] : []);
            bool stays = at is { } address && owners.At(address) is { Persistent: true };
            return new(title, sub ?? at?.ToString() ?? "none", kind, at is not null && isThere, stays, NumbersAt(shown.Comparison, side, places), at);
        }
    }

    /// <summary>A difference of several parts has its number at the first of them.</summary>
    private static ImmutableArray<ChainPart> Once(IEnumerable<ChainPart> parts)
    {
        var told = new HashSet<int>();
        return [.. parts.Select(part => part with { Numbers = [.. part.Numbers.Where(told.Add)] })];
    }

    private static string DomainWords(TranslationDevice device, Core.Kernel.KernelState? kernel)
    {
        string entry = device.Context is { Present: true } context ? string.Create(CultureInfo.InvariantCulture, $"entry DID {context.DomainId}") : "no entry";
        string record = kernel is null ? "no kernel" : kernel.Iommu.DomainOf(device.Address) is { } domain ? string.Create(CultureInfo.InvariantCulture, $"kernel DID {domain.DomainId}") : "kernel: none";
        return $"{entry}, {record}";
    }

    /// <summary>Differences of tables and reach that lie there; whole files and regions would meet everything.</summary>
    private static ImmutableArray<int> NumbersAt(MachineComparison comparison, SideName side, ImmutableArray<PhysicalRange> places) =>
    [
        .. comparison.Differences.Select((difference, at) => (difference, Number: at + 1))
            .Where(entry => entry.difference.Topic is DifferenceTopic.Tables or DifferenceTopic.Reach)
            .Where(entry => (side == SideName.A ? entry.difference.LeftRanges : entry.difference.RightRanges).Any(range => places.Any(range.Overlaps)))
            .Select(entry => entry.Number).Take(3),
    ];
}

/// <summary>One part of a chain.</summary>
/// <param name="Sub">Its address or size, or why there is none.</param>
/// <param name="Class">What it is for; null for what is missing.</param>
/// <param name="IsThere">False where the chain breaks here.</param>
/// <param name="Persistent">True where a kexec leaves it alone.</param>
/// <param name="Numbers">The differences that it is part of.</param>
public sealed record ChainPart(string Title, string Sub, OwnerClass? Class, bool IsThere, bool Persistent, ImmutableArray<int> Numbers, PhysicalAddress? Address);
