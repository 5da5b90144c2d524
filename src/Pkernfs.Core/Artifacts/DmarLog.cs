using System.Globalization;
using System.Text.RegularExpressions;

namespace Pkernfs.Core.Artifacts;

/// <summary>The remapping unit in a kernel log: "DMAR: Host address width 48" and "DMAR: dmar0: reg_base_addr fed90000 ver 1:0 cap … ecap …".</summary>
public static partial class DmarLog
{
    /// <summary>A unit as its line tells it.</summary>
    /// <param name="Name">"dmar0".</param>
    public sealed record Unit(string Name, PhysicalAddress RegisterBase, ulong Capability, ulong ExtendedCapability);

    /// <summary>The unit of a register line; null for other lines.</summary>
    public static Unit? ReadUnit(string line)
    {
        var match = UnitLine().Match(line);
        return match.Success && Hex(match, "base", out ulong start) && Hex(match, "cap", out ulong capability) && Hex(match, "ecap", out ulong extended)
            ? new(match.Groups["name"].Value, new(start), capability, extended)
            : null;
    }

    /// <summary>Bits of physical address that the platform decodes; null for other lines.</summary>
    public static int? ReadHostAddressWidth(string line)
    {
        var match = WidthLine().Match(line);
        return match.Success && int.TryParse(match.Groups["bits"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) ? bits : null;
    }

    private static bool Hex(Match match, string group, out ulong value) =>
        ulong.TryParse(match.Groups[group].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    [GeneratedRegex(@"(?<name>dmar\d+): reg_base_addr (?:0x)?(?<base>[0-9a-f]+) ver [0-9a-f]+:[0-9a-f]+ cap (?:0x)?(?<cap>[0-9a-f]+) ecap (?:0x)?(?<ecap>[0-9a-f]+)", RegexOptions.CultureInvariant)]
    private static partial Regex UnitLine();

    [GeneratedRegex(@"Host address width (?<bits>\d{1,3})\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex WidthLine();
}
