using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pkernfs.Core.Platform;

namespace Pkernfs.Oracle.Tests.Dumps;

/// <summary>A PCI function as the dump lists it.</summary>
public sealed record DumpedFunction(PciAddress Address, string Name, bool BusMaster, bool Persistent);

/// <summary>A machine at one moment, from a folder with "memory.elf" and "machine.json".</summary>
/// <param name="Ram">Where RAM is, as the machine says.</param>
/// <param name="RootTableRegister">RTADDR, mode bits included.</param>
/// <param name="TranslationEnabled">GSTS.TES; taken as set where the dump has no GSTS.</param>
public sealed record MachineDump(
    ImmutableArray<PhysicalRange> Ram,
    ulong RootTableRegister,
    bool TranslationEnabled,
    ImmutableArray<DumpedFunction> Functions,
    ResidentMemory Memory) : IDisposable
{
    private const ulong TranslationEnableStatus = 1ul << 31;

    /// <summary>The first address above all RAM.</summary>
    public PhysicalAddress RamEnd => Ram.Select(range => range.End).Concat(Memory.Runs.Select(run => run.Range.End)).Append(PhysicalAddress.Zero).Max();

    /// <summary>Opens the dump in <paramref name="folder"/>; its memory is read as it is needed, until disposed.</summary>
    /// <exception cref="InvalidDataException">A file is not as it should be; the message says where.</exception>
    public static MachineDump Open(string folder)
    {
        string path = Path.Combine(folder, "machine.json");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            var machine = json.RootElement;
            var registers = machine.GetProperty("registers");
            return new MachineDump(
                [.. machine.GetProperty("ram").EnumerateArray().Select(range => new PhysicalRange(new(Hex(range, "start")), new(range.GetProperty("length").GetUInt64())))],
                Hex(registers, "rtaddr"),
                !registers.TryGetProperty("gsts", out _) || (Hex(registers, "gsts") & TranslationEnableStatus) != 0,
                [.. machine.GetProperty("devices").EnumerateArray().Select(ReadFunction)],
                ResidentMemory.Open(Path.Combine(folder, "memory.elf")));
        }
        catch (Exception unfit) when (unfit is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} is not a machine description: {unfit.Message}", unfit);
        }
    }

    public void Dispose() => Memory.Dispose();

    private static DumpedFunction ReadFunction(JsonElement device)
    {
        string? text = device.GetProperty("bdf").GetString();
        return PciAddress.TryParse(text, out var address)
            ? new DumpedFunction(address, device.GetProperty("name").GetString() ?? "", device.GetProperty("busMaster").GetBoolean(), device.GetProperty("persistent").GetBoolean())
            : throw new FormatException($"\"{text}\" is not a PCI address such as 01:00.0.");
    }

    private static ulong Hex(JsonElement parent, string name)
    {
        string text = parent.GetProperty(name).GetString() ?? "";
        return text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new FormatException($"\"{name}\" is \"{text}\" instead of a hexadecimal number such as 0x1000.");
    }
}
