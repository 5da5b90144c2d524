using System.Globalization;
using System.Text.RegularExpressions;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Artifacts;

/// <summary>ACPI tables' places in a kernel log: "ACPI: DMAR 0x000000007FFE2376 000088 (v01 …".</summary>
public static partial class AcpiTableLog
{
    /// <summary>The table of such a line, without content; null for other lines. The RSDP counts as one.</summary>
    public static FirmwareTable? ReadLine(string line)
    {
        var match = Line().Match(line);
        if (!match.Success
            || !ulong.TryParse(match.Groups["start"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong start)
            || !uint.TryParse(match.Groups["length"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint length)
            || length == 0 || start > ulong.MaxValue - length) return null;
        return new(match.Groups["signature"].Value, new(new(start), new(length)), []);
    }

    [GeneratedRegex(@"ACPI: (?<signature>[A-Z0-9!_]{4}) 0x(?<start>[0-9A-Fa-f]{8,16}) (?<length>[0-9A-Fa-f]{6,8})(?:\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
