using System.Globalization;
using System.Text.RegularExpressions;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Artifacts;

/// <summary>
/// The firmware's memory map in a kernel log, in both dialects: "usable", "reserved" (through 6.15) and "System RAM",
/// "device reserved" with gap lines between (the 2025 rework).
/// </summary>
public static partial class E820Log
{
    /// <summary>The range of a "BIOS-e820:" line; null for other lines and for gap lines.</summary>
    /// <param name="problem">What is wrong with a line that is one; null otherwise.</param>
    public static FirmwareRange? ReadLine(string line, out string? problem)
    {
        problem = null;
        int mark = line.IndexOf("BIOS-e820:", StringComparison.Ordinal);
        if (mark < 0) return null;
        var match = Line().Match(line, mark);
        if (!match.Success)
        {
            problem = "This BIOS-e820 line is not understood: wanted is [mem 0x<first>-0x<last>] and a type.";
            return null;
        }
        if (match.Groups["what"].ValueSpan.SequenceEqual("gap")) return null;
        bool numbers = ulong.TryParse(match.Groups["first"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong first)
            & ulong.TryParse(match.Groups["last"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong last);
        if (!numbers) problem = "An address of this BIOS-e820 line needs more than 64 bits.";
        else if (last < first) problem = "This BIOS-e820 range ends before it begins.";
        else if (last == ulong.MaxValue) problem = "This BIOS-e820 range ends at the top of the 64-bit address space, where no memory is.";
        return problem is null ? new(PhysicalRange.Inclusive(new(first), new(last)), Kind(match.Groups["type"].Value)) : null;
    }

    /// <summary>What a log calls a range, in either dialect.</summary>
    public static FirmwareRangeKind Kind(string word)
    {
        string type = word.Trim();
        if (type.StartsWith("persistent", StringComparison.OrdinalIgnoreCase)) return FirmwareRangeKind.Persistent;
        return type.ToLowerInvariant() switch
        {
            "usable" or "system ram" => FirmwareRangeKind.Usable,
            "reserved" or "device reserved" => FirmwareRangeKind.Reserved,
            "acpi data" => FirmwareRangeKind.AcpiData,
            "acpi nvs" => FirmwareRangeKind.AcpiNvs,
            "unusable" => FirmwareRangeKind.Unusable,
            "soft reserved" => FirmwareRangeKind.SoftReserved,
            _ => FirmwareRangeKind.Other,
        };
    }

    [GeneratedRegex(@"\GBIOS-e820:\s*\[(?<what>mem|gap)\s+0x(?<first>[0-9a-fA-F]+)-0x(?<last>[0-9a-fA-F]+)\]\s*(?<type>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
