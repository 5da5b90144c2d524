using Pkernfs.Core.Inspection;
using Pkernfs.Core.PageTables;
using Pkernfs.Core.Platform.Vtd;
using Pkernfs.Web.State;

namespace Pkernfs.Web.Scenes.Translation;

/// <summary>Short forms for narrow nodes.</summary>
public static class TranslationWords
{
    /// <summary>"0xc4000000: TES, RTPS, QIES".</summary>
    public static string Status(GlobalCommand status)
    {
        (GlobalCommand Bit, string Name)[] names =
        [
            (GlobalCommand.TranslationEnable, "TES"),
            (GlobalCommand.SetRootTablePointer, "RTPS"),
            (GlobalCommand.SetFaultLog, "FLS"),
            (GlobalCommand.EnableAdvancedFaultLog, "AFLS"),
            (GlobalCommand.WriteBufferFlush, "WBFS"),
            (GlobalCommand.QueuedInvalidationEnable, "QIES"),
            (GlobalCommand.InterruptRemappingEnable, "IRES"),
            (GlobalCommand.SetInterruptTablePointer, "IRTPS"),
            (GlobalCommand.CompatibilityFormatInterrupts, "CFIS"),
        ];
        string set = string.Join(", ", names.Where(name => (status & name.Bit) != 0).Select(name => name.Name));
        return $"0x{(uint)status:x8}: {(set.Length == 0 ? "nothing set" : set)}";
    }

    /// <summary>"2M", "4K", "1G".</summary>
    public static string Size(ByteCount size) => size.ToString().Replace(" KiB", "K", StringComparison.Ordinal).Replace(" MiB", "M", StringComparison.Ordinal).Replace(" GiB", "G", StringComparison.Ordinal);

    /// <summary>"512 MiB", where that is not exact "511.9 MiB", and of many GiB what a reader takes in: "64 GiB".</summary>
    public static string Amount(ByteCount size) => size.Value < 1 << 20 || size.Value % (1 << 20) == 0 || size >= ByteCount.FromGiB(16)
        ? RoundSize.Short(size)
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{size.Value / (double)(1 << 20):0.#} MiB");

    /// <summary>"4 tables"; "2,048 tables or more" where not all were found.</summary>
    public static string Tables(TranslationDomain domain) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{domain.TableCount:N0} {(domain.TableCount == 1 ? "table" : "tables")}{(domain.IsCounted ? "" : " or more")}");

    /// <summary>"5 leaf runs", "1,022 leaf runs and more" where not all were read.</summary>
    public static string Runs(TranslationDomain domain, string name) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{domain.RunCount:N0} {name}{(domain.IsCut ? " and more" : "")}");

    /// <summary>What the kept runs map: "512 MiB", "2 GiB and more".</summary>
    public static string Mapped(TranslationDomain domain) => Amount(domain.Mapped) + (domain.Beyond is null ? "" : " and more");

    public static string Rights(AccessRights rights) => rights switch
    {
        AccessRights.Read => "R",
        AccessRights.Write => "W",
        AccessRights.ReadWrite => "RW",
        _ => "\u2013",
    };

    /// <summary>The last four hex digits of an entry: enough to tell two apart, the inspector has them all.</summary>
    public static string Tail(ulong entry) => $"\u2026{entry & 0xffff:x4}";

    /// <summary>An address in so many pixels: whole where it fits, else its end, which tells neighbours apart.</summary>
    public static string Address(PhysicalAddress address, double width)
    {
        string text = address.ToString();
        int room = (int)(width / TranslationSizes.Character);
        return text.Length <= room ? text : "\u2026" + text[^(room - 1)..];
    }

    /// <summary>What fits in so many characters; the beginning stays.</summary>
    public static string Fit(string text, double width, double character)
    {
        int room = Math.Max(1, (int)(width / character));
        return text.Length <= room ? text : text[..(room - 1)] + "\u2026";
    }

    /// <summary>Words broken into lines of a width; what is more than the lines ends in an ellipsis.</summary>
    public static IEnumerable<string> Wrap(string text, double width, int lines)
    {
        int room = (int)(width / TranslationSizes.WordCharacter);
        var words = new Queue<string>(text.Split(' '));
        for (int line = 1; line <= lines && words.Count > 0; line++)
        {
            string row = words.Dequeue();
            while (words.Count > 0 && row.Length + 1 + words.Peek().Length <= room) row += " " + words.Dequeue();
            yield return line == lines && words.Count > 0 ? Fit(row + " " + words.Peek(), width, TranslationSizes.WordCharacter) : row;
        }
    }

    /// <summary>A file's name without the leading slash and what the label says after it.</summary>
    public static string File(string label) => label.TrimStart('/').Split(": ")[0];

    public static TableKind Table(int level) => level switch
    {
        5 => TableKind.SecondStage5,
        4 => TableKind.SecondStage4,
        3 => TableKind.SecondStage3,
        2 => TableKind.SecondStage2,
        _ => TableKind.SecondStage1,
    };
}
