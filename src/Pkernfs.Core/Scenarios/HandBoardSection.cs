using System.Collections.Immutable;
using Pkernfs.Core.Artifacts;
using Pkernfs.Core.Kernel;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Scenarios;

/// <summary>A board written out in the scenario: its firmware map, its RAM, its remapping unit, its functions.</summary>
internal static class HandBoardSection
{
    public static readonly string[] Keys = ["e820", "ram", "remapping-unit", "functions"];

    private static readonly Dictionary<string, FirmwareRangeKind> Kinds = new(StringComparer.Ordinal)
    {
        ["usable"] = FirmwareRangeKind.Usable,
        ["reserved"] = FirmwareRangeKind.Reserved,
        ["acpi-data"] = FirmwareRangeKind.AcpiData,
        ["acpi-nvs"] = FirmwareRangeKind.AcpiNvs,
        ["unusable"] = FirmwareRangeKind.Unusable,
        ["soft-reserved"] = FirmwareRangeKind.SoftReserved,
        ["persistent"] = FirmwareRangeKind.Persistent,
    };

    public static Board? Read(ScenarioSection section, string name)
    {
        var map = ReadMap(section);
        var ram = ReadRanges(section, "ram");
        var unit = ReadUnit(section);
        var functions = ReadFunctions(section);
        if (map.IsEmpty || unit is null || functions.IsEmpty) return null;
        ImmutableArray<FirmwareRange> resolved = [.. FirmwareMap.Resolve(map)];
        return new(name, resolved, ram.IsEmpty ? RamRule.FromFirmwareMap(resolved, null) : ram, [], unit, functions);
    }

    private static ImmutableArray<FirmwareRange> ReadMap(ScenarioSection section)
    {
        var map = ImmutableArray.CreateBuilder<FirmwareRange>();
        if (section.Sequence("e820") is not { } list) return [];
        if (list.Items.Length is 0 or > ScenarioLimits.FirmwareRanges)
            section.Error(list, $"'e820' wants 1 to {ScenarioLimits.FirmwareRanges} ranges; here are {list.Items.Length}.");
        foreach (var entry in Sections(section, list, "an e820 range", "start", "size", "kind").Take(ScenarioLimits.FirmwareRanges))
        {
            var range = ReadRange(entry);
            var kind = ReadKind(entry);
            if (range is null || kind is null) continue;
            if (map.FirstOrDefault(other => other.Range.Overlaps(range.Value)) is { } overlapped)
                entry.Error(entry.Place, $"This range overlaps {overlapped.Range} above.");
            else map.Add(new(range.Value, kind.Value));
        }
        return map.ToImmutable();
    }

    private static FirmwareRangeKind? ReadKind(ScenarioSection entry)
    {
        if (entry.Scalar("kind") is not { } scalar) return null;
        if (Kinds.TryGetValue(scalar.Value, out var kind)) return kind;
        entry.Error(scalar, $"There is no kind '{ScenarioSection.Shorten(scalar.Value)}'.{NearestName.Hint(scalar.Value, Kinds.Keys)} Kinds are: {string.Join(", ", Kinds.Keys)}.");
        return null;
    }

    private static ImmutableArray<PhysicalRange> ReadRanges(ScenarioSection section, string key)
    {
        if (section.Sequence(key, required: false) is not { } list) return [];
        var ranges = new List<PhysicalRange>();
        foreach (var entry in Sections(section, list, $"a range of {key}", "start", "size").Take(ScenarioLimits.FirmwareRanges))
        {
            if (ReadRange(entry) is not { } range) continue;
            if (ranges.Find(other => other.Overlaps(range)) is { IsEmpty: false } overlapped) entry.Error(entry.Place, $"This range overlaps {overlapped} above.");
            else ranges.Add(range);
        }
        return RamRule.Join(ranges);
    }

    private static PhysicalRange? ReadRange(ScenarioSection entry)
    {
        var start = entry.Size("start");
        var size = entry.Size("size");
        if (start is null || size is null) return null;
        if (size.Value.Value != 0 && size.Value.Value <= ulong.MaxValue - start.Value.Value) return new(new(start.Value.Value), size.Value);
        entry.Error(entry.Optional("size")!, size.Value.Value == 0 ? "The range's size is 0." : "The range runs past the top of the 64-bit address space.");
        return null;
    }

    private static RemappingUnitDescription? ReadUnit(ScenarioSection section)
    {
        if (section.Mapping("remapping-unit") is not { } mapping) return null;
        var unit = new ScenarioSection(section.File, "remapping-unit", mapping, section.Findings, "register-base", "capability", "extended-capability", "host-address-width");
        var registers = unit.Number("register-base", 1, ulong.MaxValue);
        var capability = unit.Number("capability", 0, ulong.MaxValue);
        var extended = unit.Number("extended-capability", 0, ulong.MaxValue);
        // VT-d addresses at most 52 bits; below 32 no board of this kind exists.
        var width = unit.Number("host-address-width", 32, 52);
        if (registers is { } at && at % 4096 != 0) unit.Error(unit.Optional("register-base")!, "'register-base' is not a multiple of 4 KiB (VT-d 8.3).");
        return registers is null || capability is null || extended is null || width is null ? null : new(new(registers.Value), capability.Value, extended.Value, (int)width);
    }

    private static ImmutableArray<BoardFunction> ReadFunctions(ScenarioSection section)
    {
        if (section.Sequence("functions") is not { } list) return [];
        if (list.Items.IsEmpty) section.Error(list, "'functions' is empty: a live update needs devices.");
        var functions = new SortedDictionary<PciAddress, BoardFunction>();
        foreach (var entry in Sections(section, list, "a function", "address", "vendor", "device", "class", "revision", "dma-mask", "iommu-group", "driver", "bars").Take(ScenarioLimits.Functions))
        {
            var function = ReadFunction(entry, functions.Count);
            if (function is not null && !functions.TryAdd(function.Address, function)) entry.Error(entry.Optional("address")!, $"The function {function.Address} is here twice.");
        }
        return [.. functions.Values];
    }

    private static BoardFunction? ReadFunction(ScenarioSection entry, int index)
    {
        var address = DevicesSection.ReadAddress(entry, "address");
        var vendor = entry.Number("vendor", 0, 0xfffe);
        var device = entry.Number("device", 0, 0xffff);
        var classCode = entry.Number("class", 0, 0xffffff);
        var revision = entry.Number("revision", 0, 0xff, required: false) ?? 0;
        var mask = entry.Number("dma-mask", 24, 64, required: false) ?? 64;
        var group = entry.Number("iommu-group", 0, int.MaxValue, required: false) ?? (ulong)index;
        string driver = entry.Optional("driver") is null ? "" : entry.Scalar("driver")?.Value ?? "";
        var bars = ReadRanges(entry, "bars");
        return address is null || vendor is null || device is null || classCode is null
            ? null
            : new(address.Value, (ushort)vendor, (ushort)device, (uint)classCode, (byte)revision, (int)mask, (int)group, driver, bars);
    }

    private static IEnumerable<ScenarioSection> Sections(ScenarioSection parent, ScenarioSequence list, string name, params string[] keys)
    {
        foreach (var item in list.Items)
        {
            if (item is ScenarioMapping mapping) yield return new(parent.File, name, mapping, parent.Findings, keys);
            else parent.Error(item, $"Wanted is {name} with the keys {string.Join(", ", keys)}; here is {item.Noun}.");
        }
    }
}
