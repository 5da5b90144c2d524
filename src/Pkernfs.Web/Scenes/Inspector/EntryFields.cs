using Pkernfs.Core.Inspection.Decoding;

namespace Pkernfs.Web.Scenes.Inspector;

/// <summary>How an entry is told, field by field and bit by bit.</summary>
public static class EntryFields
{
    /// <summary>Bits of a row of the grid.</summary>
    public const int RowBits = 16;

    /// <summary>What has no name and stands as it should is left to whoever asks.</summary>
    public static bool IsTold(BitField field) => field.Broken || field.Name != "–";

    /// <summary>"3 reserved or unused, all are as should be"; null where every field is told.</summary>
    public static string? UntoldWords(DecodedEntry entry)
    {
        int untold = entry.Fields.Count(field => !IsTold(field));
        return untold == 0 ? null : $"{untold} reserved or unused, {(untold == 1 ? "it is" : "all are")} as should be";
    }

    /// <summary>The grid's rows, by their lowest bit. Sixteen reserved or unused zeros say nothing; the numbers show that a row is left out.</summary>
    public static IEnumerable<int> Rows(DecodedEntry entry) =>
        Enumerable.Range(0, entry.Length * 8 / RowBits).Select(row => row * RowBits).Where(row => !Enumerable.Range(row, RowBits).All(bit => !IsSet(entry, bit) && FieldOf(entry, bit) is { Name: "–", Broken: false }));

    public static BitField FieldOf(DecodedEntry entry, int bit) => entry.Fields.First(field => bit >= field.Low && bit <= field.High);

    public static bool IsSet(DecodedEntry entry, int bit) => ((entry.Words[bit / 64] >> (bit % 64)) & 1) != 0;

    /// <summary>The class words of a bit.</summary>
    public static string StyleOf(DecodedEntry entry, int bit)
    {
        var field = FieldOf(entry, bit);
        return "bit" + (field.Broken ? " broken" : field.Reserved ? " reserved" : field.Target is not null ? " address-bit" : field.Name == "–" ? " unused" : "")
            + (IsSet(entry, bit) ? " set" : "") + (bit == field.High ? " first" : "");
    }

    /// <summary>Bytes as they stand in memory, sixteen a line; none for what is long.</summary>
    public static IEnumerable<string> ByteLines(DecodedEntry entry) =>
        entry.Length > 64 ? [] : entry.Bytes().Chunk(16).Select(line => HexText.Of(line));

    /// <summary>The entry's words with their names; none where there are more than two.</summary>
    public static IEnumerable<(string Name, ulong Value)> Words(DecodedEntry entry) =>
        entry.Words.Length > 2 ? [] : entry.Words.Select((word, i) => (entry.Words.Length == 1 ? "value" : i == 0 ? "low" : "high", word));

    /// <summary>What is said instead of the bytes of a long entry.</summary>
    public const string TooLong = "Every field is below; the page's bytes are where a page is selected.";
}
