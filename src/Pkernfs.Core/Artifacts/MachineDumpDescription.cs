using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pkernfs.Core.LiveUpdate;
using Pkernfs.Core.Platform;
using Pkernfs.Core.Platform.Vtd;

namespace Pkernfs.Core.Artifacts;

/// <summary>
/// What of a machine is not in its memory, as JSON. Addresses and registers are strings, "0x" and lower-case hexadecimal digits, since
/// JSON's readers round large numbers; lengths are numbers:
/// <code>
/// { "ram": [{ "start": "0x0", "length": 2147483648 }],
///   "registers": { "cap": "0x…", "gsts": "0x…", "rtaddr": "0x…", … },
///   "rootTable": "0x…",
///   "devices": [{ "bdf": "01:00.0", "name": "NIC, assigned", "busMaster": true, "persistent": true }] }
/// </code>
/// Registers have VT-d's names (11.4), in lower case. "rootTable" is the table in use; "rtaddr" holds the one that a driver wrote last.
/// </summary>
public static class MachineDumpDescription
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true };

    /// <summary>VT-d 11.4: the name, where it is, its bytes. Commands that always read as zero (GCMD, IVA, IOTLB) are left out.</summary>
    private static readonly ImmutableArray<(string Name, int Offset, int Size)> Registers =
    [
        ("ver", VtdRegisters.Version, 4),
        ("cap", VtdRegisters.Capability, 8),
        ("ecap", VtdRegisters.ExtendedCapability, 8),
        ("gsts", VtdRegisters.GlobalStatus, 4),
        ("rtaddr", VtdRegisters.RootTableAddress, 8),
        ("ccmd", VtdRegisters.ContextCommand, 8),
        ("fsts", VtdRegisters.FaultStatus, 4),
        ("fectl", VtdRegisters.FaultEventControl, 4),
        ("fedata", VtdRegisters.FaultEventData, 4),
        ("feaddr", VtdRegisters.FaultEventAddress, 4),
        ("feuaddr", VtdRegisters.FaultEventUpperAddress, 4),
        ("iqh", VtdRegisters.QueueHead, 8),
        ("iqt", VtdRegisters.QueueTail, 8),
        ("iqa", VtdRegisters.QueueAddress, 8),
        ("ics", VtdRegisters.CompletionStatus, 4),
        ("iectl", VtdRegisters.CompletionEventControl, 4),
        ("iedata", VtdRegisters.CompletionEventData, 4),
        ("ieaddr", VtdRegisters.CompletionEventAddress, 4),
        ("ieuaddr", VtdRegisters.CompletionEventUpperAddress, 4),
        ("iqercd", VtdRegisters.QueueErrorRecord, 8),
        ("irta", VtdRegisters.InterruptTableAddress, 8),
    ];

    /// <summary>Writes the description, UTF-8, closed with a line feed.</summary>
    /// <exception cref="IOException">The stream's own.</exception>
    public static void Write(Stream destination, PlatformState platform, LiveUpdatePlan plan)
    {
        using (var json = new Utf8JsonWriter(destination, Layout))
        {
            json.WriteStartObject();
            json.WriteStartArray("ram");
            foreach (var range in platform.Memory.Ram) WriteRange(json, range);
            json.WriteEndArray();
            json.WriteStartObject("registers");
            foreach (var (name, offset, size) in Registers) json.WriteString(name, Hex(platform.Unit.ReadRegister(offset, size)));
            json.WriteEndObject();
            json.WriteString("rootTable", Hex(platform.Unit.RootTable.Value));
            json.WriteStartArray("devices");
            foreach (var function in platform.Functions.Values)
                WriteFunction(json, function, plan.Devices.FirstOrDefault(device => device.Address == function.Address));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        destination.WriteByte((byte)'\n');
    }

    private static void WriteRange(Utf8JsonWriter json, PhysicalRange range)
    {
        json.WriteStartObject();
        json.WriteString("start", Hex(range.Start.Value));
        json.WriteNumber("length", range.Length.Value);
        json.WriteEndObject();
    }

    private static void WriteFunction(Utf8JsonWriter json, PciFunction function, DevicePlan? device)
    {
        var board = function.Description;
        json.WriteStartObject();
        json.WriteString("bdf", function.Address.ToString());
        json.WriteString("name", string.IsNullOrEmpty(device?.Label) ? string.Create(CultureInfo.InvariantCulture, $"{board.Vendor:x4}:{board.Device:x4}") : device.Label);
        json.WriteBoolean("busMaster", function.BusMaster);
        json.WriteBoolean("persistent", device is { Persistent: true });
        json.WriteEndObject();
    }

    private static string Hex(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);
}
