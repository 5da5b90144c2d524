using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Scenarios;

/// <summary>devices: the functions that do DMA in this run.</summary>
internal sealed record DevicesSection(DevicePlan Plan, ScenarioNode Place)
{
    public static ImmutableArray<DevicesSection> Read(ScenarioSection scenario)
    {
        if (scenario.Sequence("devices") is not { } list) return [];
        var devices = ImmutableArray.CreateBuilder<DevicesSection>();
        var lines = new Dictionary<PciAddress, int>();
        foreach (var item in list.Items)
        {
            if (item is not ScenarioMapping mapping)
            {
                scenario.Error(item, $"Wanted is a device with the keys function, label and persistent; here is {item.Noun}.");
                continue;
            }
            var section = new ScenarioSection(scenario.File, "a device", mapping, scenario.Findings, "function", "label", "persistent");
            var address = ReadAddress(section, "function");
            string? label = section.Optional("label") is null ? address?.ToString() : section.Text("label", ScenarioLimits.Title);
            var persistent = section.Flag("persistent");
            if (address is null || label is null || persistent is null) continue;
            var place = section.Optional("function")!;
            if (lines.TryAdd(address.Value, place.Line)) devices.Add(new(new(address.Value, label, persistent.Value), place));
            else section.Error(place, $"The function {address} is here twice; it is first in line {lines[address.Value]}.");
        }
        return devices.ToImmutable();
    }

    public static PciAddress? ReadAddress(ScenarioSection section, string key)
    {
        if (section.Scalar(key) is not { } scalar) return null;
        if (PciAddress.TryParse(scalar.Value, out var address)) return address;
        section.Error(scalar, $"'{ScenarioSection.Shorten(scalar.Value)}' is not a PCI address: wanted is bus:device.function in hexadecimal, such as 01:00.0 (device up to 1f, function up to 7).");
        return null;
    }
}
