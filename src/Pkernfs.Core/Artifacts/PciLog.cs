using System.Globalization;
using System.Text.RegularExpressions;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Artifacts;

/// <summary>PCI functions in a kernel log: ids and class, BARs ("reg 0x10: [mem …]" and "BAR 0 [mem …]"), IOMMU groups.</summary>
internal static partial class PciLog
{
    private const int FirstBarRegister = 0x10;

    /// <summary>Adds what a line tells to its function; other lines change nothing.</summary>
    public static void ReadLine(string line, FunctionDrafts drafts)
    {
        int mark = line.IndexOf("pci ", StringComparison.Ordinal);
        if (mark < 0) return;
        var match = FunctionLine().Match(line, mark);
        if (!match.Success || !PciAddress.TryParse(match.Groups["address"].Value, out var address)) return;
        string rest = match.Groups["rest"].Value;
        if (Found(rest)) ReadIdentity(IdentityPart().Match(rest), drafts[address]);
        else if (GroupPart().Match(rest) is { Success: true } group) drafts[address].IommuGroup = int.Parse(group.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        else if (BarPart().Match(rest) is { Success: true } bar) ReadBar(bar, drafts[address]);
    }

    private static bool Found(string rest) => rest.StartsWith('[') && IdentityPart().IsMatch(rest);

    private static void ReadIdentity(Match match, FunctionDraft draft)
    {
        draft.Vendor = ushort.Parse(match.Groups["vendor"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        draft.Device = ushort.Parse(match.Groups["device"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        draft.ClassCode = uint.Parse(match.Groups["class"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private static void ReadBar(Match match, FunctionDraft draft)
    {
        int index = match.Groups["register"].Success
            ? (int.Parse(match.Groups["register"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) - FirstBarRegister) / 4
            : int.Parse(match.Groups["index"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        if (index is < 0 or > 5
            || !ulong.TryParse(match.Groups["first"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong first)
            || !ulong.TryParse(match.Groups["last"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong last)
            || last < first || last == ulong.MaxValue) return;
        draft.SetBar(index, PhysicalRange.Inclusive(new(first), new(last)));
    }

    [GeneratedRegex(@"\Gpci (?<address>[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): (?<rest>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionLine();

    [GeneratedRegex(@"^\[(?<vendor>[0-9a-f]{4}):(?<device>[0-9a-f]{4})\] type [0-9a-f]{2} class 0x(?<class>[0-9a-f]{6})", RegexOptions.CultureInvariant)]
    private static partial Regex IdentityPart();

    [GeneratedRegex(@"^Adding to iommu group (\d{1,6})\b", RegexOptions.CultureInvariant)]
    private static partial Regex GroupPart();

    [GeneratedRegex(@"^(?:reg 0x(?<register>[0-9a-f]{2})|BAR (?<index>\d)):?(?: assigned)? \[mem 0x(?<first>[0-9a-f]+)-0x(?<last>[0-9a-f]+)[^\]]*\](?!.*(?:can't|failed))", RegexOptions.CultureInvariant)]
    private static partial Regex BarPart();
}
