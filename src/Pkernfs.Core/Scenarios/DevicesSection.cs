using System.Collections.Immutable;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Scenarios;

/// <summary>devices: the functions that do DMA in this run.</summary>
internal sealed record DevicesSection(DevicePlan Plan, ScenarioNode Place)
{
    public static ImmutableArray<DevicesSection> Read(ScenarioSection scenario, ImmutableArray<GuestSection> guests)
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
            var section = new ScenarioSection(scenario.File, "a device", mapping, scenario.Findings, "function", "label", "persistent", "guest");
            var address = ReadAddress(section, "function");
            string? label = section.Optional("label") is null ? address?.ToString() : section.Text("label", ScenarioLimits.Title);
            var persistent = section.Flag("persistent");
            string? guest = ReadGuest(section, scenario, guests, persistent);
            if (address is null || label is null || persistent is null || guest is null) continue;
            var place = section.Optional("function")!;
            if (lines.TryAdd(address.Value, place.Line)) devices.Add(new(new(address.Value, label, persistent.Value, guest), place));
            else section.Error(place, $"The function {address} is here twice; it is first in line {lines[address.Value]}.");
        }
        return devices.ToImmutable();
    }

    /// <summary>The name of the guest that a device is passed through to; empty where there is nothing to name; null after an error.</summary>
    private static string? ReadGuest(ScenarioSection device, ScenarioSection scenario, ImmutableArray<GuestSection> guests, bool? persistent)
    {
        if (device.Scalar("guest", required: false) is not { } scalar)
        {
            // Guests that could not be read have findings of their own.
            if (persistent != true || guests.IsEmpty) return "";
            if (guests.Length == 1) return guests[0].Plan.Name;
            device.Error(device.Place, "A persistent device is passed through to one of the guests: say which with 'guest', by its name.");
            return null;
        }
        if (persistent == false) device.Error(scalar, "A device of the host's own has no guest: leave 'guest' out, or make the device persistent.");
        else if (scenario.Optional("guests") is null) device.Error(scalar, "There is one guest, and it has no name: leave 'guest' out, or list the guests under 'guests'.");
        else if (guests.IsEmpty || guests.Any(guest => guest.Plan.Name == scalar.Value)) return scalar.Value;
        else
        {
            string[] names = [.. guests.Select(guest => guest.Plan.Name)];
            device.Error(scalar, $"There is no guest '{ScenarioSection.Shorten(scalar.Value)}'.{NearestName.Hint(scalar.Value, names)} Guests are: {string.Join(", ", names)}.");
        }
        return null;
    }

    public static PciAddress? ReadAddress(ScenarioSection section, string key)
    {
        if (section.Scalar(key) is not { } scalar) return null;
        if (PciAddress.TryParse(scalar.Value, out var address)) return address;
        section.Error(scalar, $"'{ScenarioSection.Shorten(scalar.Value)}' is not a PCI address: wanted is bus:device.function in hexadecimal, such as 01:00.0 (device up to 1f, function up to 7).");
        return null;
    }
}
