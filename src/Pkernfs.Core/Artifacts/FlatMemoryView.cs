using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Pkernfs.Core.Artifacts;

/// <summary>QEMU's "info mtree -f": where RAM really answers, also behind what firmware hides.</summary>
internal static partial class FlatMemoryView
{
    /// <summary>RAM of the CPU's view by address, write-protected shadow of option ROMs included; empty when the text shows none.</summary>
    public static ImmutableArray<PhysicalRange> ReadRam(IEnumerable<string> lines)
    {
        var found = new List<PhysicalRange>();
        bool memoryView = false;
        foreach (string line in lines)
        {
            if (line.StartsWith("FlatView", StringComparison.Ordinal)) memoryView = false;
            else if (line.Trim() is "Root memory region: memory" or "Root memory region: system") memoryView = true;
            else if (memoryView && RamLine().Match(line) is { Success: true } match && Hex(match, "last") is var last and < ulong.MaxValue)
                found.Add(PhysicalRange.Inclusive(new(Hex(match, "first")), new(last)));
        }
        return RamRule.Join(found);
    }

    private static ulong Hex(Match match, string group) => ulong.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    // pc.ram is the board's RAM; pc.bios and pc.rom are flash.
    [GeneratedRegex(@"^\s+(?<first>[0-9a-f]{16})-(?<last>[0-9a-f]{16}) \(prio \d+, (?:ram|rom)\): pc\.ram\b", RegexOptions.CultureInvariant)]
    private static partial Regex RamLine();
}
