using System.Globalization;
using System.Text.RegularExpressions;
using Pkernfs.Core.Platform;

namespace Pkernfs.Core.Artifacts;

/// <summary>Lists of PCI functions that may lie beside a kernel log.</summary>
internal static partial class FunctionLists
{
    /// <summary>lspci -nn: "00:03.0 Class [0108]: Device [1b36:0010] (rev 02)"; names may stand where Class and Device do.</summary>
    public static void ReadLspci(string line, FunctionDrafts drafts)
    {
        var match = LspciLine().Match(line);
        if (!match.Success || !PciAddress.TryParse(match.Groups["address"].Value, out var address)) return;
        var draft = drafts[address];
        draft.Vendor ??= (ushort)Hex(match.Groups["vendor"]);
        draft.Device ??= (ushort)Hex(match.Groups["device"]);
        if (draft.ClassCode == 0) draft.ClassCode = Hex(match.Groups["class"]) << 8;
        if (match.Groups["revision"].Success) draft.Revision = (byte)Hex(match.Groups["revision"]);
    }

    /// <summary>bdf_list.txt: "0000:00:03.0 vendor=0x1b36 device=0x0010 class=0x010802 dma_mask=64 drv=nvme group=2".</summary>
    public static void ReadBdfList(string line, FunctionDrafts drafts)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !PciAddress.TryParse(words[0], out var address)) return;
        ReadFields(words.AsSpan(1), drafts[address]);
    }

    /// <summary>iommu_groups.txt: "group 1 type=DMA" and below it "dev 0000:00:02.0 vendor=… driver=e1000e".</summary>
    public static void ReadGroups(IEnumerable<string> lines, FunctionDrafts drafts)
    {
        int? group = null;
        foreach (string line in lines)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["group", var number, ..]) group = Decimal(number);
            else if (words is ["dev", var text, ..] && PciAddress.TryParse(text, out var address))
            {
                ReadFields(words.AsSpan(2), drafts[address]);
                drafts[address].IommuGroup ??= group;
            }
        }
    }

    private static void ReadFields(ReadOnlySpan<string> words, FunctionDraft draft)
    {
        foreach (string word in words)
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) continue;
            string value = word[(equals + 1)..];
            switch (word[..equals])
            {
                case "vendor": draft.Vendor ??= (ushort?)Number(value, ushort.MaxValue); break;
                case "device": draft.Device ??= (ushort?)Number(value, ushort.MaxValue); break;
                case "class" when draft.ClassCode == 0: draft.ClassCode = Number(value, 0xffffff) ?? 0; break;
                case "dma_mask" when Decimal(value) is >= 24 and <= 64 and int bits: draft.DmaMaskBits = bits; break;
                case "drv" or "driver" when value.Length > 0: draft.Driver = value; break;
                case "group" when Decimal(value) is int group: draft.IommuGroup ??= group; break;
            }
        }
    }

    private static uint? Number(string text, uint highest) =>
        text.StartsWith("0x", StringComparison.Ordinal)
        && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value) && value <= highest ? value : null;

    private static int? Decimal(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    private static uint Hex(Group group) => uint.Parse(group.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<address>(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) .*?\[(?<class>[0-9a-f]{4})\]: .*\[(?<vendor>[0-9a-f]{4}):(?<device>[0-9a-f]{4})\](?:.*\(rev (?<revision>[0-9a-f]{2})\))?", RegexOptions.CultureInvariant)]
    private static partial Regex LspciLine();
}
